"""Lines stay, a bar leaves nothing behind, whatever happens to the terminal meanwhile."""

import io

import pytest
from support.shown_screen import ShownScreen

from batch.cli.speech.screen import Screen

BAR = ["305/3,000 10 % 23/s 2m left", "found 61  empty 244  errors 0"]


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    encoding = "utf-8"

    def __init__(self, columns: int = 40) -> None:
        super().__init__()
        self.screen = ShownScreen(columns)

    def isatty(self) -> bool:
        return True

    def flush(self) -> None:
        self.screen.feed(self.getvalue())
        self.seek(0)
        self.truncate()


@pytest.fixture(autouse=True)
def _real_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_lines_go_above_the_bar_which_ends_without_a_trace() -> None:
    terminal = Terminal()
    screen = Screen(terminal)
    screen.write("first")
    screen.show(BAR)
    screen.show(["306/3,000 10 %"])
    screen.show(BAR)
    screen.write("second")
    assert terminal.screen.lines == ["first", "second", *BAR]
    screen.show(())
    screen.write("third")
    assert terminal.screen.lines == ["first", "second", "third"]


@pytest.mark.parametrize("columns", [10, 20, 39, 100])
def test_a_terminal_that_is_resized_keeps_no_ghost(columns: int) -> None:
    terminal = Terminal()
    screen = Screen(terminal)
    screen.write("first")
    screen.show(BAR)
    terminal.screen.resize(columns)
    screen.show(["short"])
    assert terminal.screen.lines == ["first", "short"]


def test_a_line_that_is_too_long_is_broken_between_words() -> None:
    terminal = Terminal(columns=80)
    Screen(terminal).write_sentences("word " * 20 + "\n  " + "x" * 90)
    first, second, *path = terminal.screen.lines
    assert (len(first), second) == (79, "word word word word")
    assert "".join(path).strip() == "x" * 90


@pytest.mark.parametrize(
    ("variables", "is_live", "has_colour"),
    [
        ({}, True, True),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, False, False),
        ({"TERM": ""}, False, False),
    ],
)
def test_a_terminal_may_be_plain_or_dumb(
    variables: dict[str, str], *, is_live: bool, has_colour: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    screen = Screen(Terminal())
    assert (screen.is_live, screen.has_colour) == (is_live, has_colour)


def test_what_forces_colour_makes_no_terminal_of_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert not Screen(io.StringIO()).is_live


def test_a_stream_that_is_gone_is_no_fault() -> None:
    gone = io.StringIO()
    gone.close()
    Screen(gone).write("to nobody")


def test_colour_takes_no_room() -> None:
    terminal = Terminal(columns=80)
    line = "x" * 76 + " two"
    Screen(terminal).write_sentences(line, look=lambda text: text.replace("two", "\x1b[33mtwo\x1b[0m"))
    assert terminal.screen.lines == [line]
