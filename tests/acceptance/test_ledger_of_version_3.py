"""Runs that were begun before ledgers had checksums go on, are retried, and lend their answers."""

import json
from pathlib import Path

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import bytes_without_run_id, manifest
from support.program import Program, wait_until_asked
from support.version_3_ledger import downgrade, version_of

from batch.sandbox import MemberKind, Sandbox

IDENTIFIERS = [*some_identifiers(30, MemberKind.FOUND), *some_identifiers(10, MemberKind.EMPTY)]
RUN = ("run", "people.csv", "-q", "--max-errors", "100%")


@pytest.fixture
def program(tmp_path: Path, sandbox: Sandbox) -> Program:
    write_list(tmp_path / "people.csv", [*IDENTIFIERS, "abc"])
    return Program(tmp_path, {**sandbox.settings, "EKTEPAKT_COMMIT_EVERY": "5"})


def _ledgers(program: Program) -> list[Path]:
    return sorted((program.folder / "out" / "runs").glob("*/ledger.sqlite3"))


def _outputs(program: Program) -> dict[str, bytes]:
    return bytes_without_run_id(program.folder / "out" / "latest")


@pytest.fixture
def complete(program: Program, sandbox: Sandbox) -> Program:
    """A complete run of then lies in the output folder; the sandbox has forgotten it."""
    assert program.run(*RUN).code == 0
    downgrade(*_ledgers(program))
    sandbox.reset()
    return program


def test_an_unfinished_run_goes_on_and_nobody_is_asked_twice(program: Program, sandbox: Sandbox) -> None:
    process = program.start(*RUN, "--rate", "20")
    wait_until_asked(sandbox, 20)
    process.terminate()
    assert process.ended().code == 75
    asked = sandbox.memory.asks.total()
    [ledger] = _ledgers(program)
    downgrade(ledger)
    assert ledger.parent.name in program.run("plan", "people.csv").stdout
    assert version_of(ledger) == 3, "a plan changes nothing"
    assert program.run(*RUN).code == 0
    assert (_ledgers(program), version_of(ledger)) == ([ledger], 4)
    assert 20 <= asked < sandbox.memory.asks.total() == len(set(IDENTIFIERS))


def test_a_complete_run_is_retried_with_the_same_outputs(complete: Program) -> None:
    before = _outputs(complete)
    assert complete.run("retry", "-q", "--max-errors", "100%").code == 0
    assert (_outputs(complete), version_of(*_ledgers(complete))) == (before, 4)


def test_a_complete_run_lends_its_answers_and_stays_as_it_is(complete: Program, sandbox: Sandbox) -> None:
    before = _outputs(complete)
    ended = complete.run(*RUN, "--json", "--max-age", "7d")
    assert (ended.code, json.loads(ended.stdout)["reused"]) == (0, len(set(IDENTIFIERS)))
    first, second = _ledgers(complete)
    assert (version_of(first), version_of(second), _outputs(complete)) == (3, 4, before)
    assert sandbox.memory.asks.total() == 0
    assert manifest(second.parent)["totals"]["reused"] == len(set(IDENTIFIERS))
