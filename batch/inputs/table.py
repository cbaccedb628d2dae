"""What every input format gives: rows of cells, numbered as a person counts them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

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


def pick_columns(records: Iterable[Sequence[Cell]], *, columns: Sequence[int], after: int) -> Iterator[InputRow]:
    """Reduce whole records, the first of which is row 1, to the rows of the identifier columns."""
    width = max(columns) + 1
    for number, record in islice(enumerate(records, start=1), after, None):
        whole = record if len(record) >= width else [*record, *[None] * (width - len(record))]
        yield InputRow(number, [whole[column] for column in columns], all(map(is_blank, record)))
