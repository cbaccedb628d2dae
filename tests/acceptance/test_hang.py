"""A command in which a defect shows, or in which nothing moves any more, ends with 70 and says so in every manner."""

import json
import signal
import subprocess

import pytest
from support.broken_at import Break, run_broken
from support.lists import some_identifiers, write_list
from support.outputs import manifest
from support.program import Program, wait_until_asked

from batch.sandbox import Sandbox

PEOPLE = some_identifiers(20)
COMMAND = ("run", "people.csv", "--metrics-file", "nightly.prom")
FETCH = ("batch.register.client", "RegisterClient.fetch")
IMPATIENT = {
    "EKTEPAKT_WATCHDOG_SECONDS": "1",
    "EKTEPAKT_TIMEOUT_SECONDS": "0.5",
    "EKTEPAKT_BACKOFF_CEILING_SECONDS": "0.5",
}


@pytest.fixture
def listed(program: Program) -> Program:
    write_list(program.folder / "people.csv", PEOPLE)
    program.environment |= IMPATIENT
    return program


def measured_code(program: Program) -> str:
    lines = (program.folder / "nightly.prom").read_text("utf-8").splitlines()
    return next(line.split()[-1] for line in lines if "_exit_code{" in line)


@pytest.mark.long
@pytest.mark.parametrize("how", Break)
def test_it_is_one_line_one_object_and_metrics(listed: Program, how: Break) -> None:
    """As for cron and a script at once; `blocks` is what no cancelling ends."""
    ended = run_broken(listed, *FETCH, how, *COMMAND, "-q", "--json")
    [line] = ended.stderr.splitlines()
    assert (ended.code, measured_code(listed)) == (70, "70.0")
    assert line.startswith("ektepakt-batch: sandbox: exit code 70; a defect in the program")
    result = json.loads(ended.stdout)
    assert (result["exit_code"], result["error"]["what"] in line) == (70, True)
    assert not [each for each in PEOPLE if each in ended.stdout + line]


def test_a_hang_says_where_it_stood_and_the_same_command_goes_on(listed: Program, sandbox: Sandbox) -> None:
    ended = run_broken(listed, *FETCH, Break.WAITS, *COMMAND, "--log-format", "json")
    events = [json.loads(line) for line in ended.stderr.splitlines()]
    [still] = [each for each in events if each["event"] == "nothing has moved"]
    assert "run_until_complete" in still["stack"]
    last = events[-1]
    assert (last["event"], last["exit_code"]) == ("run ended", 70)
    assert last["error"] == "a defect in the program: nothing has moved for 1 s"
    assert last["run_id"] == still["run_id"] is not None
    assert listed.run(*COMMAND).code == 0
    assert measured_code(listed) == "0.0"
    assert manifest((listed.folder / "out/latest").resolve())["run_id"] == last["run_id"]
    assert sandbox.memory.asks.total() == len(PEOPLE)


def test_a_process_that_was_suspended_goes_on_as_if_nothing_had_been(listed: Program, sandbox: Sandbox) -> None:
    """As by Ctrl-Z, or in a container that was frozen: nothing moved in that time, and nothing hung."""
    process = listed.start(*COMMAND, "--rate", "5")
    wait_until_asked(sandbox, 3)
    process.send_signal(signal.SIGSTOP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(3)
    process.send_signal(signal.SIGCONT)
    ended = process.ended()
    assert ended.code == 0, ended.stderr
