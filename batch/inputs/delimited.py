"""Reads delimited text, whatever its delimiter."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Self

from batch.errors import InputError
from batch.inputs.delimiter import DELIMITER_NAMES, declared_delimiter, guess_delimiter
from batch.inputs.table import pick_columns
from batch.inputs.text_encoding import detect_encoding
from batch.rows import Cell, InputRow

_SAMPLED_LINES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DelimitedText:
    """A text file whose records are lines, or several lines where quotes hold a line break."""

    path: Path
    encoding: str
    delimiter: str
    has_declaration: bool  #: the first line is Excel's `sep=;`

    @classmethod
    def open(cls, path: Path) -> Self:
        """Find encoding and delimiter. Raises InputError."""
        encoding = detect_encoding(path)
        with path.open(encoding=encoding, newline="") as file:
            lines = list(islice(file, _SAMPLED_LINES))
        declared = declared_delimiter(lines[0]) if lines else None
        delimiter = declared or guess_delimiter(lines)
        return cls(path=path, encoding=encoding, delimiter=delimiter, has_declaration=declared is not None)

    @property
    def names(self) -> None:
        """A row holds them, or none."""
        return

    @property
    def decided(self) -> Mapping[str, str]:
        delimiter = DELIMITER_NAMES.get(self.delimiter, self.delimiter)
        return {"format": "delimited text", "encoding": self.encoding, "delimiter": delimiter}

    def sample(self, limit: int) -> list[Sequence[Cell]]:
        return list(islice(self._records(), limit))

    def rows(self, *, columns: Sequence[int], after: int) -> Iterator[InputRow]:
        return pick_columns(self._records(), columns=columns, after=after)

    def _records(self) -> Iterator[list[str]]:
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            try:
                if self.has_declaration:
                    next(reader)
                    yield []
                yield from reader
            except (csv.Error, UnicodeError) as error:
                where = f"{self.path.name}: can't be read on at line {reader.line_num}"
                raise InputError(f"{where} ({_why(error)})") from error


def _why(error: csv.Error | UnicodeError) -> str:
    """A UnicodeError's own text may quote the bytes of a cell."""
    return error.reason if isinstance(error, UnicodeDecodeError) else str(error)
