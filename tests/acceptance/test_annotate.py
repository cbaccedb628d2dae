"""The annotated copy of an input, by the program as a process."""

import csv
import signal
from pathlib import Path

import openpyxl
import pytest
from support.lists import some_identifiers
from support.outputs import comparable, manifest, read_csv
from support.program import Program, wait_until_asked

from batch.sandbox import Fault, FaultKind, Faults, MemberKind, Sandbox

IDENTIFIERS = 120
UNHURRIED = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=0.05),))
COPIES = ("people-ektepakt-SANDBOX.csv", "people-ektepakt-SANDBOX.xlsx")


def write_people(folder: Path, identifiers: list[str]) -> tuple[Path, Path]:
    """Write the same people as text and as a workbook."""
    text, workbook = folder / "people.csv", openpyxl.Workbook()
    text.write_text("\n".join(["navn;fnr", *(f"Åse;{each}" for each in identifiers)]) + "\n", "utf-8")
    sheet = workbook.active
    assert sheet is not None
    for row in (["navn", "fnr"], *(["Åse", each] for each in identifiers)):
        sheet.append(row)
    workbook.save(folder / "people.xlsx")
    return text, folder / "people.xlsx"


def copies(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in COPIES}


def answers(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["fnr"]: row for row in csv.DictReader(file, delimiter=";")}


def test_every_row_has_what_the_tables_say_and_the_manifest_counts_the_copies(program: Program) -> None:
    inputs = write_people(program.folder, some_identifiers(IDENTIFIERS))
    assert program.run("run", *inputs).code == 0
    folder = program.folder / "out" / "latest"
    beside = answers(folder / COPIES[0])
    for row in read_csv(folder / "oppslag.csv"):
        assert beside[row["fnr"]]["ektepakt_outcome SANDBOX"] == row["outcome"]
        assert beside[row["fnr"]]["ektepakt_antall"] == row["antall_ektepakt"]
    outputs = {file["name"]: file["row_count"] for file in manifest(folder)["outputs"]}
    assert {name: outputs[name] for name in COPIES} == dict.fromkeys(COPIES, IDENTIFIERS)
    assert [each["name"] for each in manifest(folder)["copies"]] == list(COPIES)


def test_no_copy_is_written_where_none_is_wanted(program: Program) -> None:
    inputs = write_people(program.folder, some_identifiers(5))
    assert program.run("run", *inputs, "--no-annotate").code == 0
    assert not list((program.folder / "out" / "latest").glob("*-ektepakt*"))


def test_copies_are_equal_at_any_concurrency_and_after_a_kill(program: Program, sandbox: Sandbox) -> None:
    inputs = write_people(program.folder, some_identifiers(IDENTIFIERS))
    found = []
    for concurrency in ("1", "32"):
        assert program.run("run", *inputs, "--concurrency", concurrency, "--out", concurrency).code == 0
        found.append(copies(program.folder / concurrency / "latest"))
    sandbox.reset()
    sandbox.faults = UNHURRIED
    process = program.start("run", *inputs, "--concurrency", "4", "--out", "killed")
    wait_until_asked(sandbox, 30)
    process.kill()
    process.ended()
    assert program.run("run", *inputs, "--out", "killed").code == 0
    assert copies(program.folder / "killed" / "latest") == found[0] == found[1]


@pytest.mark.parametrize("name", COPIES)
def test_a_stopped_runs_copy_is_fed_back_and_only_the_rest_is_asked(
    program: Program, sandbox: Sandbox, name: str
) -> None:
    inputs = write_people(program.folder, some_identifiers(IDENTIFIERS))
    assert program.run("run", *inputs, "--out", "undisturbed").code == 0
    sandbox.reset()
    sandbox.faults = UNHURRIED
    process = program.start("run", *inputs, "--concurrency", "4")
    wait_until_asked(sandbox, 30)
    process.send_signal(signal.SIGINT)
    assert process.ended().code == 75
    [folder] = (program.folder / "out" / "runs").iterdir()
    outcomes = [row["ektepakt_outcome SANDBOX"] for row in answers(folder / COPIES[0]).values()]
    assert {"not_run"} < set(outcomes) <= {"not_run", "found", "empty"}
    (folder / name).rename(program.folder / name)
    ended = program.run("run", name)
    assert ended.code == 0, ended.stderr
    assert f"{IDENTIFIERS - outcomes.count('not_run')} answers are those of earlier runs" in ended.stdout
    assert max(sandbox.memory.asks.values()) == 1
    latest = program.folder / "out" / "latest"
    assert _without_source(latest) == _without_source(program.folder / "undisturbed" / "latest")
    assert _rows(latest / name) == _rows(program.folder / "undisturbed" / "latest" / name)


