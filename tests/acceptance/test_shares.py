"""--out on a share that lacks what a local disk has: the run ends well, or in one sentence before anything is asked."""

import errno
import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import comparable, manifest
from support.program import Program
from support.share_stand_ins import StandIn, refusing

from batch.inputs.file import sha256_of
from batch.sandbox import Fault, FaultKind, Faults, Sandbox

RUN = ("run", "people.csv")


@pytest.fixture
def share(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Program:
    write_list(program.folder / "people.csv", some_identifiers(8))
    program.environment["HOME"] = str(tmp_path_factory.mktemp("home"))
    return program


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with closing(StandIn(tmp_path_factory.mktemp("stand_in"))) as process:
        yield process


def on(share: Program, *refused: str) -> None:
    """Have the file system of --out refuse these to every command of the stand-in that follows."""
    share.environment |= refusing(*refused, under=(share.folder / "out").resolve())


def test_without_links_a_file_names_the_latest_run_and_everything_finds_it(
    share: Program, sandbox: Sandbox, stand_in: StandIn
) -> None:
    on(share, "symlink")
    ended = stand_in.run(share, *RUN, "--json")
    assert ended.code == 0, ended.stderr
    assert "latest.txt" in ended.stderr
    summary = json.loads(ended.stdout)
    named = (share.folder / "out" / "latest.txt").read_text().strip()
    assert (share.folder / "out" / named).resolve() == (share.folder / summary["folder"]).resolve()
    assert not (share.folder / "out" / "latest").is_symlink()
    asked = sandbox.memory.asks.total()
    assert stand_in.run(share, "retry").code == 0
    assert stand_in.run(share, *RUN, "--max-age", "1d").code == 0
    assert sandbox.memory.asks.total() == asked


@pytest.mark.parametrize("refused", ["flock", "record_lock"])
@pytest.mark.parametrize("command", [RUN, ("slow",)], ids=["run", "slow"])
def test_without_locks_nothing_is_asked_and_state_is_named(
    share: Program, sandbox: Sandbox, stand_in: StandIn, refused: str, command: tuple[str, ...]
) -> None:
    on(share, refused)
    ended = stand_in.run(share, *command)
    assert (ended.code, sandbox.memory.asks.total()) == (2, 0)
    assert "--state DIR" in ended.stderr
    assert "another run" not in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_with_state_the_ledger_lies_there_and_all_that_reads_it_finds_it(
    share: Program, stand_in: StandIn, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> None:
    on(share, "flock", "record_lock")
    state = tmp_path_factory.mktemp("state")
    failing = some_identifiers(8)[3]
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, only=frozenset({failing})),))
    command = (*RUN, "--state", state, "--attempts", "1")
    ended = stand_in.run(share, *command)
    assert ended.code == 3, ended.stderr
    latest = share.folder / "out" / "latest"
    assert not list((share.folder / "out").rglob("*.sqlite3*"))
    assert [Path(manifest(latest)["ledger"])] == list(state.rglob("ledger.sqlite3"))
    sandbox.reset()
    assert stand_in.run(share, "retry").code == 0, "the run says where its ledger is"
    assert dict(sandbox.memory.asks) == {failing: 1}
    again = stand_in.run(share, *command, "--max-age", "1d", "--json")
    assert (again.code, json.loads(again.stdout)["reused"]) == (0, 8)
    copy = latest / "people-ektepakt-SANDBOX.csv"
    (share.folder / "mine.csv").write_bytes(copy.read_bytes())
    fed_back = stand_in.run(share, "run", "mine.csv", "--state", state, "--json")
    assert (fed_back.code, json.loads(fed_back.stdout)["reused"]) == (0, 8)
    assert sandbox.memory.asks.total() == 1


