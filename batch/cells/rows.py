"""What a reader hands over: the cells of the identifier columns, and where a person finds them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import count, repeat
from math import isnan
from typing import NamedTuple, cast

Cell = str | int | float | bool | date | time | timedelta | None
"""A cell as its format holds it: text as text, numbers as numbers, dates as dates (a datetime is a date)."""


class StandIn(StrEnum):
    """What a reader hands over in place of a cell that it can't give; the value is what a person sees of it.

    Each has a reason of its own in batch/cells/digits.py; the same words in somebody's file are a text like any other.
    """

    TOO_MANY_FIELDS = "(the row has more fields than other rows)"
    TOO_FEW_FIELDS = "(the row lacks fields before its last)"
    TOO_LONG = "(a cell of more than 128,000 characters)"
    NO_OBJECT = "(this line is no JSON object)"
    NO_DATE = "(a date or time outside the calendar)"
    OVERFLOW = "(a number too large for its column)"


ROWS_IN_GROUP = 256
"""Fewer than make Python's garbage collector look at what is made of them, which can double the time."""


class InputRow(NamedTuple):
    """One data row of an input; a tuple, since a million of them are made.

    `row` is 1-based, counted as a person counts in that file (the header has a number too).
    `cells` are the cells of the identifier columns, one for each.
    `is_blank` says that every cell of the row is empty, the identifier's and all others.
    """

    row: int
    cells: Sequence[Cell]
    is_blank: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGroup:
    """Some rows that follow each other, column by column, as they are read and judged.

    `first` is the number of the first row; `columns` are the cells of the identifier columns; `blanks` says for each
    row whether every cell of it is empty.
    """

    first: int
    columns: Sequence[Sequence[Cell]]
    blanks: Sequence[bool]

    def part(self, start: int, stop: int | None = None) -> "RowGroup":
        """Take some of the rows, counted from 0; they keep their numbers."""
        columns = [column[start:stop] for column in self.columns]
        return RowGroup(first=self.first + start, columns=columns, blanks=self.blanks[start:stop])

    def parts(self) -> Iterator["RowGroup"]:
        """Yield groups of the size that costs least to go through."""
        return (self.part(start, start + ROWS_IN_GROUP) for start in range(0, len(self.blanks), ROWS_IN_GROUP))

    def rows(self) -> Iterator[InputRow]:
        # The constructor of a NamedTuple takes three times the time.
        fields = zip(count(self.first), zip(*self.columns, strict=True), self.blanks, strict=False)
        return cast("Iterator[InputRow]", map(tuple.__new__, repeat(InputRow), fields))


def is_blank(cell: Cell) -> bool:
    """Whether a person sees nothing in this cell; NaN is how tables of numbers hold nothing."""
    if isinstance(cell, str):
        return not cell or cell.isspace()
    return cell is None or (isinstance(cell, float) and isnan(cell))
