"""Standard error as a place with one writer: lines that stay, and on a terminal a bar below them that does not."""

import os
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from textwrap import fill
from typing import TextIO

_ERASE = "\r\x1b[J"
_WIDTH = (80, 24)  # where a terminal does not say


class Screen:
    """Writes to standard error, from any thread; what it does not take is lost.

    While a bar is shown the cursor stands at the bar's first column: erasing from there to the end of the screen needs
    no count of lines, so that neither a resized terminal nor a line of somebody else leaves a ghost of it.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._lock = threading.RLock()
        self._bar: Sequence[str] = ()

    @property
    def is_live(self) -> bool:
        """Whether it is a terminal that can take back what it shows."""
        return self._stream.isatty() and os.environ.get("TERM", "dumb") not in {"", "dumb", "unknown"}

    @property
    def has_colour(self) -> bool:
        """https://no-color.org: any value but an empty one."""
        return self.is_live and not os.environ.get("NO_COLOR")

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines, as they are at this moment."""
        with suppress(OSError, ValueError):
            columns, lines = os.get_terminal_size(self._stream.fileno())
            return columns or _WIDTH[0], lines or _WIDTH[1]
        return _WIDTH

    @property
    def stream(self) -> TextIO:
        return self._stream

    def write(self, text: str) -> None:
        """Write lines that stay; a bar goes on below them."""
        with self._lock:
            self._write(f"{_ERASE if self._bar else ''}{text}\n{_drawn(self._bar)}")

    def write_sentences(self, text: str, look: Callable[[str], str] = str) -> None:
        """Write lines for people: a terminal is given them broken between words, and coloured by `look`."""
        if self._stream.isatty():
            text = "\n".join(_broken(line, self.size[0]) for line in text.split("\n"))
        self.write(look(text) if self.has_colour else text)

    def show(self, bar: Sequence[str]) -> None:
        """Show a bar in place of the one before; nothing takes it away."""
        with self._lock:
            if bar or self._bar:
                self._bar = bar
                self._write(_ERASE + _drawn(bar))

    def _write(self, text: str) -> None:
        with suppress(OSError, ValueError):  # the terminal may be gone, the stream closed
            self._stream.write(text)
            self._stream.flush()


def _broken(line: str, columns: int) -> str:
    """Break a line that is too long; one that begins with a blank is laid out already."""
    if len(line) <= columns or line.startswith(" "):
        return line
    return fill(line, columns, break_long_words=False, break_on_hyphens=False)


def _drawn(bar: Sequence[str]) -> str:
    """Draw it, and return to its first column."""
    if not bar:
        return ""
    return "\n".join(bar) + (f"\x1b[{len(bar) - 1}A" if len(bar) > 1 else "") + "\r"
