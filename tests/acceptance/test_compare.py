"""`compare`, `run --compare-with` and `--fail-on-change`: what has changed since another run."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from support.lists import some_identifiers, write_list
from support.outputs import manifest, read_csv
from support.program import Ended, Program, wait_until_asked
from support.version_3_ledger import downgrade

from batch.sandbox import Fault, FaultKind, Faults, MemberKind, Sandbox, SandboxOptions, sandbox_in_thread

PEOPLE = [*some_identifiers(30, MemberKind.FOUND), *some_identifiers(10, MemberKind.EMPTY)]
RUN = ("run", "people.csv", "--json")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with sandbox_in_thread(SandboxOptions(calm=True)) as sandbox:
        yield sandbox


@pytest.fixture
def program(tmp_path: Path, sandbox: Sandbox) -> Program:
    write_list(tmp_path / "people.csv", PEOPLE)
    return Program(tmp_path, sandbox.settings)


def latest(program: Program) -> Path:
    return (program.folder / "out" / "latest").resolve()


def sheet_rows(folder: Path) -> int | None:
    """Count the rows of the workbook's sheet of changes; None without one."""
    book = openpyxl.load_workbook(folder / "ektepakt.xlsx")
    return book["Changes"].max_row - 1 if "Changes" in book.sheetnames else None


def described(folder: Path) -> dict[str, Any]:
    """Return what datapackage.json says, by table."""
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return {each["name"]: each for each in package["resources"]}


def told(ended: Ended) -> dict[str, Any]:
    assert ended.code in {0, 5}, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def night(program: Program, sandbox: Sandbox, day: int, *flags: str) -> Ended:
    sandbox.day = day
    return program.run(*RUN, *flags)


def test_the_first_run_has_nothing_to_be_compared_with(program: Program) -> None:
    ended = program.run("run", "people.csv", "--fail-on-change")
    assert ended.code == 0
    assert not list(latest(program).glob("changes.*"))
    assert "compare" not in ended.stdout
    assert manifest(latest(program))["changes"] is None
    (program.folder / "people.csv").rename(program.folder / "others.csv")
    asked = program.run("run", "others.csv", "--compare-with", "previous")
    assert "There is no earlier run of these inputs under out to compare with." in asked.stdout


def test_a_second_run_tells_what_has_changed_in_files_summary_and_manifest(program: Program, sandbox: Sandbox) -> None:
    night(program, sandbox, 0)
    first = latest(program).name
    summary = told(night(program, sandbox, 60))
    rows = read_csv(latest(program) / "changes.csv")
    assert rows
    assert {(row["old_run"], row["new_run"]) for row in rows} == {(first, latest(program).name)}
    assert pq.read_table(latest(program) / "changes.parquet").num_rows == len(rows)
    assert sum(summary["changes"]["rows"].values()) == len(rows)
    assert sum(summary["changes"]["identifiers"].values()) == len(PEOPLE)
    facts = manifest(latest(program))
    assert facts["changes"] == summary["changes"]
    assert {each["name"]: each["row_count"] for each in facts["outputs"]}.items() >= {
        "changes.csv": len(rows),
        "changes.parquet": len(rows),
    }.items()
    assert not [fnr for fnr in PEOPLE if fnr in json.dumps(facts)]
    assert (latest(program) / "changes.csv").stat().st_mode & 0o777 == 0o600


def test_workbook_and_description_hold_the_changes_and_the_self_check_counts_them(
    program: Program, sandbox: Sandbox
) -> None:
    night(program, sandbox, 0)
    assert sheet_rows(latest(program)) is None
    night(program, sandbox, 60)
    rows = len(read_csv(latest(program) / "changes.csv"))
    assert sheet_rows(latest(program)) == rows
    assert described(latest(program))["changes"]["path"] == "changes.csv"
    [rule] = [each for each in manifest(latest(program))["self_check"] if each["rule"] == "rows of changes"]
    assert rule["counted"].keys() == {
        "told of by the comparison",
        "in ektepakt.xlsx",
        *(f"{where} changes.{form}" for where in ("written to", "in") for form in ("csv", "parquet")),
    }
    assert set(rule["counted"].values()) == {rows}


def test_the_changes_for_norwegian_excel_are_laid_out_as_the_other_tables(program: Program, sandbox: Sandbox) -> None:
    night(program, sandbox, 0)
    night(program, sandbox, 60, "--csv-for-excel")
    before = (latest(program) / "changes.csv").read_bytes()
    assert before.startswith(b"\xef\xbb\xbffnr;ektepaktnummer;change;")
    assert program.run("compare").code == 0
    assert (latest(program) / "changes.csv").read_bytes() == before


