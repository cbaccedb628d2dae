"""A terminal that takes the few sequences the program sends, so that a test can look at what stands on it."""

import re

_PART = re.compile(r"\x1b\[([0-9]*)([A-Za-z])|(\r)|(\n)|([^\x1b\r\n])")


class ShownScreen:
    """Lines of so many columns; a longer text goes on in the next one, and does so anew when the width changes."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self._rows: list[list[str]] = [[]]
        self._goes_on: list[bool] = [False]
        self._row = self._column = 0

    def feed(self, text: str) -> None:
        for found in _PART.finditer(text):
            count, command, carriage, newline, char = found.groups()
            if carriage:
                self._column = 0
            elif newline:
                self._down(goes_on=False)
                self._column = 0
            elif char:
                self._put(char)
            elif command == "A":
                self._row = max(0, self._row - int(count or 1))
            elif command == "J":
                self._rows[self._row :] = [self._rows[self._row][: self._column]]
                self._goes_on[self._row + 1 :] = []
            else:
                assert command == "m", f"a sequence that leaves more behind than colour: {found[0]!r}"

    def resize(self, columns: int) -> None:
        """Break the lines anew, as terminals do; the cursor stays at its place in the text."""
        lines: list[list[str]] = []
        starts: list[int] = []
        for row, goes_on in zip(self._rows, self._goes_on, strict=True):
            if goes_on:
                lines[-1] += row
            else:
                lines.append(list(row))
            starts.append(len(lines) - 1)
        cursor_line = starts[self._row]
        before = sum(len(self._rows[each]) for each in range(self._row) if starts[each] == cursor_line)
        offset = before + self._column
        self.columns, self._rows, self._goes_on = columns, [], []
        for number, line in enumerate(lines):
            if number == cursor_line:
                self._row, self._column = len(self._rows) + offset // columns, offset % columns
            pieces = [line[at : at + columns] for at in range(0, max(1, len(line)), columns)]
            self._rows += pieces
            self._goes_on += [at > 0 for at in range(len(pieces))]

    @property
    def lines(self) -> list[str]:
        """What stands there, without the empty lines at the end."""
        return "\n".join("".join(row).rstrip() for row in self._rows).rstrip("\n").split("\n")

    def _put(self, char: str) -> None:
        if self._column == self.columns:
            self._down(goes_on=True)
            self._column = 0
        row = self._rows[self._row]
        row += [" "] * (self._column - len(row))
        row[self._column : self._column + 1] = [char]
        self._column += 1

    def _down(self, *, goes_on: bool) -> None:
        self._row += 1
        if self._row == len(self._rows):
            self._rows.append([])
            self._goes_on.append(goes_on)