def test_a_ledger_stays_where_it_is_unless_state_is_given(
    share: Program, stand_in: StandIn, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A share that loses its locks in the life of a run: what was asked is not asked again."""
    state = tmp_path_factory.mktemp("state")
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.AGREEMENT_WITHDRAWN),))
    down = ("--attempts", "1", "--patience-seconds", "0")
    assert share.run(*RUN, *down).code == 4
    [folder] = (share.folder / "out" / "runs").iterdir()
    sandbox.reset()
    on(share, "flock", "record_lock")
    ended = stand_in.run(share, *RUN, "--state", state)
    assert ended.code == 0, ended.stderr
    assert f"run {folder.name} goes on" in ended.stderr or folder.name in ended.stderr
    assert not list((share.folder / "out").rglob("ledger.sqlite3*"))
    assert len(list(state.rglob("ledger.sqlite3"))) == 1
    assert [each.name for each in (share.folder / "out" / "runs").iterdir()] == [folder.name]


def test_a_moved_ledger_that_is_not_there_is_told_and_nothing_is_begun_in_its_place(
    share: Program, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> None:
    state = tmp_path_factory.mktemp("state")
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.AGREEMENT_WITHDRAWN),))
    command = (*RUN, "--attempts", "1", "--patience-seconds", "0")
    assert share.run(*command, "--state", state).code == 4
    [ledger] = state.rglob("ledger.sqlite3")
    ledger.rename(state / "elsewhere")
    ended = share.run(*command)
    assert (ended.code, str(ledger) in ended.stderr) == (2, True), ended.stderr
    (state / "elsewhere").rename(ledger)
    sandbox.reset()
    assert share.run(*command).code == 0, "found without --state, too"


@pytest.mark.parametrize("refused", ["sync_folder", "shared_memory"])
def test_what_is_not_needed_may_be_missing(share: Program, stand_in: StandIn, refused: str) -> None:
    assert share.run(*RUN, "--out", "local").code == 0
    on(share, refused)
    ended = stand_in.run(share, *RUN)
    assert ended.code == 0, ended.stderr
    assert comparable(share.folder / "out/latest") == comparable(share.folder / "local/latest")


def test_the_summary_comes_out_whatever_stands_under_the_name_of_the_link(share: Program, sandbox: Sandbox) -> None:
    (share.folder / "out" / "latest").mkdir(parents=True, mode=0o700)
    ended = share.run(*RUN, "--json")
    assert ended.code == 2, "what the same command would meet again is never 75"
    summary = json.loads(ended.stdout)
    assert summary["is_complete"]
    assert "latest" in summary["latest_fault"]["what"]
    (share.folder / "out" / "latest").rmdir()
    asked = sandbox.memory.asks.total()
    assert share.run(*RUN).code == 0
    assert sandbox.memory.asks.total() == asked


def test_the_doctor_finds_what_a_run_would_end_of(
    share: Program, stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory
) -> None:
    on(share, "flock")
    (share.folder / "out").mkdir(mode=0o700)
    ended = stand_in.run(share, "doctor")
    assert ended.code == 2, ended.stdout
    assert "--state DIR" in ended.stdout
    assert stand_in.run(share, "doctor", "--state", tmp_path_factory.mktemp("state")).code == 0
    assert list((share.folder / "out").iterdir()) == []


@pytest.mark.parametrize(("number", "code"), [(errno.EIO, 75), (errno.ESTALE, 75), (errno.EPERM, 2)])
def test_an_output_that_can_not_be_read_back_is_one_sentence_and_costs_no_answer(
    share: Program, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, number: int, code: int
) -> None:
    def refused(path: Path) -> str:
        if path.suffix == ".parquet":
            raise OSError(number, os.strerror(number))
        return sha256_of(path)

    with monkeypatch.context() as patch:
        patch.setattr("batch.export.self_check.sha256_of", refused)
        ended = share.run(*RUN, "-q")
    assert (ended.code, ended.stderr.count("\n")) == (code, 1), ended.stderr
    assert os.strerror(number) in ended.stderr
    asked = sandbox.memory.asks.total()
    assert share.run(*RUN).code == 0
    assert sandbox.memory.asks.total() == asked
