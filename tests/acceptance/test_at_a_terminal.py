"""At a terminal of any width a bar is shown while it works, and nothing is left of it; elsewhere lines are."""

import json
import re

import pytest
from support.lists import some_identifiers, write_list
from support.program import Program
from support.shown_screen import ShownScreen
from support.terminal import run_at_terminal

from batch.cli import progress
from batch.sandbox import Fault, FaultKind, Faults, Sandbox

SLOWLY = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=0.2), Fault(kind=FaultKind.SERVER_ERROR, first_asks=1)))
FIGURES = {
    80: r"look-ups  \d+/9  \d+ %  [━─]+  [\d.]+/s  (\?|[\w ]+) left",
    40: r"look-ups  \d+/9  \d+ %  [\d.]+/s  (\?|[\w ]+) left",
    20: r"\d+/9 \d+%.*",
}


@pytest.fixture
def listed(program: Program, sandbox: Sandbox) -> Program:
    write_list(program.folder / "people.csv", some_identifiers(9))
    sandbox.faults = SLOWLY
    return program


@pytest.mark.parametrize("columns", FIGURES)
def test_the_bar_has_its_figures_and_leaves_no_ghost(listed: Program, columns: int) -> None:
    code, shown = run_at_terminal(
        *("run", "people.csv", "--concurrency", "2", "-v", "--backoff-seconds", "0.1"),
        folder=listed.folder,
        environment={**listed.environment, "TERM": "xterm"},
        columns=columns,
    )
    assert code == 0, shown
    plain = re.sub(r"\x1b\[[0-9;]*[a-zA-Z]", "", shown).replace("\r\n", "\n")
    assert re.search(rf"(^|\r){FIGURES[columns]}$", plain, re.MULTILINE), plain
    screen = ShownScreen(columns)
    screen.feed(shown)
    left = "\n".join(screen.lines)
    assert "attempt failed" in " ".join(left.split())
    assert not re.search("/9 |/9  |found [0-9]+  ?empty|━", left), left


def test_no_colour_and_a_dumb_terminal(listed: Program) -> None:
    for variables, is_live in (({"TERM": "xterm", "NO_COLOR": "1"}, True), ({"TERM": "dumb"}, False)):
        code, shown = run_at_terminal(
            *("run", "people.csv", "--concurrency", "2", "-v", "--backoff-seconds", "0.1"),
            folder=listed.folder,
            environment={**listed.environment, **variables},
        )
        assert code == 0, shown
        assert not re.search(r"\x1b\[[0-9;]*m", shown)
        assert ("\x1b[J" in shown) == is_live


def test_elsewhere_a_line_is_said_now_and_then(listed: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LOG_EVERY_SECONDS", 0.05)
    command = ("run", "people.csv", "--concurrency", "2", "--backoff-seconds", "0.1")
    said = listed.run(*command).stderr
    assert re.search(
        r"^[0-9:]{8} look-ups: \d of 9 \(\d+ %\), [\d.]+/s.*; found \d, empty \d, errors 0, in", said, re.MULTILINE
    )
    events = [json.loads(line) for line in listed.run(*command, "--log-format", "json").stderr.splitlines()]
    seen = [each for each in events if each["event"] == "progress" and each["phase"] == "look-ups"]
    assert [each["done"] for each in seen] == sorted(each["done"] for each in seen)
    assert seen[-1].keys() >= {"run_id", "total", "per_second", "seconds_left", "found", "empty", "errors", "in_flight"}
    assert "progress" not in listed.run(*command, "-q", "--log-format", "json").stderr


def test_a_pipe_is_given_lines_for_people(listed: Program) -> None:
    ended = listed.run_in_shell("run people.csv -v --backoff-seconds 0.1 2>&1 | cat")
    assert "\x1b" not in ended.stdout
    assert not [line for line in ended.stdout.splitlines() if line.startswith("{") or "batch.lookup" in line]
    assert re.search("^[0-9:]{8} attempt failed: ", ended.stdout, re.MULTILINE)
    assert "run people.csv" in ended.stdout or "Files: " in ended.stdout
