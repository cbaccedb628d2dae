"""Reads Parquet, some rows at a time."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import reduce
from math import inf
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from batch.cells.rows import Cell, RowGroup, StandIn
from batch.errors import DamagedInputError
from batch.inputs.sheet import without_first

_BATCH_ROWS = 8192  # bounds the memory, whatever the length of a row group
_EXACT_IN_32_BITS = 1 << 24  # beyond it a float of 32 bits can't tell a whole number from the next


@dataclass(frozen=True, slots=True, kw_only=True)
class ParquetSheet:
    """A Parquet file; its first data row is row 1."""

    path: Path
    names: tuple[str, ...]

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the footer. Raises InputError."""
        with _translated_errors(), open_parquet(path) as file:
            return cls(path=path, names=tuple(file.schema_arrow.names))

    @property
    def mixes_types(self) -> bool:
        """False: a column has one type."""
        return False

    @property
    def reading_notes(self) -> Mapping[str, str]:
        return {"format": "Parquet"}

    def sample(self, limit: int) -> list[Sequence[Cell]]:
        with _translated_errors(), open_parquet(self.path) as file:
            group = next(file.iter_batches(batch_size=limit), None)
            return [] if group is None else list(zip(*map(to_cells, group.columns), strict=True))

    def groups(self, *, columns: Sequence[int], after: int) -> Iterator[RowGroup]:
        return without_first(after, self._groups(columns))

    def _groups(self, columns: Sequence[int]) -> Iterator[RowGroup]:
        first = 1
        with _translated_errors(), open_parquet(self.path) as file:
            for group in file.iter_batches(batch_size=_BATCH_ROWS):
                cells = [to_cells(group.column(column)) for column in columns]
                yield from RowGroup(first=first, columns=cells, blanks=_blank_rows(group, columns)).parts()
                first += group.num_rows


def open_parquet(path: Path) -> Any:  # noqa: ANN401 - pyarrow ships no types
    """Open the file by its bytes: pyarrow makes UTF-8 of a path that is a text, which a name need not be."""
    return pq.ParquetFile(pa.OSFile(os.fsencode(path)))


@contextmanager
def _translated_errors() -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, UnicodeDecodeError) as error:
        raise DamagedInputError("Parquet") from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise DamagedInputError("Parquet") from error


def to_cells(array: Any) -> list[Cell]:  # noqa: ANN401 - pyarrow ships no types
    """Text stays text and numbers numbers, however the column is stored."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    values = _to_python(array)
    if pa.types.is_float16(array.type) or pa.types.is_float32(array.type):
        return list(map(_show_as_rounded, values))
    if _holds_cells(array.type):
        return values
    return [_to_cell(value) for value in values]


def _show_as_rounded(value: float | None) -> Cell:
    """Show only the digits that a float of 32 or 16 bits holds: the others of an identifier are gone.

    Printed in full it would be eleven digits, of which one in 50 are lawful, and somebody else's.
    """
    if value == inf:
        return StandIn.OVERFLOW
    return f"{value:.6E}" if value is not None and value >= _EXACT_IN_32_BITS else value


def _holds_cells(kind: Any) -> bool:  # noqa: ANN401 - pyarrow ships no types
    looks = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_floating)
    return any(look(kind) for look in looks)


def _to_python(array: Any) -> list[Any]:  # noqa: ANN401 - pyarrow ships no types
    """Show a date that Python can't hold as text, and what is no UTF-8 in a text as escapes."""
    try:
        values: list[Any] = array.to_pylist()
    except UnicodeDecodeError:
        values = [_to_cell(value) for value in array.cast(pa.large_binary()).to_pylist()]
    except (ValueError, OverflowError):
        values = array.cast(pa.string()).to_pylist()
    return values


def _to_cell(value: object) -> Cell:
    match value:
        case None:
            return None
        case bool() | date() | time() | timedelta():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case bytes():
            return value.decode("utf-8", "backslashreplace")
        case _:
            return str(value)


def _blank_rows(group: Any, columns: Sequence[int]) -> Sequence[bool]:  # noqa: ANN401 - pyarrow ships no types
    """Whether each row is wholly empty; the other columns are looked at only where an identifier is missing."""
    if not any(pc.any(_blank_cells(group.column(column))).as_py() for column in columns):
        return [False] * len(group)
    blanks: list[bool] = reduce(pc.and_, map(_blank_cells, group.columns)).to_pylist()
    return blanks


def _blank_cells(array: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        return pc.fill_null(pc.equal(pc.ascii_trim_whitespace(array), ""), fill_value=True)
    return array.is_null(nan_is_null=pa.types.is_floating(array.type))
