"""A command says the same as a process of its own, begun or forked, as when the tests call it within theirs."""

import os
import re
import signal

import pytest
from support.lists import some_identifiers, write_list
from support.program import Program

COMMANDS = (
    ("plan", "people.csv", "--json"),
    ("doctor", "--json"),
    ("slow",),
    ("retry", "nothing-of-the-kind"),
    ("run", "none.csv", "--json"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=[command[0] for command in COMMANDS])
def test_it_is_the_same(program: Program, command: tuple[str, ...]) -> None:
    write_list(program.folder / "people.csv", some_identifiers(3))
    within = program.run(*command)
    for started in (program.start(*command), program.start_anew(*command)):
        ended = started.ended()
        assert (within.code, _still(within.stdout), within.stderr) == (ended.code, _still(ended.stdout), ended.stderr)


def test_a_process_that_was_forked_is_signalled_as_any_other(program: Program) -> None:
    started = program.start("sandbox")
    assert started.poll() is None
    os.kill(started.pid, signal.SIGKILL)
    assert started.ended().code == -signal.SIGKILL
    with pytest.raises(ProcessLookupError):
        os.kill(started.pid, 0)


def _still(text: str) -> str:
    """Leave out what is measured: room on the disk, seconds."""
    return re.sub(r"[0-9,.]+ (look-ups|s\b|ms\b)|\"free_megabytes\": [0-9]+", "so much", text)
