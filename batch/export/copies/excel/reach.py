"""Says where on a sheet the answers stand, and widens the ranges that must take them in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from batch.inputs.workbook.places import column_index, column_letters

MOST_COLUMNS = 16_384

_RANGE = re.compile(rb"(\$?)([A-Za-z]{1,3})(\$?)([0-9]+)(?::(\$?)([A-Za-z]{1,3})(\$?)([0-9]+))?")


class Range:
    """A range of cells such as `A4:D8`; columns count from 0, rows from 1."""

    def __init__(self, text: bytes) -> None:
        found = _RANGE.fullmatch(text)
        if found is None:
            raise ValueError("no range of cells")
        self._found = found
        self.left, self.top = column_index(found[2]), int(found[4])
        self.right = self.left if found[6] is None else column_index(found[6])
        self.bottom = self.top if found[8] is None else int(found[8])

    @property
    def width(self) -> int:
        return self.right - self.left + 1

    def to_column(self, right: int) -> bytes:
        """Return the range with another last column, in the notation that it has."""
        mark, left, row_mark, top = (part or b"" for part in self._found.groups()[:4])
        bottom = self._found[8] or top
        return b"%b%b%b%b:%b%b%b%b" % (mark, left, row_mark, top, mark, column_letters(right), row_mark, bottom)


def read_range(text: bytes | None) -> Range | None:
    """Read a range, None for anything else, such as several of them."""
    try:
        return None if text is None else Range(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where the answers stand: the rows from the header on, and columns that count from 0.

    `new` are those of the columns that the file did not have before.
    """

    header_row: int
    identifiers: Sequence[int]
    columns: Sequence[int]
    new: frozenset[int]

    def widened(self, text: bytes) -> bytes:
        """Widen a range that rows are filtered or sorted by, if people's identifiers are in it.

        A sort that moved the old columns alone would set answers beside wrong people.
        """
        found, last = read_range(text), max(self.columns)
        if found is None or found.bottom < self.header_row or found.right >= last:
            return text
        holds_identifiers = any(found.left <= index <= found.right for index in self.identifiers)
        return found.to_column(last) if holds_identifiers else text

    def widened_to_print(self, text: bytes) -> bytes:
        """Widen a range that is printed, if it ends at the answers: a column left out is not wanted on paper."""
        found = read_range(text)
        return self.widened(text) if found is not None and found.right + 1 >= min(self.columns) else text
