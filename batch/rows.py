"""What a reader hands over: one cell of the identifier column, and where a person finds it."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from math import isnan
from typing import NamedTuple

Cell = str | int | float | bool | date | time | timedelta | None
"""A cell as its format holds it: text as text, numbers as numbers, dates as dates (a datetime is a date)."""


class InputRow(NamedTuple):
    """One data row of an input; a tuple, since a million of them are made.

    `row` is 1-based, counted as a person counts in that file (the header has a number too).
    `cells` are the cells of the identifier columns, one for each.
    `is_blank` says that every cell of the row is empty, the identifier's and all others.
    """

    row: int
    cells: Sequence[Cell]
    is_blank: bool


def is_blank(cell: Cell) -> bool:
    """Whether a person sees nothing in this cell; NaN is how tables of numbers hold nothing."""
    if isinstance(cell, str):
        return not cell or cell.isspace()
    return cell is None or (isinstance(cell, float) and isnan(cell))