def _rows(path: Path) -> list[object]:
    if path.suffix == ".csv":
        return list(path.read_text("utf-8").splitlines())
    return list(openpyxl.load_workbook(path).worksheets[0].values)


def _without_source(folder: Path) -> dict[str, object]:
    found = comparable(folder)
    found["oppslag.csv"] = [
        {name: value for name, value in row.items() if name not in {"source", "row_count"}}
        for row in found["oppslag.csv"]
    ]
    return found


def test_a_row_is_not_believed_about_another_identifier_nor_about_a_cleared_answer(
    program: Program, sandbox: Sandbox
) -> None:
    known, cleared, stranger = some_identifiers(3)
    inputs = write_people(program.folder, [known, cleared])
    assert program.run("run", inputs[0]).code == 0
    sandbox.reset()
    lines = (program.folder / "out" / "latest" / COPIES[0]).read_text("utf-8").splitlines()
    columns = lines[2].split(";")
    columns[2] = ""
    edited = [*lines[:2], ";".join(columns), lines[1].replace(known, stranger)]
    (program.folder / COPIES[0]).write_text("\n".join(edited) + "\n", "utf-8")
    assert program.run("run", COPIES[0]).code == 0
    assert sandbox.memory.asks == {cleared: 1, stranger: 1}
    assert set(answers(program.folder / "out" / "latest" / COPIES[0])) == {known, cleared, stranger}


def test_answers_that_are_not_under_this_out_are_asked_for_anew_and_that_is_said(
    program: Program, sandbox: Sandbox
) -> None:
    inputs = write_people(program.folder, some_identifiers(3))
    assert program.run("run", inputs[0]).code == 0
    (program.folder / "out" / "latest" / COPIES[0]).rename(program.folder / COPIES[0])
    sandbox.reset()
    said = "the input carries answers to 3 identifiers that no run under elsewhere (--out) has"
    planned = program.run("plan", COPIES[0], "--out", "elsewhere")
    assert said in planned.stdout
    ended = program.run("run", COPIES[0], "--out", "elsewhere")
    assert (ended.code, ended.stderr.count(said)) == (0, 1)
    assert sandbox.memory.asks.total() == 3
    for command in (("plan",), ("run",), ("retry",)):
        ended = program.run(*command, COPIES[0])
        assert "the input carries answers" not in ended.stdout + ended.stderr
    assert sandbox.memory.asks.total() == 3


def test_answers_in_another_language_are_asked_for_anew(program: Program, sandbox: Sandbox) -> None:
    inputs = write_people(program.folder, some_identifiers(2, MemberKind.FOUND))
    assert program.run("run", inputs[0]).code == 0
    (program.folder / "out" / "latest" / COPIES[0]).rename(program.folder / COPIES[0])
    sandbox.reset()
    assert program.run("run", COPIES[0], "--language", "ENG").code == 0
    assert sandbox.memory.asks.total() == 2


def test_a_damaged_ledger_of_an_earlier_run_costs_only_its_answers(program: Program, sandbox: Sandbox) -> None:
    inputs = write_people(program.folder, some_identifiers(2))
    assert program.run("run", inputs[0]).code == 0
    folder = (program.folder / "out" / "latest").resolve()
    (folder / COPIES[0]).rename(program.folder / COPIES[0])
    (folder / "ledger.sqlite3").write_bytes(b"no database at all, and longer than a header of one hundred bytes" * 20)
    sandbox.reset()
    ended = program.run("run", COPIES[0])
    assert ended.code == 0, ended.stderr
    assert "an earlier run is passed over" in ended.stderr
    assert sandbox.memory.asks.total() == 2


def test_an_input_that_is_changed_meanwhile_gets_one_sentence_and_no_copy(program: Program, sandbox: Sandbox) -> None:
    inputs = write_people(program.folder, some_identifiers(IDENTIFIERS))
    sandbox.faults = UNHURRIED
    process = program.start("run", *inputs, "--concurrency", "8", "--format", "csv")
    wait_until_asked(sandbox, 20)
    with inputs[0].open("a") as file:
        file.write("ny;\n")
    ended = process.ended()
    assert ended.code == 0, ended.stderr
    assert ended.stderr.count("no annotated copy of people.csv: it was changed while the run went on") == 1
    folder = program.folder / "out" / "latest"
    assert [(each["name"], each["fault"] is None) for each in manifest(folder)["copies"]] == [
        (None, False),
        (COPIES[1], True),
    ]
    assert len(read_csv(folder / "oppslag.csv")) == IDENTIFIERS
