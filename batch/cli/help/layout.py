"""Lays help out for the width of a terminal: two columns where there is room, else each text below what it is about."""

import shlex
import shutil
from collections.abc import Iterable

import click

_WIDEST = 100
_TWO_COLUMNS_FROM = 60  # below it, the second column would hold three words a line
_NARROWEST = 20
_UNBROKEN = "\u2011"  # stands for a hyphen while lines are broken, so that a flag stays whole


class Layout(click.HelpFormatter):
    """Writes help; nothing in it is wider than the terminal but a word or a path that is."""

    def __init__(
        self,
        indent_increment: int = 2,
        width: int | None = None,  # noqa: ARG002 - as click calls it
        max_width: int | None = None,  # noqa: ARG002
    ) -> None:
        columns = min(shutil.get_terminal_size().columns, _WIDEST)
        super().__init__(indent_increment, width=max(columns - 1, _NARROWEST))

    def write(self, string: str) -> None:
        super().write(string.replace(_UNBROKEN, "-"))

    def write_text(self, text: str) -> None:
        super().write_text(text.replace("-", _UNBROKEN))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 26, col_spacing: int = 2) -> None:
        rows = list(rows)
        if self.width >= _TWO_COLUMNS_FROM:
            super().write_dl([(term, text.replace("-", _UNBROKEN)) for term, text in rows], col_max, col_spacing)
            return
        for term, text in rows:
            self.write_text(term)
            with self.indentation(), self.indentation():
                self.write_text(text)

    def write_command(self, line: str) -> None:
        """Write a command to copy; one that is too long goes on behind a backslash, which a shell takes."""
        indent = " " * self.current_indent
        written = indent
        for word in shlex.split(line, posix=False):
            fits = len(written) + len(word) + 3 <= self.width
            if not fits and written.strip():
                self.write(f"{written} \\\n")
                written = f"{indent}    {word}"
            else:
                written += word if not written.strip() else f" {word}"
        self.write(f"{written}\n")
