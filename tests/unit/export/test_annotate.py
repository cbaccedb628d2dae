"""Which copies a run has, and what is said when there is none."""

import stat
from hashlib import sha256
from pathlib import Path

import pytest
from support import builders as make
from support.annotated import RULES, answer, opened

from batch.export.annotate import AnnotatedCopy, CopyStyle, annotate, describe_copies
from batch.inputs import InputFile
from batch.intake.ledger_rows import add_rows
from batch.ledger import Ledger

FIRST, SECOND, *_ = make.TENOR


def write(path: Path, *identifiers: str) -> InputFile:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(["navn;fnr", *(f"x;{each}" for each in identifiers)]) + "\n")
    return opened(path)


def run(folder: Path, files: list[InputFile]) -> tuple[AnnotatedCopy, ...]:
    return run_between(folder, files, Path("/nowhere"), None)


def run_between(folder: Path, files: list[InputFile], path: Path, content: str | None) -> tuple[AnnotatedCopy, ...]:
    """Take the files in, let something happen to one of them, and annotate."""
    (folder / "run").mkdir(exist_ok=True)
    with Ledger(folder / "ledger.sqlite3") as ledger:
        add_rows(files, ledger, RULES)
        answer(ledger, {})
        if content is not None:
            path.write_text(content)
        elif path.exists():
            path.unlink()
        return annotate(files, ledger, folder / "run", CopyStyle())


def test_a_copy_is_private_and_described_as_it_lies_on_the_disk(tmp_path: Path) -> None:
    (copy,) = run(tmp_path, [write(tmp_path / "a.csv", FIRST, SECOND)])
    assert copy.file is not None
    path = tmp_path / "run" / copy.file.name
    content = path.read_bytes()
    assert (copy.file.sha256, copy.file.size_bytes) == (sha256(content).hexdigest(), len(content))
    assert (copy.file.row_count, copy.fault) == (2, None)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_inputs_of_equal_names_are_told_apart_by_their_order(tmp_path: Path) -> None:
    names = ["a/people.csv", "b/people.csv", "b/PEOPLE.txt", "c/people.csv.parquet.csv", "c/people"]
    copies = run(tmp_path, [write(tmp_path / name, FIRST) for name in names])
    assert [copy.file and copy.file.name for copy in copies] == [
        "people-ektepakt.csv",
        "people-ektepakt-2.csv",
        "PEOPLE-ektepakt-3.csv",
        "people.csv.parquet-ektepakt.csv",
        "people-ektepakt-4.csv",
    ]


def test_a_name_that_leaves_no_room_is_cut(tmp_path: Path) -> None:
    (copy,) = run(tmp_path, [write(tmp_path / f"{'ø' * 120}.csv", FIRST)])
    assert copy.file is not None
    assert copy.file.name == f"{'ø' * 100}-ektepakt.csv"


@pytest.mark.parametrize("content", [None, f"navn;fnr\nx;{FIRST}\n", ""])
def test_an_input_that_is_not_the_same_any_more_costs_only_its_own_copy(tmp_path: Path, content: str | None) -> None:
    files = [write(tmp_path / "a.csv", FIRST, SECOND), write(tmp_path / "b.csv", FIRST)]
    gone, whole = run_between(tmp_path, files, tmp_path / "a.csv", content)
    assert gone.file is None
    assert gone.fault is not None
    assert gone.fault.startswith("no annotated copy of a.csv: it ")
    assert whole.file is not None
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["b-ektepakt.csv"]


def test_what_an_earlier_export_left_and_is_not_written_again_goes(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", FIRST)
    run(tmp_path, [file])
    (tmp_path / "run" / "oppslag.csv").touch()
    with Ledger(tmp_path / "ledger.sqlite3") as ledger:
        assert annotate([], ledger, tmp_path / "run", CopyStyle()) == ()
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["oppslag.csv"]


def test_the_manifest_tells_which_copy_is_whose_and_hides_what_a_name_tells(tmp_path: Path) -> None:
    copies = run(tmp_path, [write(tmp_path / f"{FIRST}.csv", FIRST), write(tmp_path / "b.csv", FIRST)])
    assert describe_copies(copies) == [
        {"source": "***.csv", "name": "***-ektepakt.csv", "fault": None},
        {"source": "b.csv", "name": "b-ektepakt.csv", "fault": None},
    ]
