"""Tells rows of which nobody can say which cell belongs to which column: they have more or fewer cells than others."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Self

from batch.cells.digits import holds_identifier
from batch.cells.rows import Cell, StandIn, is_blank
from batch.inputs.text.records import Records

_MOST = 0.5  # of a column's filled cells: more than notes with a number in them, fewer than all of a damaged one


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShape:
    """How many cells the rows of a table have, and which columns hold identifiers."""

    width: int  #: as many as the header has, or most rows where those have more
    usual_width: int  #: as many as most rows have
    holding: frozenset[int]  #: the columns (from 0) in which most filled cells are identifiers

    @classmethod
    def of(cls, rows: Sequence[Sequence[Cell]], header: Sequence[Cell]) -> Self:
        """Look at the first rows below the header, which is empty where there is none."""
        widths = Counter(map(len, rows))
        usual = max(widths, key=lambda width: widths[width], default=0)
        width = max(len(header), usual)
        columns = range(width)
        rows = [row for row in rows if len(row) <= width]
        filled = Counter(i for row in rows for i in columns[: len(row)] if not is_blank(row[i]))
        held = Counter(i for row in rows for i in columns[: len(row)] if holds_identifier(row[i]))
        holding = frozenset(index for index in columns if held[index] > filled[index] * _MOST)
        return cls(width=width, usual_width=usual, holding=holding)

    def without_shifted(self, groups: Iterable[Records], columns: Sequence[int]) -> Iterator[Records]:
        """Replace the cells of rows whose cells in these columns may be those of others."""
        instead: list[str] = [StandIn.TOO_MANY_FIELDS] * self.width
        fewer: list[str] = [StandIn.TOO_FEW_FIELDS] * self.width
        for group in groups:
            if set(map(len, group)) == {self.usual_width}:
                yield group
                continue
            yield [
                instead
                if (surplus := len(record) - self.usual_width) > 0 and self._has_surplus(record, columns)
                else fewer
                if surplus < 0 and self._lacks(record, columns)
                else record
                for record in group
            ]

    def _has_surplus(self, record: Sequence[str], columns: Sequence[int]) -> bool:
        """Whether a row with more cells than most has more than columns, or has them before a wanted column.

        They may do so where the row fits the columns better when some cells are taken away there; blank ones beyond the
        header also where it fits as well, and another identifier comes into the wanted column then.
        """
        surplus, beyond = len(record) - self.usual_width, len(record) - self.width
        if not all(map(is_blank, record[self.width :])):
            return True
        cells = record[: self.width]
        misfits = self._misfits(cells)
        return (misfits > 0 or beyond > 0) and any(
            self._misfits_without(cells, column, count)
            <= (misfits if count <= beyond and any(map(holds_identifier, cells[column + count :][:1])) else misfits - 1)
            for column in columns
            for count in range(1, min(surplus, len(cells)) + 1)
        )

    def _misfits_without(self, cells: Sequence[str], column: int, count: int) -> int:
        """Return how well the row fits at best when so many cells up to a column go; an identifier is missed."""
        held = [*map(holds_identifier, cells), *[False] * count]
        stays, moves = self._which_misfit(cells), [*self._which_misfit(cells[count:]), *[False] * count]
        steps = (stays[at] - moves[at] + held[at + count] - held[at] for at in range(column))
        return min(accumulate(steps, initial=sum(held[:count]) + sum(moves)))

    def _lacks(self, record: Sequence[str], columns: Sequence[int]) -> bool:
        """Whether cells are missing before a wanted identifier: the row fits the columns better with blank ones there.

        Cells that are missing at the end are usual: spreadsheet programs leave out blank ones.
        """
        held = [column for column in columns if column < len(record) and holds_identifier(record[column])]
        if not held:
            return False
        misfits = self._misfits(record)
        return misfits > 0 and any(
            self._misfits([*record[:at], *[""] * count, *record[at:]]) < misfits
            for at in range(max(held) + 1)
            for count in range(1, self.width - len(record) + 1)
        )

    def _misfits(self, record: Sequence[str]) -> int:
        return sum(self._which_misfit(record))

    def _which_misfit(self, record: Sequence[str]) -> list[bool]:
        """Find the cells that hold an identifier in a column of something else, or something else in one of these."""
        return [
            not is_blank(cell) and holds_identifier(cell) != (index in self.holding)
            for index, cell in enumerate(record)
        ]


def without_odd(sample: Sequence[Sequence[Cell]]) -> list[Sequence[Cell]]:
    """Empty the rows of a sample that have more cells than most and than all above the first identifier, where a header
    stands: one odd row must not add a column to the table.
    """
    first = next((n for n, row in enumerate(sample) if any(map(holds_identifier, row))), len(sample))
    shape = RowShape.of(sample[first:], max(sample[:first], key=len, default=()))
    return [*sample[:first], *(row if len(row) <= shape.width else [] for row in sample[first:])]
