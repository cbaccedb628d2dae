"""Reads delimited text, and reports rows with more cells than there are columns."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Self

from batch.cells.rows import Cell, RowGroup, StandIn, is_blank
from batch.inputs.sheet import pick_columns
from batch.inputs.text.delimiter import DELIMITER_NAMES, declared_delimiter, guess_delimiter
from batch.inputs.text.records import Records, cut_records, read_records
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
        delimiter = DELIMITER_NAMES.get(self.delimiter, self.delimiter)
        return {"format": "delimited text", **self.text.reading_notes, "delimiter": delimiter}

    def sample(self, limit: int) -> list[Sequence[Cell]]:
        return list(islice(chain.from_iterable(self._records()), limit))

    def groups(self, *, columns: Sequence[int], after: int) -> Iterator[RowGroup]:
        return pick_columns(_without_shifted(self._records(), self.width(after)), columns=columns, after=after)

    def width(self, header_rows: int) -> int:
        """Return how many cells a row has: as many as the header, or as most rows where those have more."""
        sample = self.sample(header_rows + _SAMPLED_LINES)
        header = len(sample[header_rows - 1]) if 0 < header_rows <= len(sample) else 0
        widths = Counter(map(len, sample[header_rows:]))
        return max(header, max(widths, key=lambda width: widths[width], default=0))

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


def _without_shifted(groups: Iterable[Records], width: int) -> Iterator[Records]:
    """Replace the cells of rows that have more than there are columns: nobody can tell which cell belongs where."""
    for group in groups:
        if max(map(len, group)) > width:
            yield [_report(width) if _has_surplus(record, width) else record for record in group]
        else:
            yield group


def _report(width: int) -> list[str]:
    return [StandIn.TOO_MANY_FIELDS] * width


def _has_surplus(record: Sequence[str], width: int) -> bool:
    return len(record) > width and not all(map(is_blank, record[width:]))


def _first_lines(text: TextFile) -> list[str]:
    first: list[str] = []
    with text.open() as lines:
        for line in islice(lines, _SAMPLED_LINES):
            first.append(line)
            if sum(map(len, first)) > _SAMPLED_CHARACTERS:
                break
    return first
