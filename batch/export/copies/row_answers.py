"""Hands out the answers of one input file row by row, and decides in which columns of the copy they stand."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest

from batch.cells.rows import Cell
from batch.errors import InputError
from batch.options.export_options import Words
from batch.outcome import Entry
from batch.tables import (
    Columns,
    ColumnType,
    OutputTable,
    OwnColumn,
    Row,
    added_columns,
    added_names,
    annotation,
    own_column,
)
from batch.tables.words.legend import header_note

_ROWS_AT_ONCE = 1_000


class Answers:
    """The columns that are added, and their values for each row that is not blank.

    A file with several identifier columns gets the columns once for each, with the column's position behind the name.
    Rows must be asked for in ascending order: memory holds a thousand of them.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        *,
        identifier_columns: Sequence[str],
        is_sandbox: bool = False,
        words: Words | None = None,
    ) -> None:
        table, count = annotation(words), len(identifier_columns)
        self._identifier_columns = identifier_columns
        self.columns = added_columns(count)
        self.names = added_names(count, is_sandbox=is_sandbox)
        self.types: list[ColumnType] = [column.type for column in table.columns] * count
        self.words = words
        self.is_sandbox = is_sandbox
        self.nothing: Row = (None,) * len(self.names)
        self.row_count = 0
        self.last_row = 0  #: the last one that was given its answers
        self.placed: list[int] = []  #: where the added columns stand, once that is decided
        self.stale: list[int] = []  #: where those of an earlier copy stand about columns that are not asked about now
        self._rows: Iterator[tuple[int, Row]] = _join(iter(entries), count, table)
        self._next = next(self._rows, None)

    def places(self, header: Sequence[Cell], *, width: int) -> list[int]:
        """Decide where the added columns stand (from 0) in a sheet that is `width` columns wide.

        Those of an earlier copy, of whatever environment, are replaced; the others stand behind all columns.
        """
        there = self.there(header)
        own = [index for index, name in enumerate(header) if own_column(name) is not None]
        self.stale = [index for index in own if index not in there.values()]
        free = iter(range(width, width + len(self.columns)))
        self.placed = [there[column] if column in there else next(free) for column in self.columns]
        return self.placed

    def there(self, header: Sequence[Cell]) -> dict[OwnColumn, int]:
        """Return where the columns of an earlier copy stand."""
        named = ((own_column(name), index) for index, name in enumerate(header))
        return {column: index for column, index in named if column in self.columns}

    def note(self, own: OwnColumn, words: Words) -> str:
        """Return what is to be said of an added column on its header."""
        about = self._identifier_columns[own.position - 1] if len(self._identifier_columns) > 1 else None
        return header_note(own.name, words, about=about)

    def peek(self, limit: int) -> list[Row]:
        """Return the values of the first rows, which can still be asked for."""
        head = list(islice(self._rows, limit))
        self._rows = chain(head, self._rows)
        first = [] if self._next is None else [self._next]
        return [values for _, values in chain(first, head)]

    def of(self, row: int) -> Row | None:
        """Return the values of a row, None for a blank one, which was never asked about."""
        if self._next is None or row < self._next[0]:
            return None
        found, values = self._next
        if row > found:
            raise InputError(f"row {found} of the input is not where it was")
        self._next = next(self._rows, None)
        self.row_count += 1
        self.last_row = row
        return values

    def finish(self) -> None:
        """Raise InputError when a row was not asked for: nothing of the input may be missing in its copy."""
        if self._next is not None:
            raise InputError(f"row {self._next[0]} of the input is not where it was")


def _join(entries: Iterator[Entry], identifier_columns: int, table: OutputTable) -> Iterator[tuple[int, Row]]:
    """Put the values of a row's identifiers beside each other; the ledger holds as many entries for each row.

    The last row can be cut (`--limit`): nothing stands beside what was left out of it.
    """
    while some := list(islice(entries, _ROWS_AT_ONCE * identifier_columns)):
        values = table.values(Columns({"entry": some}))
        beside = [column[first::identifier_columns] for first in range(identifier_columns) for column in values]
        numbers = (entry.row for entry in some[::identifier_columns])
        yield from zip(numbers, zip_longest(*beside), strict=True)
