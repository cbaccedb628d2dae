"""A disk that is full before a command starts is one sentence, and a code that says: make room, then the same again."""

import pytest
from support.full_disk import disk_that_is_full_at
from support.lists import some_identifiers, write_list
from support.program import Program

COMMANDS = (("run", "people.csv"), ("retry",), ("slow",), ("slow", "add", some_identifiers(1)[0]), ("slow", "forget"))

WRITES_NOTHING = (("slow",), ("slow", "forget"))  # of what is remembered: it holds nobody


@pytest.fixture
def begun(program: Program) -> Program:
    """Have a run behind it, and so an output folder with all that belongs in it."""
    write_list(program.folder / "people.csv", some_identifiers(2))
    assert program.run("run", "people.csv").code == 0
    return program


@pytest.mark.parametrize("command", COMMANDS, ids=[" ".join(each[:2]) for each in COMMANDS])
@pytest.mark.parametrize("room", [0, 100], ids=["not a byte", "room for the lock alone"])
def test_a_disk_that_is_full_before_the_start(begun: Program, command: tuple[str, ...], room: int) -> None:
    with disk_that_is_full_at(room):
        ended = begun.run(*command, *(() if command[0] == "slow" else ("-q",)))
    if room and command in WRITES_NOTHING:
        assert ended.code == 0, ended.stderr
    else:
        _check(ended.code, ended.stderr)
    assert begun.run("run", "people.csv").code == 0


def test_a_disk_that_is_full_before_the_first_run(program: Program) -> None:
    write_list(program.folder / "people.csv", some_identifiers(2))
    with disk_that_is_full_at(0):
        ended = program.run("run", "people.csv")
    _check(ended.code, ended.stderr)
    assert program.run("run", "people.csv").code == 0


def _check(code: int, stderr: str) -> None:
    assert code == 75, stderr
    assert "run the same command again" in stderr
    assert stderr.count("\n") == 1, stderr
