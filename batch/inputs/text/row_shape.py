"""Tells rows of which nobody can say which cell belongs to which column: they have more or fewer cells than others."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Self

from batch.cells.digits import holds_identifier
from batch.cells.rows import Cell, StandIn, is_blank
from batch.inputs.text.records import Records

_MOST = 0.5  # of a column's filled cells: more than notes with a number in them, fewer than all of a damaged one

_MOST_SURPLUS = 100  # cells; with more a row is not moved but broken, and the time to judge it grows with its square
_ELEVEN_DIGITS = re.compile("[0-9]{11}")


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
        shape = replace(self, holding=self.holding.union(columns))
        for group in groups:
            if set(map(len, group)) == {self.usual_width}:
                yield group
                continue
            yield [
                (instead if len(record) > self.usual_width else fewer)
                if len(record) != self.usual_width and shape.is_doubtful(record, columns)
                else record
                for record in group
            ]

    def is_doubtful(self, record: Sequence[str], columns: Sequence[int]) -> bool:
        """Whether a row of another width may have another's identifier in one of these columns, or its own elsewhere.

        It may where it fits as well when cells go before that column, or when blank ones are put in there.
        """
        surplus = len(record) - self.usual_width
        if self._is_whole(record) or all(map(is_blank, record)):
            return False
        if surplus > _MOST_SURPLUS or (surplus > 0 and sum(map(holds_identifier, record)) > len(self.holding)):
            return True
        return any(self._may_be_moved(record, column) for column in columns)

    def _is_whole(self, record: Sequence[str]) -> bool:
        """Whether a row fits as it stands, and its last cells are just missing.

        That is usual: spreadsheet programs leave out blank ones at the end.
        """
        fits = len(record) <= self.width and not any(map(self._is_misfit, record, range(len(record))))
        return fits and not all(map(is_blank, record[-1:]))

    def _may_be_moved(self, record: Sequence[str], column: int) -> bool:
        surplus = len(record) - self.usual_width
        moves = range(1, surplus + 1) if surplus > 0 else range(max(surplus, -column - 1), 0)
        is_held = any(map(holds_identifier, record[column : column + 1]))
        asked = [
            move
            for move in moves
            if is_held or (move > 0 and any(map(holds_identifier, record[column + move : column + move + 1])))
        ]
        stays = self._misfits(record, column, move=0) if asked else 0
        return any(self._misfits(record, column, move=move) <= stays for move in asked)

    def _misfits(self, record: Sequence[str], column: int, *, move: int) -> int:
        """Count what does not fit when so many cells up to a column go or, below 0, so many blank ones come in.

        What else is too much or missing is so behind it.
        """
        split, surplus = max(0, column + 1 + move), len(record) - self.usual_width
        rest = max(0, len(record) - move - self.width) if surplus > 0 else surplus - move
        head = self._least_misfits(record[:split], first=0, surplus=move, last=column)
        return head + self._least_misfits(record[split:], first=column + 1, surplus=rest, last=len(record))

    def _least_misfits(self, cells: Sequence[str], *, first: int, surplus: int, last: int) -> int:
        """Count what does not fit from a column on, when cells go, or blank ones come, at the best place up to `last`.

        An identifier that goes does not fit either.
        """
        gone = max(0, surplus)
        stays = [self._is_misfit(cell, first + index) for index, cell in enumerate(cells)] + [False] * gone
        moved = [self._is_misfit(cell, first + index - surplus) for index, cell in enumerate(cells)] + [False] * gone
        held = [*map(_shows_identifier, cells), *[False] * gone]
        places = range(max(0, min(last, len(cells) - gone)))
        steps = (stays[at] - held[at] + held[at + gone] - moved[at + gone] for at in places)
        return min(accumulate(steps, initial=sum(held[:gone]) + sum(moved[gone:])))

    def _is_misfit(self, cell: str, column: int) -> bool:
        """Whether a cell is an identifier in a column of something else, the reverse, or one joined with other text."""
        is_held = holds_identifier(cell)
        return not is_blank(cell) and (is_held != (column in self.holding) or (not is_held and _shows_identifier(cell)))


def _shows_identifier(cell: str) -> bool:
    """Whether there is an identifier in a cell, also when it was joined with its neighbour."""
    return holds_identifier(cell) or _ELEVEN_DIGITS.search(cell) is not None


def without_odd(sample: Sequence[Sequence[Cell]]) -> list[Sequence[Cell]]:
    """Empty the rows of a sample that have more cells than most and than all above the first identifier, where a header
    stands: one odd row must not add a column to the table.
    """
    first = next((n for n, row in enumerate(sample) if any(map(holds_identifier, row))), len(sample))
    shape = RowShape.of(sample[first:], max(sample[:first], key=len, default=()))
    return [*sample[:first], *(row if len(row) <= shape.width else [] for row in sample[first:])]
