"""`--max-requests`: a command makes so many and no more, and the same command goes on."""

import json

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import manifest, read_csv
from support.program import Program

from batch.sandbox import Fault, FaultKind, FaultPlace, Faults, Sandbox

COMMAND = ("run", "people.csv", "--concurrency", "8", "--max-requests", "25")


@pytest.mark.parametrize(
    "faults",
    [
        (),
        (Fault(kind=FaultKind.DELAY, seconds=0.05),),
        (Fault(kind=FaultKind.DELAY, seconds=0.3, at=FaultPlace.TOKEN),),
        (Fault(kind=FaultKind.SERVER_ERROR, share=0.3),),
    ],
)
def test_no_more_are_made_and_the_same_command_goes_on(
    program: Program, sandbox: Sandbox, faults: tuple[Fault, ...]
) -> None:
    write_list(program.folder / "people.csv", some_identifiers(60))
    sandbox.faults = Faults(faults=faults, tokens_die_after_seconds=None)
    ended = program.run(*COMMAND)
    assert ended.code == 75, ended.stderr
    assert sandbox.memory.asks.total() == 25
    assert "as many requests were made as --max-requests allows" in ended.stderr
    assert "run the same command again" in ended.stdout
    assert "at most 25 requests (--max-requests)" in ended.stderr
    [folder] = (program.folder / "out" / "runs").iterdir()
    kinds = [row["outcome"] for row in read_csv(folder / "oppslag.csv")]
    assert len(kinds) == 60
    assert manifest(folder)["stopped_by"] is None, "it was requested, as by --stop-at"
    assert set(kinds) <= {"found", "empty", "not_run"}

    sandbox.faults = Faults()
    for _ in range(2):
        ended = program.run(*COMMAND)
    assert ended.code == 0, ended.stderr
    assert manifest(program.folder / "out" / "latest")["outcomes"].keys() <= {"found", "empty"}


def test_a_plan_counts_no_more(program: Program) -> None:
    write_list(program.folder / "people.csv", some_identifiers(60))
    plan = json.loads(program.run("plan", "people.csv", "--max-requests", "25", "--json").stdout)
    assert plan["requests"] == 25


def test_just_enough_is_a_complete_run(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(25))
    ended = program.run(*COMMAND)
    assert ended.code == 0, ended.stderr
    assert sandbox.memory.asks.total() == 25


def test_the_rounds_of_a_sample_share_it(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(60))
    ended = program.run(*COMMAND, "--sample", "40")
    assert ended.code == 75, ended.stderr
    assert sandbox.memory.asks.total() == 25


def test_a_replay_with_a_new_token_counts(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(60))
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.UNAUTHORIZED, from_request=25, to_request=25),))
    assert program.run(*COMMAND).code == 75
    assert sandbox.memory.asks.total() == 25
    [folder] = (program.folder / "out" / "runs").iterdir()
    assert manifest(folder)["stopped_by"] is None
    sandbox.faults = Faults()
    for _ in range(2):
        ended = program.run(*COMMAND)
    assert ended.code == 0, ended.stderr
