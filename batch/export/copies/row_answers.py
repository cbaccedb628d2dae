"""Hands out the answers of one input file row by row, and decides in which columns of the copy they stand."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from batch.cells.rows import Cell
from batch.errors import InputError
from batch.outcome import Entry
from batch.tables import ANNOTATION, ColumnType, Row, added_names

_ROWS_AT_ONCE = 1_000


class Answers:
    """The columns that are added, and their values for each row that is not blank.

    A file with several identifier columns gets the columns once for each, with the column's position behind the name.
    Rows must be asked for in ascending order: memory holds a thousand of them.
    """

    def __init__(self, entries: Iterable[Entry], *, identifier_columns: int) -> None:
        self.names = added_names(identifier_columns)
        self.types: list[ColumnType] = [column.type for column in ANNOTATION.columns] * identifier_columns
        self.nothing: Row = (None,) * len(self.names)
        self.row_count = 0
        self._rows = _join(iter(entries), identifier_columns)
        self._next = next(self._rows, None)

    def places(self, header: Sequence[Cell], *, width: int) -> list[int]:
        """Decide where the added columns stand (from 0) in a sheet that is `width` columns wide.

        Those of an earlier copy are replaced; the others stand behind all columns.
        """
        there = {name: index for index, name in enumerate(header) if name in self.names}
        free = iter(range(width, width + len(self.names)))
        return [there[name] if name in there else next(free) for name in self.names]

    def of(self, row: int) -> Row | None:
        """Return the values of a row, None for a blank one, which was never asked about."""
        if self._next is None or row < self._next[0]:
            return None
        found, values = self._next
        if row > found:
            raise InputError(f"row {found} of the input is not where it was")
        self._next = next(self._rows, None)
        self.row_count += 1
        return values

    def finish(self) -> None:
        """Raise InputError when a row was not asked for: nothing of the input may be missing in its copy."""
        if self._next is not None:
            raise InputError(f"row {self._next[0]} of the input is not where it was")


def _join(entries: Iterator[Entry], identifier_columns: int) -> Iterator[tuple[int, Row]]:
    """Put the values of a row's identifiers beside each other; the ledger holds as many entries for each row."""
    while some := list(islice(entries, _ROWS_AT_ONCE * identifier_columns)):
        values = ANNOTATION.values(some)
        beside = [column[first::identifier_columns] for first in range(identifier_columns) for column in values]
        numbers = (entry.row for entry in some[::identifier_columns])
        yield from zip(numbers, zip(*beside, strict=True), strict=True)
