"""Tonight's list is a twentieth of yesterday's: said always, and refused in production when nobody watches."""

from support.lists import some_identifiers, write_list
from support.outputs import manifest
from support.program import Program

from batch.sandbox import Sandbox

COMMAND = ("run", "people.csv")


def test_a_list_that_has_shrunk_is_told_before_anybody_is_asked_and_in_the_summary(program: Program) -> None:
    write_list(program.folder / "people.csv", some_identifiers(60))
    assert program.run(*COMMAND).code == 0
    write_list(program.folder / "people.csv", some_identifiers(3))
    planned = program.run("plan", "people.csv")
    assert "LOOK: the list holds 3 identifiers" in planned.stdout
    ended = program.run(*COMMAND)
    assert ended.code == 0, "the sandbox is no production"
    assert "the list is much shorter than last time" in ended.stderr
    assert "LOOK: the list holds 3 identifiers; in run " in ended.stdout
    again = program.run(*COMMAND)
    assert "shorter" not in again.stderr, "the last complete run had the short one"


def test_one_that_was_cut_on_purpose_is_compared_with_nothing(program: Program) -> None:
    write_list(program.folder / "people.csv", some_identifiers(60))
    assert program.run(*COMMAND).code == 0
    ended = program.run(*COMMAND, "--limit", "3")
    assert (ended.code, "shorter" in ended.stderr) == (0, False)
    ended = program.run(*COMMAND, "--sample", "3")
    assert (ended.code, "shorter" in ended.stderr) == (0, False)
    whole = program.run(*COMMAND)
    assert (whole.code, "shorter" in whole.stderr) == (0, False)


def test_in_production_with_nobody_watching_it_is_refused_before_anybody_is_asked(
    program: Program, sandbox: Sandbox
) -> None:
    """The identifiers are synthetic and not sent to production, but they are counted all the same."""
    write_list(program.folder / "people.csv", some_identifiers(60))
    assert program.run(*COMMAND, "--env", "prod").code == 3
    write_list(program.folder / "people.csv", some_identifiers(3))
    refused = program.run(*COMMAND, "--env", "prod")
    assert refused.code == 2
    ends = "; a run without a terminal would end with exit code 2, unless --allow-shrunk."
    assert ends in program.run("plan", *COMMAND[1:], "--env", "prod").stdout
    assert ends not in program.run("plan", *COMMAND[1:], "--env", "prod", "--allow-shrunk").stdout
    assert "the list holds 3 identifiers; in run " in refused.stderr
    assert "say --allow-shrunk" in refused.stderr
    assert len(list((program.folder / "out" / "runs").iterdir())) == 1, "nothing is left of it"
    meant = program.run(*COMMAND, "--env", "prod", "--allow-shrunk")
    assert meant.code == 3
    assert "LOOK: the list holds 3 identifiers" in meant.stdout
    [latest] = [(program.folder / "out" / "latest").resolve()]
    assert manifest(latest)["settings"]["allow_shrunk"] is True
    assert not sandbox.memory.asks
