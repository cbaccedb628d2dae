"""Reads a header over several rows, in which the names of columns and of groups of columns are merged cells."""

from collections.abc import Sequence

from batch.cells.rows import Cell, is_blank
from batch.inputs.columns.header import HEADER_ROWS, is_word
from batch.tables import own_column

MergedRange = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell, each by row and column from 0."""


def lower_names(rows: Sequence[Sequence[Cell]], merged: Sequence[MergedRange]) -> list[Sequence[Cell]]:
    """Put each name that is merged over all rows of a header in the last of them, where its column's data begins below.

    The other names of these rows have to be words below a group's name, which is merged over its columns, or our own in
    a copy: nothing else tells a row of names from one of a person.
    """
    merged = [each for each in merged if each[0][0] < HEADER_ROWS]
    groups = [((top, left), right) for (top, left), (bottom, right) in merged if top == bottom and left < right]
    grouped = {(row, column) for (row, left), right in groups for column in range(left, right + 1)}
    lowered = list(rows)
    for (top, left), (bottom, _) in merged:
        if top < bottom < min(len(rows), HEADER_ROWS) and _are_names(rows, top, bottom, left, grouped):
            name = lowered[top][left]
            lowered[top] = [*lowered[top][:left], None, *lowered[top][left + 1 :]]
            below = [*lowered[bottom], *[None] * (left + 1 - len(lowered[bottom]))]
            lowered[bottom] = [*below[:left], name, *below[left + 1 :]]
    return lowered


def _are_names(rows: Sequence[Sequence[Cell]], top: int, bottom: int, left: int, grouped: set[tuple[int, int]]) -> bool:
    below = [
        (cell, own_column(cell) is not None or any((above, column) in grouped for above in range(top, row)))
        for row in range(top + 1, bottom + 1)
        for column, cell in enumerate(rows[row])
        if not is_blank(cell)
    ]
    has_name = left < len(rows[top]) and is_word(rows[top][left])
    return has_name and bool(below) and all(is_word(cell) and is_grouped for cell, is_grouped in below)
