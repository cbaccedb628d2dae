"""A command says and leaves the same as a process of its own as when the tests call it within theirs."""

import re

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
    within, started = program.run(*command), program.start(*command).ended()
    assert (within.code, _still(within.stdout), within.stderr) == (started.code, _still(started.stdout), started.stderr)


def _still(text: str) -> str:
    """Leave out what is measured: room on the disk, seconds."""
    return re.sub(r"[0-9,.]+ (look-ups|s\b|ms\b)|\"free_megabytes\": [0-9]+", "so much", text)
