"""Machines that give the process little: one sentence, an exit code of the table, and the same command goes on."""

import json
import resource

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import manifest
from support.program import Program, wait_until_asked

from batch.sandbox import Fault, FaultKind, Faults, Sandbox


@pytest.mark.parametrize("limit", ["-n 6", "-n 12", "-n 30", "-v 150000", "-v 400000", "-v 900000"])
@pytest.mark.parametrize("command", ["run", "doctor"])
def test_too_little_is_said_in_one_sentence_before_anything_is_asked(
    program: Program, sandbox: Sandbox, limit: str, command: str
) -> None:
    write_list(program.folder / "people.csv", some_identifiers(20))
    arguments = (command, "people.csv") if command == "run" else (command,)
    ended = program.start_limited(limit, *arguments).ended()
    assert ended.code == 2, ended.stderr
    assert f"ulimit {limit[:2]}" in ended.stderr + ended.stdout
    assert len(ended.stderr.splitlines()) <= 1
    assert sandbox.memory.asks.total() == sandbox.memory.token_requests == 0


def test_a_concurrency_that_needs_more_files_than_there_are_is_refused(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(20))
    ended = program.start_limited("-n 64", "run", "people.csv", "--concurrency", "100").ended()
    assert ended.code == 2
    assert "--concurrency 100 needs 140" in ended.stderr
    assert "lower --concurrency to 24" in ended.stderr
    ended = program.start_limited("-n 64", "run", "people.csv", "--concurrency", "24").ended()
    assert ended.code == 0, ended.stderr


@pytest.mark.parametrize("spare", [0, 2])
def test_files_that_run_out_in_mid_run_cost_no_answer(program: Program, sandbox: Sandbox, spare: int) -> None:
    """Every connection is closed by the register, so that a new one is wanted each time."""
    write_list(program.folder / "people.csv", some_identifiers(120))
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=0.05), Fault(kind=FaultKind.RESET, share=0.3)))
    process = program.start_anew("run", "people.csv", "--concurrency", "16", "--json")
    wait_until_asked(sandbox, 30)
    limit = 12 + spare  # fewer than are open
    resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (limit, limit))
    ended = process.ended()
    assert ended.code == 75, ended.stderr
    assert "allows the process no further open file or connection" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "Maskinporten" not in ended.stderr.splitlines()[-1]
    assert json.loads(ended.stdout.splitlines()[-1])

    sandbox.faults = Faults()
    ended = program.run("run", "people.csv")
    assert ended.code == 0, ended.stderr
    assert manifest(program.folder / "out" / "latest")["totals"]["identifiers"] == 120