def test_what_is_compared_later_is_described_and_counted_and_stands_in_the_workbook_of_a_retry(
    program: Program, sandbox: Sandbox
) -> None:
    names = []
    for day in (0, 60):
        night(program, sandbox, day, "--compare-with", "none")
        names.append(latest(program).name)
    assert "changes" not in described(latest(program))
    compared = program.run("compare", *names)
    assert "workbook and report stay as the run wrote them" in compared.stdout
    assert described(latest(program)).keys() >= {"oppslag", "errors", "changes"}
    facts = manifest(latest(program))
    [rule] = [each for each in facts["self_check"] if each["rule"] == "rows of changes"]
    assert set(rule["counted"].values()) == {sum(facts["changes"]["rows"].values())}
    assert program.run("retry", "--compare-with", names[0]).code == 0
    assert sheet_rows(latest(program)) == sum(facts["changes"]["rows"].values())
    assert not list(latest(program).glob("*(edited)*"))


def test_a_change_is_an_exit_code_of_its_own_for_who_wants_it(program: Program, sandbox: Sandbox) -> None:
    night(program, sandbox, 0)
    assert night(program, sandbox, 0, "--fail-on-change").code == 0
    assert night(program, sandbox, 60, "--fail-on-change").code == 5
    assert program.run("compare", "--fail-on-change").code == 5
    assert program.run("compare").code == 0
    write_list(program.folder / "people.csv", [*PEOPLE, "abc"])
    assert night(program, sandbox, 120, "--fail-on-change").code == 3


def test_none_writes_nothing_and_a_run_can_be_named(program: Program, sandbox: Sandbox) -> None:
    night(program, sandbox, 0)
    first = latest(program).name
    assert told(night(program, sandbox, 60, "--compare-with", "none"))["changes"] is None
    assert not list(latest(program).glob("changes.*"))
    assert told(night(program, sandbox, 60))["changes"]["rows"] == {}
    named = told(night(program, sandbox, 60, "--compare-with", first))
    assert (named["changes"]["old_run"], bool(named["changes"]["rows"])) == (first, True)


def test_a_run_that_is_not_there_is_told_before_anybody_is_asked(program: Program, sandbox: Sandbox) -> None:
    ended = program.run("run", "people.csv", "--compare-with", "yesterday")
    assert (ended.code, sandbox.memory.asks.total()) == (2, 0)
    assert "there is no run yesterday" in ended.stderr
    night(program, sandbox, 0)
    itself = program.run("retry", "--compare-with", latest(program).name)
    assert (itself.code, len(itself.stderr.splitlines())) == (2, 1), itself.stderr


def test_compare_takes_any_two_and_keeps_what_a_person_changed(program: Program, sandbox: Sandbox) -> None:
    names = []
    for day in (0, 60, 120):
        night(program, sandbox, day)
        names.append(latest(program).name)
    changes = latest(program) / "changes.csv"
    since_second = changes.read_bytes()
    compared = told(program.run("compare", names[0], names[2], "--json"))
    assert (compared["changes"]["old_run"], compared["folder"]) == (names[0], f"out/runs/{names[2]}")
    assert changes.read_bytes() != since_second
    assert manifest(latest(program))["changes"] == compared["changes"]
    assert program.run("compare").code == 0
    assert changes.read_bytes() == since_second
    assert not list(latest(program).glob("*(edited)*")), "what the program wrote itself is nobody's change"
    changes.write_text("mine", "utf-8")
    assert program.run("compare").code == 0
    assert (latest(program) / "changes (edited).csv").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "there are no two complete runs"),
        (("a",), "two runs are compared"),
        (("latest", "latest"), "two runs are compared"),
        (("out/latest", "latest"), "two runs are compared"),
        (("a", "b"), "there is no run a"),
    ],
)
def test_what_can_not_be_compared_is_one_sentence(program: Program, arguments: tuple[str, ...], said: str) -> None:
    assert program.run(*RUN).code == 0
    ended = program.run("compare", *arguments)
    assert (ended.code, len(ended.stderr.splitlines())) == (2, 1), ended.stderr
    assert said in ended.stderr


def test_a_run_is_named_by_its_folder_too_and_the_latest_by_that_word(program: Program, sandbox: Sandbox) -> None:
    night(program, sandbox, 0)
    first = latest(program)
    night(program, sandbox, 60)
    since_first = (latest(program) / "changes.csv").read_bytes()
    for old, new in ((f"out/runs/{first.name}", "latest"), (str(first), "out/latest"), (f"{first}/", "out/latest/")):
        compared = told(program.run("compare", old, new, "--json"))
        assert (compared["changes"]["old_run"], compared["changes"]["new_run"]) == (first.name, latest(program).name)
        assert (latest(program) / "changes.csv").read_bytes() == since_first
    assert program.run("run", "people.csv", "--compare-with", "latest").code == 2
    named = told(night(program, sandbox, 60, "--compare-with", str(first)))
    assert named["changes"]["old_run"] == first.name
    elsewhere = program.folder / "elsewhere"
    first.rename(elsewhere)
    ended = program.run("compare", "elsewhere", "latest")
    assert (ended.code, len(ended.stderr.splitlines())) == (2, 1)
    assert "there is no run elsewhere under out" in ended.stderr


