"""Where a run's ledger lies: in its folder, or under --state, as its run.json says."""

import json
import sqlite3
from pathlib import Path

import pytest
from support import builders as make

from batch.errors import LedgerCorruptError, OutFolderError
from batch.ledger import (
    LEDGER_NAME,
    Ledger,
    ledger_of,
    manifest_of,
    open_run,
    read_facts,
    state_folder,
    state_of,
    undisturbed,
)
from batch.ledger.places import ledger_for, run_folders

PRINT = "0123abcd" + "e" * 56


def begun(out: Path, state: Path | None = None) -> Path:
    with open_run(out, PRINT, make.NOW, state=state) as run:
        return run.folder


def fingerprint_in(folder: Path) -> str | None:
    with Ledger(ledger_of(folder)) as ledger:
        return ledger.fact("fingerprint")


def test_without_state_it_lies_in_the_runs_folder_and_no_manifest_is_needed(tmp_path: Path) -> None:
    folder = begun(tmp_path / "out")
    assert ledger_of(folder) == folder / LEDGER_NAME
    assert state_of(folder) is None
    assert [path.name for path in folder.iterdir()] == [LEDGER_NAME]


def test_with_state_it_lies_there_and_the_manifest_says_so_from_the_start(tmp_path: Path) -> None:
    out, state = tmp_path / "out", tmp_path / "state"
    folder = begun(out, state)
    assert ledger_of(folder) == state_folder(out, state) / "runs" / folder.name / LEDGER_NAME
    assert state_of(folder) == state
    assert not manifest_of(folder)["is_complete"]
    assert begun(out) == folder, "it is found without --state"
    assert fingerprint_in(folder) == PRINT


def test_two_outs_share_one_state(tmp_path: Path) -> None:
    places = {state_folder(tmp_path / name / "out", tmp_path / "state") for name in ("a", "b")}
    assert len(places) == 2


def test_a_ledger_with_what_a_killed_process_left_in_its_log_is_moved_whole(tmp_path: Path) -> None:
    out, state = tmp_path / "out", tmp_path / "state"
    with open_run(out, PRINT, make.NOW) as run:
        folder = run.folder
        left = {name: (folder / name).read_bytes() for name in (LEDGER_NAME, f"{LEDGER_NAME}-wal")}
    for name, content in left.items():
        (folder / name).write_bytes(content)
    moved = ledger_for(out, folder, state)
    assert {path.name for path in folder.iterdir()} == {"run.json"}
    assert ledger_of(folder) == moved
    assert fingerprint_in(folder) == PRINT


def test_killed_before_the_old_ledger_was_removed_the_old_one_counts(tmp_path: Path) -> None:
    out, state = tmp_path / "out", tmp_path / "state"
    folder = begun(out)
    old = (folder / LEDGER_NAME).read_bytes()
    moved = ledger_for(out, folder, state)
    moved.write_bytes(b"half")
    (folder / LEDGER_NAME).write_bytes(old)
    assert ledger_for(out, folder, state) == moved
    assert fingerprint_in(folder) == PRINT


def test_a_manifest_of_a_moved_run_keeps_what_it_says(tmp_path: Path) -> None:
    out, folder = tmp_path / "out", begun(tmp_path / "out")
    (folder / "run.json").write_text(json.dumps({"ledger": LEDGER_NAME, "outputs": [{"name": "a", "sha256": "b"}]}))
    moved = ledger_for(out, folder, tmp_path / "state")
    assert manifest_of(folder) == {"ledger": str(moved), "outputs": [{"name": "a", "sha256": "b"}]}


@pytest.mark.parametrize("content", ["", "[]}", "\x00"])
def test_a_damaged_manifest_is_told_where_it_is_needed(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content)
    with pytest.raises(LedgerCorruptError, match=r"run\.json"):
        ledger_of(tmp_path)


def test_a_run_discarded_leaves_nothing_under_state(tmp_path: Path) -> None:
    with open_run(tmp_path / "out", PRINT, make.NOW, state=tmp_path / "state") as run:
        run.discard()
    assert not list(tmp_path.rglob(f"{LEDGER_NAME}*"))


def test_a_folder_that_is_a_link_is_no_run(tmp_path: Path) -> None:
    folder = begun(tmp_path / "out")
    (folder.parent / "another").symlink_to(folder)
    assert list(run_folders(tmp_path / "out")) == [folder]


def test_runs_that_are_a_link_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "runs").symlink_to(tmp_path)
    with pytest.raises(OutFolderError, match="runs is a link"):
        run_folders(tmp_path)


def test_what_a_rollback_journal_holds_is_read_without_changing_it(tmp_path: Path) -> None:
    """Killed in mid-transaction: what is in the file is not what was committed."""
    path, left = tmp_path / "a.sqlite3", tmp_path / "left" / "a.sqlite3"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA cache_size = 5; CREATE TABLE run (key, value); INSERT INTO run VALUES ('a', 'b')")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO run VALUES (?, ?)", ((str(n), "x" * 3000) for n in range(100)))
    left.parent.mkdir()
    for name in ("a.sqlite3", "a.sqlite3-journal"):
        (left.parent / name).write_bytes((tmp_path / name).read_bytes())
    connection.close()
    before = {each.name: each.read_bytes() for each in left.parent.iterdir()}
    with undisturbed(left) as uri:
        assert read_facts(uri, left) == {"a": "b"}
    assert {each.name: each.read_bytes() for each in left.parent.iterdir()} == before
