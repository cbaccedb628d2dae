"""Before production a person at a terminal is asked once; where nobody sits, nobody is asked."""

import pytest
from support.made_identifiers import complete
from support.program import Program
from support.terminal import run_at_terminal

from batch.sandbox import Sandbox

QUESTION = "Go on?"
CALLED = "This asks Ektepaktregisteret itself (prod) about 3 persons, in the name of organisasjonsnummer 310415596."


@pytest.fixture
def in_production(program: Program) -> Program:
    """Point production at the sandbox, with a list of people born in 1860: made now, and nobody alive."""
    born = (complete(f"010160{number}") for number in range(500, 700))
    people = [each for each in born if each is not None][:3]
    (program.folder / "people.csv").write_text("\n".join(["fnr", *people]), "utf-8")
    return Program(program.folder, program.environment | {"EKTEPAKT_TIMEOUT_SECONDS": "1", "EKTEPAKT_ATTEMPTS": "1"})


@pytest.mark.parametrize(("answer", "code", "asked"), [("n\n", 75, 0), ("\n", 75, 0), ("y\n", None, 3)])
def test_a_person_decides(in_production: Program, sandbox: Sandbox, answer: str, code: int | None, asked: int) -> None:
    ended, shown = run_at_terminal(
        *("run", "people.csv", "--env", "prod"),
        folder=in_production.folder,
        environment=in_production.environment,
        question=QUESTION,
        answer=answer,
    )
    assert shown.count(QUESTION) == 1
    assert CALLED in shown
    assert len(sandbox.memory.asks) == asked
    if code is not None:
        assert (ended, "run the same command again" in shown) == (code, True)


@pytest.mark.parametrize("flags", [("--env", "prod", "--yes"), ("--env", "sandbox")])
def test_with_yes_and_elsewhere_than_in_production_nobody_is_asked(
    in_production: Program, flags: tuple[str, ...]
) -> None:
    _, shown = run_at_terminal(
        "run", "people.csv", *flags, folder=in_production.folder, environment=in_production.environment
    )
    assert QUESTION not in shown
    assert "Files: " in shown


def test_without_a_terminal_nobody_is_asked(in_production: Program, sandbox: Sandbox) -> None:
    ended = in_production.run("run", "people.csv", "--env", "prod")
    assert QUESTION not in ended.stdout + ended.stderr
    assert len(sandbox.memory.asks) == 3
