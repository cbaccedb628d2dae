"""What every reader gives, whatever the format: a sheet of cells, its rows numbered as a person counts them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, cast

from batch.cells.rows import Cell, RowGroup, is_blank
from batch.cells.shown import printable


class Sheet(Protocol):
    """A file, or one sheet of a workbook, opened by the reader of its format; it can be read more than once."""

    @property
    def reading_notes(self) -> Mapping[str, str]:
        """How it is read, for people: format, encoding, delimiter, title of the sheet."""

    @property
    def names(self) -> Sequence[str] | None:
        """The names of the columns where the format itself has them; None where a row holds them."""

    @property
    def mixes_types(self) -> bool:
        """Whether numbers and texts can stand in one column."""

    def sample(self, limit: int) -> list[Sequence[Cell]]:
        """Return the first rows, all columns."""

    def groups(self, *, columns: Sequence[int], after: int) -> Iterator[RowGroup]:
        """Yield the cells of these columns (from 0), some rows at a time, from the row after the first `after`."""


def note_nested(names: Sequence[str]) -> dict[str, str]:
    """Note the columns that hold lists or objects, which are not read; nothing where there is none."""
    told = ", ".join(f"“{printable(name)}”" for name in names[:_MOST_NAMED])
    return {"nested_columns": told + (" …" if len(names) > _MOST_NAMED else "")} if told else {}


Rows = Sequence[Sequence[Cell]]

_MOST_NAMED = 8
_BLANK_ROWS_IN_GROUP = 1 << 16  # a megabyte


def pick_columns(groups: Iterable[Rows], *, columns: Sequence[int], after: int) -> Iterator[RowGroup]:
    """Reduce whole records, the first of which is row 1, to the identifier columns."""
    return without_first(after, _pick(groups, columns))


def _pick(groups: Iterable[Rows], columns: Sequence[int]) -> Iterator[RowGroup]:
    first = 1
    for group in groups:
        yield pick_group(first, group, columns)
        first += len(group)


def pick_group(first: int, records: Rows, columns: Sequence[int]) -> RowGroup:
    """Reduce some whole records, the first of which is row `first`, to the identifier columns."""
    cells = [_column(records, column) for column in columns]
    return RowGroup(first=first, columns=cells, blanks=_blank_rows(records, cells[0]))


def blank_groups(first: int, count: int, columns: Sequence[int]) -> Iterator[RowGroup]:
    """Yield `count` blank rows from row `first` on, many at a time: there can be a million of them."""
    for start in range(first, first + count, _BLANK_ROWS_IN_GROUP):
        size = min(_BLANK_ROWS_IN_GROUP, first + count - start)
        yield RowGroup(first=start, columns=[[None] * size] * len(columns), blanks=[True] * size)


def without_first(count: int, groups: Iterable[RowGroup]) -> Iterator[RowGroup]:
    """Pass the groups on without the first `count` rows."""
    for group in groups:
        surplus = count - group.first + 1
        if surplus <= 0:
            yield group
        elif surplus < len(group.blanks):
            yield group.part(surplus)


def _blank_rows(records: Rows, column: Sequence[Cell]) -> Sequence[bool]:
    """Whether each record is wholly empty; most groups are settled by a column without an empty cell."""
    try:
        has_blank = not all(column) or any(map(str.isspace, cast("Sequence[str]", column)))
    except TypeError:  # not only text
        has_blank = True
    return [all(map(is_blank, record)) for record in records] if has_blank else [False] * len(records)


def _column(records: Rows, index: int) -> list[Cell]:
    try:
        return [record[index] for record in records]
    except IndexError:
        return [record[index] if index < len(record) else None for record in records]
