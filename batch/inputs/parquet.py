"""Reads Parquet, row group by row group."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import reduce
from itertools import islice
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from batch.errors import InputError
from batch.inputs.table import make_rows
from batch.rows import Cell, InputRow, is_blank

_BATCH_ROWS = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class ParquetTable:
    """A Parquet file; its first data row is row 1."""

    path: Path
    names: tuple[str, ...]

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the footer. Raises InputError."""
        try:
            with pq.ParquetFile(path) as file:
                return cls(path=path, names=tuple(file.schema_arrow.names))
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{path.name}: can't be read as Parquet; it is damaged or not complete") from error

    @property
    def decided(self) -> Mapping[str, str]:
        return {"format": "Parquet"}

    def sample(self, limit: int) -> list[Sequence[Cell]]:
        for batch in self._batches(limit):
            return list(zip(*map(_to_cells, batch.columns), strict=True))
        return []

    def rows(self, *, columns: Sequence[int], after: int) -> Iterator[InputRow]:
        number = 1
        for batch in self._batches(_BATCH_ROWS):
            cells = [_to_cells(batch.column(column)) for column in columns]
            rows = make_rows(number, cells, _blank_rows(batch, cells))
            yield from islice(rows, max(0, after - number + 1), None)
            number += batch.num_rows

    def _batches(self, batch_rows: int) -> Iterator[Any]:
        try:
            with pq.ParquetFile(self.path) as file:
                yield from file.iter_batches(batch_size=batch_rows)
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{self.path.name}: can't be read on as Parquet; it is damaged") from error


def _to_cells(array: Any) -> list[Cell]:  # noqa: ANN401 - pyarrow ships no types
    """Text stays text and numbers numbers, however the column is stored."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    values = _to_python(array)
    if _holds_cells(array.type):
        return values
    return [None if value is None else _to_cell(value) for value in values]


def _holds_cells(kind: Any) -> bool:  # noqa: ANN401 - pyarrow ships no types
    looks = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_floating)
    return any(look(kind) for look in looks)


def _to_python(array: Any) -> list[Any]:  # noqa: ANN401 - pyarrow ships no types
    try:
        values: list[Any] = array.to_pylist()
    except (ValueError, OverflowError):  # a date that Python can't hold
        values = array.cast(pa.string()).to_pylist()
    return values


def _to_cell(value: object) -> Cell:
    match value:
        case bool() | date() | time() | timedelta():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case bytes():
            return value.decode("utf-8", "backslashreplace")
        case _:
            return str(value)


def _blank_rows(batch: Any, cells: Sequence[Sequence[Cell]]) -> list[bool]:  # noqa: ANN401 - pyarrow ships no types
    """Whether each row is wholly empty; the other columns are looked at only where an identifier is missing."""
    if not any(is_blank(cell) for column in cells for cell in column):
        return [False] * batch.num_rows
    blanks: list[bool] = reduce(pc.and_, map(_blank_cells, batch.columns)).to_pylist()
    return blanks


def _blank_cells(array: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        return pc.fill_null(pc.equal(pc.utf8_trim_whitespace(array), ""), fill_value=True)
    return array.is_null(nan_is_null=pa.types.is_floating(array.type))
