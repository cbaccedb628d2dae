"""What every input format gives: rows of cells, numbered as a person counts them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, islice, repeat
from typing import Protocol, cast

from batch.rows import Cell, InputRow, is_blank


class Table(Protocol):
    """One file, or one sheet of it, opened by its format; it can be read more than once."""

    @property
    def decided(self) -> Mapping[str, str]:
        """What was decided to read it: format, encoding, delimiter, sheet."""

    @property
    def names(self) -> Sequence[str] | None:
        """The names of the columns where the format itself has them; None where a row holds them."""

    def sample(self, limit: int) -> list[Sequence[Cell]]:
        """Return the first rows, all columns."""

    def rows(self, *, columns: Sequence[int], after: int) -> Iterator[InputRow]:
        """Yield the cells of these columns (from 0) of each row, leaving out the `after` first rows."""


Records = Sequence[Sequence[Cell]]


def pick_columns(groups: Iterable[Records], *, columns: Sequence[int], after: int) -> Iterator[InputRow]:
    """Reduce whole records, the first of which is row 1, to the rows of the identifier columns."""
    return islice(chain.from_iterable(_pick(groups, columns)), after, None)


def _pick(groups: Iterable[Records], columns: Sequence[int]) -> Iterator[Iterator[InputRow]]:
    first = 1
    for group in groups:
        cells = [_column(group, column) for column in columns]
        yield make_rows(first, cells, _blank_rows(group, cells[0]))
        first += len(group)


def make_rows(first: int, columns: Sequence[Sequence[Cell]], blanks: Iterable[bool]) -> Iterator[InputRow]:
    """Join the cells of some columns to rows, numbered from `first`."""
    cells = zip(*columns, strict=True)
    # The constructor that a NamedTuple inherits takes a third of the time of its own, and a million rows are usual.
    return cast(
        "Iterator[InputRow]", map(tuple.__new__, repeat(InputRow), zip(count(first), cells, blanks, strict=False))
    )


def _blank_rows(records: Records, column: Sequence[Cell]) -> Iterable[bool]:
    """Whether each record is wholly empty; most groups are settled by a column without an empty cell."""
    try:
        has_blank = not all(column) or any(map(str.isspace, cast("Sequence[str]", column)))
    except TypeError:  # not only text
        has_blank = True
    return [all(map(is_blank, record)) for record in records] if has_blank else repeat(False)


def _column(records: Records, index: int) -> list[Cell]:
    try:
        return [record[index] for record in records]
    except IndexError:
        return [record[index] if index < len(record) else None for record in records]
