"""The commands that a summary prints do what they are printed for, from whatever folder they are called."""

import json
import shlex
from pathlib import Path

import pytest
from support.lists import some_identifiers, write_list
from support.program import Ended, Program

from batch.sandbox import Fault, FaultKind, Faults, Sandbox

COMMAND = ("run", "people.csv", "--attempts", "2", "--backoff-seconds", "0.01", "--json")


def commands_of(ended: Ended, what: str) -> list[list[str]]:
    """The commands of the step that begins so, without the program's name."""
    [found] = [step["commands"] for step in json.loads(ended.stdout)["next"] if step["what"].startswith(what)]
    return [_without_program(shlex.split(each)) for each in found]


def _without_program(words: list[str]) -> list[str]:
    return words[min(words.index(name) for name in ("run", "retry") if name in words) :]


def call(program: Program, words: list[str], folder: Path) -> Ended:
    folder.mkdir(exist_ok=True)
    return Program(folder, program.environment).run(*words, "--json")


@pytest.mark.parametrize("annotate", [(), ("--no-annotate",)])
def test_a_corrected_cell_is_asked_about_and_nobody_else(
    program: Program, sandbox: Sandbox, tmp_path: Path, annotate: tuple[str, ...]
) -> None:
    *others, wanted = some_identifiers(6)
    path = write_list(program.folder / "people.csv", [*others, f"{wanted[:-1]}x"])
    ended = program.run(*COMMAND, *annotate)
    assert ended.code == 3
    sandbox.reset()
    [words] = commands_of(ended, "Correct the 1 cell")
    corrected = path if annotate else Path(words[1])
    corrected.write_text(corrected.read_text("utf-8").replace(f"{wanted[:-1]}x", wanted), "utf-8")
    again = call(program, words, tmp_path / "elsewhere")
    assert again.code == 0, again.stderr
    assert dict(sandbox.memory.asks) == {wanted: 1}


def test_a_retry_says_what_it_changed_and_names_what_is_left(
    program: Program, sandbox: Sandbox, tmp_path: Path
) -> None:
    identifiers = some_identifiers(20)
    write_list(program.folder / "people.csv", identifiers)
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, only=frozenset(identifiers[3:6])),))
    ended = program.run(*COMMAND)
    assert json.loads(ended.stdout)["retried"] is None
    sandbox.reset()
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, only=frozenset(identifiers[3:4])),))
    [words] = commands_of(ended, "Ask again about the 3 without")
    again = call(program, words, tmp_path / "elsewhere")
    assert again.code == 3, again.stderr
    assert json.loads(again.stdout)["retried"] == {"asked": 3, "answered": 2, "still": {"server_error": 1}}
    assert set(sandbox.memory.asks) >= set(identifiers[3:6])
    assert commands_of(again, "Ask again about the one without") == [words]
    copy = (program.folder / "out/latest/people-ektepakt-SANDBOX.csv").read_text("utf-8").splitlines()
    assert [row[:11] for row in copy if "server_error" in row] == identifiers[3:4], "it tells of the second try, too"


def test_a_stopped_run_goes_on_from_another_folder(program: Program, sandbox: Sandbox, tmp_path: Path) -> None:
    write_list(program.folder / "people.csv", some_identifiers(8))
    ended = program.run(*COMMAND, "--max-requests", "3")
    assert ended.code == 75
    assert json.loads(ended.stdout)["is_complete"] is False
    [words] = commands_of(ended, "To go on")
    again = call(program, words, tmp_path / "elsewhere")
    assert json.loads(again.stdout)["run_id"] == json.loads(ended.stdout)["run_id"]
    assert sandbox.memory.asks.total() == 6


def test_a_list_that_was_answered_today_is_told_about_max_age_before_anybody_is_asked(
    program: Program, sandbox: Sandbox
) -> None:
    write_list(program.folder / "people.csv", some_identifiers(3))
    said = "the list was answered today already"
    assert said not in program.run(*COMMAND).stderr
    planned = program.run("plan", "people.csv").stdout
    assert "was complete at" in planned
    assert "with --max-age 1d its answers are taken over, and only the others are asked about." in planned
    assert "was complete at" not in program.run("plan", "people.csv", "--max-age", "1d").stdout
    again = program.run(*COMMAND)
    assert said in again.stderr
    assert "with --max-age 1d its answers are taken over" in again.stderr
    assert said not in program.run(*COMMAND, "--max-age", "1d").stderr
    write_list(program.folder / "others.csv", some_identifiers(3))
    assert said not in program.run("run", "others.csv").stderr
