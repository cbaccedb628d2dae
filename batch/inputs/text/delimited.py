"""Reads delimited text, and reports rows with more cells than there are columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Self

from batch.cells.rows import Cell, RowGroup
from batch.inputs.sheet import pick_columns
from batch.inputs.text.delimiter import call_delimiter, declared_delimiter, guess_delimiter
from batch.inputs.text.records import Records, cut_records, read_records
from batch.inputs.text.row_shape import RowShape, without_odd
from batch.inputs.text.text_file import TextFile

_SAMPLED_LINES = 200  # tell the delimiter and the usual width
_SAMPLED_CHARACTERS = 1 << 20  # bounds that where lines are long


@dataclass(frozen=True, slots=True, kw_only=True)
class DelimitedText:
    """A text whose records are lines, or several lines where quotes hold a line break."""

    text: TextFile
    delimiter: str
    has_declaration: bool  #: the first line is Excel's `sep=;`

    @classmethod
    def open(cls, text: TextFile) -> Self:
        """Find the delimiter. Raises InputError."""
        lines = _first_lines(text)
        declared = declared_delimiter(lines[0]) if lines else None
        return cls(text=text, delimiter=declared or guess_delimiter(lines), has_declaration=declared is not None)

    @property
    def names(self) -> None:
        """None: they stand in a row, if anywhere."""
        return

    @property
    def mixes_types(self) -> bool:
        """False: every cell is a text."""
        return False

    @property
    def reading_notes(self) -> Mapping[str, str]:
        delimiter = call_delimiter(self.delimiter)
        return {"format": "delimited text", **self.text.reading_notes, "delimiter": delimiter}

    def sample(self, limit: int) -> list[Sequence[Cell]]:
        return without_odd(self._first_records(max(limit, _SAMPLED_LINES)))[:limit]

    def groups(self, *, columns: Sequence[int], after: int) -> Iterator[RowGroup]:
        records = self.shape(after).without_shifted(self._records(), columns)
        return pick_columns(records, columns=columns, after=after)

    def shape(self, header_rows: int) -> RowShape:
        """Return how many cells a row has, and where the identifiers stand in it."""
        sample = self._first_records(header_rows + _SAMPLED_LINES)
        header = sample[header_rows - 1] if 0 < header_rows <= len(sample) else []
        return RowShape.of(sample[header_rows:], header)

    def _first_records(self, limit: int) -> list[Sequence[Cell]]:
        return list(islice(chain.from_iterable(self._records()), limit))

    def texts(self) -> Iterator[tuple[Sequence[str], str]]:
        """Yield the cells of every record, and the text they were cut from, with its line end."""
        with self.text.open_as_is() as lines:
            if self.has_declaration:
                yield [], next(lines)
            for records, texts in cut_records(lines, self.delimiter):
                yield from zip(records, texts, strict=True)

    def _records(self) -> Iterator[Records]:
        with self.text.open() as lines:
            if self.has_declaration:
                next(lines)
                yield [[]]
            yield from read_records(lines, self.delimiter)


def _first_lines(text: TextFile) -> list[str]:
    first: list[str] = []
    with text.open() as lines:
        for line in islice(lines, _SAMPLED_LINES):
            first.append(line)
            if sum(map(len, first)) > _SAMPLED_CHARACTERS:
                break
    return first