def test_while_a_run_goes_on_nothing_is_compared(program: Program, sandbox: Sandbox) -> None:
    night(program, sandbox, 0)
    night(program, sandbox, 60)
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=5),))
    sandbox.memory.asks.clear()
    going_on = program.start(*RUN)
    wait_until_asked(sandbox, 1)
    ended = program.run("compare")
    going_on.kill()
    going_on.ended()
    assert ended.code == 75, ended.stderr


@pytest.mark.long
def test_a_retry_makes_them_anew(program: Program, sandbox: Sandbox) -> None:
    night(program, sandbox, 0)
    sandbox.day = 60
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, only=frozenset(PEOPLE[:20])),))
    program.environment["EKTEPAKT_PROBE_SECONDS"] = "0.1"
    failed = json.loads(program.run(*RUN, "--attempts", "1", "--backoff-seconds", "0.1").stdout)
    assert failed["changes"]["identifiers"]["unknown"] == 20
    sandbox.faults = Faults()
    retried = told(program.run("retry", "--json"))
    assert (retried["run_id"], retried["changes"]["old_run"]) == (failed["run_id"], failed["changes"]["old_run"])
    assert retried["changes"]["identifiers"]["unknown"] == 0
    rows = len(read_csv(latest(program) / "changes.csv"))
    assert rows == sheet_rows(latest(program)) == sum(retried["changes"]["rows"].values())


@pytest.mark.parametrize("written", ["changes.csv", "changes.parquet", "oppslag.csv", "ektepakt.xlsx", "report.html"])
def test_killed_between_changes_and_workbook_the_same_command_makes_one_of_them(
    program: Program, sandbox: Sandbox, written: str
) -> None:
    night(program, sandbox, 0)
    first = latest(program).name
    sandbox.day = 60
    runs = program.folder / "out" / "runs"

    def is_written() -> bool:
        return any(each.parent.name != first for each in runs.glob(f"*/{written}"))

    program.kill_when(is_written, *RUN)
    summary = told(program.run(*RUN, "--compare-with", first))
    rows = len(read_csv(latest(program) / "changes.csv"))
    assert rows == sheet_rows(latest(program)) == sum(summary["changes"]["rows"].values()) > 0
    assert manifest(latest(program))["changes"] == summary["changes"]
    assert not list(latest(program).glob("*(edited)*"))
    assert not list(latest(program).glob(".*.part"))


def test_answers_that_are_taken_over_are_unknown_and_not_forgotten(program: Program, sandbox: Sandbox) -> None:
    night(program, sandbox, 0)
    taken_over = told(night(program, sandbox, 60, "--max-age", "7d"))["changes"]
    assert (taken_over["rows"], taken_over["identifiers"]["unknown"]) == ({}, len(PEOPLE))
    assert told(night(program, sandbox, 60))["changes"]["rows"], "what was known then is that of the first night"


def test_a_sample_is_compared_for_who_wants_it_and_the_others_are_unknown(program: Program, sandbox: Sandbox) -> None:
    night(program, sandbox, 0)
    assert told(night(program, sandbox, 60, "--limit", "10"))["changes"] is None
    wanted = told(night(program, sandbox, 61, "--limit", "10", "--compare-with", "previous"))["changes"]
    assert wanted["identifiers"]["unknown"] == len(PEOPLE) - 10
    assert wanted["rows"].keys().isdisjoint({"only_in_old", "only_in_new"})


def test_a_ledger_of_the_version_before_tells_the_same(program: Program, sandbox: Sandbox) -> None:
    night(program, sandbox, 0)
    night(program, sandbox, 60)
    changes = latest(program) / "changes.csv"
    before = changes.read_bytes()
    for ledger in (program.folder / "out" / "runs").glob("*/ledger.sqlite3"):
        downgrade(ledger)
    assert program.run("compare").code == 0
    assert changes.read_bytes() == before


def test_an_earlier_run_that_is_damaged_costs_a_run_its_changes_alone(program: Program, sandbox: Sandbox) -> None:
    night(program, sandbox, 0)
    with closing(sqlite3.connect(latest(program) / "ledger.sqlite3", isolation_level=None)) as ledger:
        ledger.execute("UPDATE outcome SET compared = compared + 1 WHERE kind = 'found'")
    ended = program.run("run", "people.csv")
    assert ended.code == 0, ended.stderr
    assert re.search("What has changed .* is not told: .* is damaged", ended.stdout)
    assert not list(latest(program).glob("changes.*"))
    assert program.run("compare").code == 2


def test_two_environments_are_not_compared(program: Program, sandbox: Sandbox) -> None:
    night(program, sandbox, 0)
    first = latest(program).name
    assert program.run(*RUN, "--env", "ppe").code == 0
    ended = program.run("compare", first, latest(program).name)
    assert ended.code == 2
    assert "can't be compared" in ended.stderr
    assert told(night(program, sandbox, 0))["changes"]["old_run"] == first, "that of the other is no earlier run"
