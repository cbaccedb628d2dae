"""`--forget-answers` and `runs forget`: no byte of what the register told is left in any file of the ledger."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support.broken_at import kill_at
from support.lists import some_identifiers, write_list
from support.outputs import comparable, manifest, read_csv
from support.program import Program

from batch.export.annotate import AnnotatedCopy
from batch.ledger import Ledger
from batch.sandbox import Fault, FaultKind, Faults, MemberKind, Sandbox, SandboxOptions, sandbox_in_thread

PEOPLE = [*some_identifiers(30, MemberKind.FOUND), *some_identifiers(10, MemberKind.EMPTY)]
RUN = ("run", "people.csv", "--state", "state")
FORGET = (*RUN, "--forget-answers")
MOMENTS = [
    ("batch.ledger.store", "erase_answers", "before"),
    ("batch.ledger.store", "erase_answers", "after"),
    ("batch.ledger.store", "leave_nothing_behind", "before"),
    ("batch.ledger.store", "leave_nothing_behind", "after"),
    ("batch.ledger.store", "Ledger.finish_forgetting", "after"),
]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with sandbox_in_thread(SandboxOptions(calm=True)) as sandbox:
        yield sandbox


@pytest.fixture
def program(tmp_path: Path, sandbox: Sandbox) -> Program:
    write_list(tmp_path / "people.csv", PEOPLE)
    # Nobody is slow: on a busy machine an answer after a fortieth of the time-out would be asked for again.
    return Program(tmp_path, sandbox.settings | {"EKTEPAKT_TIMEOUT_SECONDS": "60"})


def latest(program: Program) -> Path:
    return (program.folder / "out" / "latest").resolve()


def told_words(folder: Path) -> set[bytes]:
    """What the register told, as the tables of a run have it: names, addresses, what was agreed, what was refused."""
    words = {row[name] for row in read_csv(folder / "roller.csv") for name in ("fornavn", "etternavn", "adressenavn")}
    words |= {row["avtaletype"] for row in read_csv(folder / "avtaleinnhold.csv")}
    words |= {row["feilmelding"] for row in read_csv(folder / "oppslag.csv")}
    return {word.encode() for word in words if len(word) > 2}


def found_in(folder: Path, words: set[bytes]) -> set[bytes]:
    """Return which of the words are in any file of ledgers, logs and journals among them."""
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert files
    return {word for word in words for content in files if word in content}


def verified(folder: Path) -> None:
    """Open a ledger as a command does that goes on with it: every row is read, and held against its checksum."""
    path = Path(manifest(folder)["ledger"])
    with Ledger(path if path.is_absolute() else folder / path):
        pass


def test_nothing_of_what_was_told_is_left_in_the_ledger_and_all_of_it_in_the_files(
    program: Program, sandbox: Sandbox
) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, only=(PEOPLE[0],)),))
    assert program.run(*RUN, "--attempts", "1").code == 3
    words = told_words(latest(program))
    assert len(words) > 50
    assert found_in(program.folder / "state", words) == words, "the search finds them where they are"
    kept = comparable(latest(program))
    (program.folder / "state").rename(program.folder / "before")
    ended = program.run(*FORGET, "--attempts", "1", "--out", "other", "--json")
    assert ended.code == 3, ended.stderr
    assert json.loads(ended.stdout)["answers_forgotten"] is True
    folder = (program.folder / "other" / "latest").resolve()
    assert comparable(folder) == kept
    assert not found_in(program.folder / "state", words)
    assert [each.name for each in (program.folder / "state").rglob("ledger*")] == ["ledger.sqlite3"]
    verified(folder)


def test_a_rollback_journal_keeps_nothing_either(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def keep_a_journal(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA journal_mode = DELETE")

    monkeypatch.setattr("batch.ledger.database._keep_a_log", keep_a_journal)
    assert program.run(*FORGET).code == 0
    assert not found_in(program.folder / "state", told_words(latest(program)))


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment[2]} {moment[1]}")
def test_killed_at_any_moment_the_same_command_forgets(
    program: Program, sandbox: Sandbox, moment: tuple[str, str, str]
) -> None:
    kill_at(program, *moment, *FORGET)
    ended = program.run(*FORGET)
    assert ended.code == 0, ended.stderr
    runs = list((program.folder / "out" / "runs").iterdir())
    if moment[1] != "Ledger.finish_forgetting":  # nothing is left to be done then: the same command begins a new run
        assert [each.name for each in runs] == [latest(program).name]
        assert f"Run {latest(program).name} is complete." in ended.stdout
        assert sandbox.memory.asks.total() == len(PEOPLE)
    for folder in runs:
        assert len(read_csv(folder / "oppslag.csv")) == len(PEOPLE)
        assert read_csv(folder / "ektepakter.csv")
        assert not found_in(program.folder / "state", told_words(folder))
        verified(folder)


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment[2]} {moment[1]}")
def test_killed_at_any_moment_a_run_can_be_retried_or_says_that_it_is_forgotten(
    program: Program, moment: tuple[str, str, str]
) -> None:
    kill_at(program, *moment, *FORGET)
    [folder] = (program.folder / "out" / "runs").iterdir()
    before = comparable(folder)
    ended = program.run("retry", folder.name)
    is_deleted = moment[1] != "erase_answers"
    assert ended.code == (2 if is_deleted else 0), ended.stderr
    assert comparable(folder) == before
    if is_deleted:
        assert not found_in(program.folder / "state", told_words(folder)), "what was begun is finished all the same"


def test_a_forgotten_run_refuses_retry_in_one_sentence_and_names_what_works(program: Program, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, only=(PEOPLE[0],)),))
    ended = program.run("run", "people.csv", "--forget-answers", "--attempts", "1", "--json", "--column", "fnr")
    assert ended.code == 3, ended.stderr
    folder, before = latest(program), comparable(latest(program))
    refused = program.run("retry")
    assert (refused.code, len(refused.stderr.splitlines())) == (2, 1), refused.stderr
    assert "were forgotten" in refused.stderr
    assert comparable(folder) == before
    steps = [command for step in json.loads(ended.stdout)["next"] for command in step["commands"]]
    assert not [each for each in steps if " retry " in each]
    [again] = [each for each in steps if f"run {folder / 'errors.csv'}" in each]
    assert (
        again.split("-m batch ")[1].split("`")[0] in refused.stderr.replace("`", "") or "errors.csv" in refused.stderr
    )
    sandbox.reset()
    words = again.split("-m batch ")[1].split()
    assert program.run(*words).code == 0
    assert sandbox.memory.asks.total() == 1


def test_a_stopped_run_forgets_nothing(program: Program, sandbox: Sandbox) -> None:
    assert program.run(*FORGET, "--max-requests", "5").code == 75
    assert found_in(program.folder / "state", told_words(next((program.folder / "out/runs").iterdir())))
    assert program.run(*FORGET).code == 0
    assert not found_in(program.folder / "state", told_words(latest(program)))
    assert sandbox.memory.asks.total() == len(PEOPLE)


def test_answers_are_not_taken_over_from_it_and_that_is_said(program: Program, sandbox: Sandbox) -> None:
    assert program.run("run", "people.csv", "--forget-answers").code == 0
    planned = program.run("plan", "people.csv", "--max-age", "7d")
    assert "forgotten" in planned.stderr
    ended = program.run("run", "people.csv", "--max-age", "7d")
    assert ended.code == 0
    assert "were forgotten, and can't be taken over" in ended.stderr
    assert sandbox.memory.asks.total() == 2 * len(PEOPLE)
    assert len(read_csv(latest(program) / "ektepakter.csv")) > 20


def test_changes_are_told_from_its_tables_as_from_a_ledger(program: Program, sandbox: Sandbox) -> None:
    def changes(*flags: str) -> list[dict[str, str]]:
        out = ("--out", f"out{len(flags)}")
        for day in (0, 60):
            sandbox.day = day
            assert program.run("run", "people.csv", *out, *flags).code == 0
        rows = read_csv(program.folder / out[1] / "latest" / "changes.csv")
        return [{key: value for key, value in row.items() if not key.endswith("_run")} for row in rows]

    expected = changes()
    assert len(expected) > 10
    assert changes("--forget-answers") == expected
    compared = program.run("compare", "--out", "out1", "--json")
    assert compared.code == 0, compared.stderr
    assert sum(json.loads(compared.stdout)["changes"]["rows"].values()) == len(expected)


def test_without_its_tables_changes_are_not_told_and_it_says_why(program: Program, sandbox: Sandbox) -> None:
    assert program.run("run", "people.csv", "--forget-answers", "--format", "csv").code == 0
    ended = program.run("run", "people.csv")
    assert ended.code == 0
    assert "is not there as it was written" in ended.stdout
    refused = program.run("compare")
    assert (refused.code, len(refused.stderr.splitlines())) == (2, 1), refused.stderr


def test_the_answers_of_a_run_that_is_over_can_be_forgotten_later(program: Program) -> None:
    assert program.run(*RUN).code == 0
    before = comparable(latest(program))
    ended = program.run("runs", "forget", "latest")
    assert ended.code == 0, ended.stderr
    assert "are forgotten" in ended.stdout
    assert not found_in(program.folder / "state", told_words(latest(program)))
    assert comparable(latest(program)) == before
    again = program.run("runs", "forget", latest(program).name, "--json")
    assert json.loads(again.stdout) == {"forgotten": latest(program).name, "was_before": True}


@pytest.mark.parametrize("loss", ["deleted", "changed"])
def test_answers_that_the_ledger_alone_has_are_not_forgotten(program: Program, loss: str) -> None:
    assert program.run("run", "people.csv", "--format", "csv").code == 0
    path = latest(program) / "roller.csv"
    path.unlink() if loss == "deleted" else path.write_text(path.read_text("utf-8").replace("0", "1"), "utf-8")
    refused = program.run("runs", "forget", "latest")
    assert (refused.code, len(refused.stderr.splitlines())) == (2, 1), refused.stderr
    assert program.run("retry", latest(program).name).code == 0, "as it says"
    assert program.run("runs", "forget", "latest").code == 0


def test_a_copy_that_could_not_be_written_keeps_the_answers(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = AnnotatedCopy(source="people.csv", file=None, fault="it has changed")
    monkeypatch.setattr("batch.export.phase.annotate", lambda *_: [missing])
    ended = program.run(*FORGET)
    assert ended.code == 0, ended.stderr
    assert "the answers are not forgotten" in ended.stderr
    assert found_in(program.folder / "state", told_words(latest(program)))


def test_an_input_that_could_not_be_read_keeps_the_answers(program: Program) -> None:
    (program.folder / "others.xlsx").write_bytes(b"no workbook")
    assert program.run(*FORGET, "others.xlsx").code == 2
    assert found_in(program.folder / "state", told_words(latest(program)))


def test_a_run_that_can_go_on_is_not_forgotten(program: Program) -> None:
    assert program.run("run", "people.csv", "--max-requests", "5").code == 75
    [folder] = (program.folder / "out/runs").iterdir()
    ended = program.run("runs", "forget", folder.name)
    assert (ended.code, len(ended.stderr.splitlines())) == (2, 1), ended.stderr
    with closing(sqlite3.connect(folder / "ledger.sqlite3")) as connection:
        assert connection.execute("SELECT count(body) FROM outcome").fetchone()[0] > 0
