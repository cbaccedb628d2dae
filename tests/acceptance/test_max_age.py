"""`--max-age`: answers of earlier complete runs are taken over, and say so."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import bytes_without_run_id, manifest, read_csv
from support.program import Program, wait_until_asked
from support.rewritten_ledger import rewrite_outcomes

from batch.ledger import Ledger
from batch.sandbox import Fault, FaultKind, Faults, MemberKind, Sandbox

WEEK = ("--max-age", "7d")
LONG_AGO = "last_attempt_at = '2020-01-01T00:00:00+00:00'"


@pytest.fixture
def asked_before(program: Program, sandbox: Sandbox) -> Program:
    """A complete run about 20 identifiers is over; the sandbox has forgotten it."""
    write_list(program.folder / "people.csv", some_identifiers(20))
    assert program.run("run", "people.csv").code == 0
    sandbox.reset()
    return program


def run(program: Program, *arguments: str) -> dict[str, Any]:
    ended = program.run("run", "people.csv", "--json", *arguments)
    assert ended.code == 0, ended.stderr
    summary: dict[str, Any] = json.loads(ended.stdout)
    return summary


def test_what_was_answered_is_not_asked_again_and_says_so(asked_before: Program, sandbox: Sandbox) -> None:
    first = (asked_before.folder / "out" / "latest").resolve()
    before = {row["fnr"]: row for row in read_csv(first / "oppslag.csv")}
    write_list(asked_before.folder / "people.csv", some_identifiers(25))
    summary = run(asked_before, *WEEK)
    assert (summary["reused"], sandbox.memory.asks.total()) == (20, 5)
    latest = (asked_before.folder / "out" / "latest").resolve()
    rows = read_csv(latest / "oppslag.csv")
    assert sorted({row["attempts"] for row in rows}) == ["0", "1"]
    for row in rows[:20]:
        assert row == before[row["fnr"]] | {"attempts": "0"}
    facts = manifest(latest)
    assert (facts["totals"]["reused"], facts["settings"]["max_age"]) == (20, "7d")
    ledger = sqlite3.connect(latest / "ledger.sqlite3")
    assert ledger.execute("SELECT DISTINCT reused_from FROM outcome ORDER BY 1").fetchall() == [(None,), (first.name,)]
    ledger.close()


def test_outputs_are_the_same_as_those_of_the_answers_own_run(asked_before: Program, sandbox: Sandbox) -> None:
    first = (asked_before.folder / "out" / "latest").resolve()
    run(asked_before, *WEEK)
    latest = (asked_before.folder / "out" / "latest").resolve()
    assert latest != first
    assert sandbox.memory.asks.total() == 0
    assert bytes_without_run_id(latest) == bytes_without_run_id(first)


def test_a_reused_answer_keeps_its_age_and_the_run_that_got_it(asked_before: Program) -> None:
    first = (asked_before.folder / "out" / "latest").resolve()
    run(asked_before, *WEEK)
    rewrite_outcomes(first / "ledger.sqlite3", LONG_AGO)
    assert run(asked_before, *WEEK)["reused"] == 20, "the second run has the answers too"
    ledger = sqlite3.connect((asked_before.folder / "out" / "latest").resolve() / "ledger.sqlite3")
    assert ledger.execute("SELECT DISTINCT reused_from FROM outcome").fetchall() == [(first.name,)]
    ledger.close()


def test_older_answers_are_asked_again(asked_before: Program, sandbox: Sandbox) -> None:
    rewrite_outcomes(asked_before.folder / "out" / "latest" / "ledger.sqlite3", LONG_AGO, "lookup_id > 5")
    assert run(asked_before, *WEEK)["reused"] == 5
    assert sandbox.memory.asks.total() == 15


@pytest.mark.parametrize("other", [("--language", "ENG"), ("--env", "ppe")])
def test_answers_of_another_language_or_environment_are_no_answers(
    asked_before: Program, sandbox: Sandbox, other: tuple[str, str]
) -> None:
    assert run(asked_before, *WEEK, *other)["reused"] == 0
    assert sandbox.memory.asks.total() == 20


def test_answers_of_another_register_are_no_answers(asked_before: Program, sandbox: Sandbox) -> None:
    for ledger in (asked_before.folder / "out" / "runs").glob("*/ledger.sqlite3"):
        with Ledger(ledger) as opened:
            opened.note({"register https://elsewhere.example/ektepakt": ""})
    assert run(asked_before, *WEEK)["reused"] == 0
    assert sandbox.memory.asks.total() == 20


def test_without_max_age_everybody_is_asked_again(asked_before: Program, sandbox: Sandbox) -> None:
    assert run(asked_before)["reused"] == 0
    assert sandbox.memory.asks.total() == 20


def test_what_is_no_answer_is_asked_again(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", [*some_identifiers(2), *some_identifiers(1, MemberKind.SLOW)])
    program.run("run", "people.csv", "--timeout-seconds", "0.5")
    ended = program.run("run", "people.csv", "--timeout-seconds", "0.5", "--json", *WEEK)
    assert (ended.code, json.loads(ended.stdout)["reused"]) == (3, 2)


def test_an_unfinished_run_is_no_source_and_a_killed_one_goes_on(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(60))
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=0.05),))
    process = Program(program.folder, {**sandbox.settings, "EKTEPAKT_COMMIT_EVERY": "5"}).start("run", "people.csv")
    wait_until_asked(sandbox, 30)
    process.kill()
    process.ended()
    assert run(program, *WEEK)["reused"] == 0
    assert run(program)["reused"] == 0, "the killed run"
    sandbox.reset()
    assert run(program, *WEEK)["reused"] == 60
    assert sandbox.memory.asks.total() == 0


@pytest.mark.parametrize("age", ["7", "d", "0d", "7 days", "-1d", "1.5d", "99999w"])
def test_an_age_that_is_none_is_refused(program: Program, age: str) -> None:
    write_list(program.folder / "people.csv", some_identifiers(1))
    ended = program.run("run", "people.csv", f"--max-age={age}")
    assert ended.code == 2
    assert "--max-age has no valid value; write a duration such as 90s, 30m, 4h, 7d or 2w" in ended.stderr
    assert not Path(program.folder / "out").exists()
