"""Reads delimited text, whatever its delimiter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Self

from batch.inputs.delimiter import DELIMITER_NAMES, declared_delimiter, guess_delimiter
from batch.inputs.records import cut_records, read_records
from batch.inputs.table import pick_columns
from batch.inputs.text_file import TextFile
from batch.rows import Cell, RowGroup

_SAMPLED_LINES = 200
_SAMPLED_CHARACTERS = 1 << 20


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
        """A row holds them, or none."""
        return

    @property
    def decided(self) -> Mapping[str, str]:
        delimiter = DELIMITER_NAMES.get(self.delimiter, self.delimiter)
        return {"format": "delimited text", **self.text.decided, "delimiter": delimiter}

    def sample(self, limit: int) -> list[Sequence[Cell]]:
        return list(islice(chain.from_iterable(self._records()), limit))

    def groups(self, *, columns: Sequence[int], after: int) -> Iterator[RowGroup]:
        return pick_columns(self._records(), columns=columns, after=after)

    def texts(self) -> Iterator[tuple[Sequence[str], str]]:
        """Yield the cells of every record, and the text they were cut from, with its line end."""
        with self.text.open_as_is() as lines:
            if self.has_declaration:
                yield [], next(lines)
            for records, texts in cut_records(lines, self.delimiter):
                yield from zip(records, texts, strict=True)

    def _records(self) -> Iterator[list[list[str]]]:
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
