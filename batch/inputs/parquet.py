"""Reads Parquet, some rows at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import reduce
from itertools import islice, repeat
from math import inf
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc

from batch.cells.rows import Cell, RowGroup, StandIn
from batch.inputs.parquet_file import ParquetColumns
from batch.inputs.sheet import note_nested, without_first

_BATCH_ROWS = 8192
_LONGEST_CELL = 131_072  # as in a text file, where the csv module draws the line by itself
_EXACT_IN_32_BITS = 1 << 24  # beyond it a float of 32 bits can't tell a whole number from the next
_NESTED = "(a list or a struct)"  # never read: no identifier stands in one, and what is in it can't be told beforehand


@dataclass(frozen=True, slots=True, kw_only=True)
class ParquetSheet:
    """A Parquet file; its first data row is row 1."""

    path: Path
    names: tuple[str, ...]
    nested: tuple[str, ...]  #: names of the columns that hold lists or structs

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the footer. Raises InputError."""
        with ParquetColumns.open(path) as opened:
            nested = tuple(field.arrow.name for field in opened.fields if field.is_nested)
            return cls(path=path, names=tuple(field.arrow.name for field in opened.fields), nested=nested)

    @property
    def mixes_types(self) -> bool:
        """False: a column has one type."""
        return False

    @property
    def reading_notes(self) -> Mapping[str, str]:
        return {"format": "Parquet", **note_nested(self.nested)}

    def sample(self, limit: int) -> list[Sequence[Cell]]:
        rows: list[Sequence[Cell]] = []
        with ParquetColumns.open(self.path) as opened:
            for batch, flat in _batches_of_all(opened, limit):
                cells = dict(zip(flat, map(to_cells, batch.columns), strict=True))
                nested: list[Cell] = [_NESTED] * batch.num_rows
                rows += zip(*(cells.get(index, nested) for index in range(len(opened.fields))), strict=True)
                if len(rows) >= limit:
                    break
        return rows[:limit]

    def groups(self, *, columns: Sequence[int], after: int) -> Iterator[RowGroup]:
        return without_first(after, self._groups(columns))

    def _groups(self, columns: Sequence[int]) -> Iterator[RowGroup]:
        first = 1
        if not self.names:
            return
        with ParquetColumns.open(self.path) as opened:
            for row_group in opened.row_groups:
                blanks = _Blanks(opened, row_group)
                for batch in opened.batches(columns, row_group, most_rows=_BATCH_ROWS):
                    by_column = dict(zip(sorted(columns), batch.columns, strict=True))
                    cells = [to_cells(by_column[column]) for column in columns]
                    yield from RowGroup(first=first, columns=cells, blanks=blanks.of(batch)).parts()
                    first += batch.num_rows


def _batches_of_all(opened: ParquetColumns, most_rows: int) -> Iterator[tuple[Any, list[int]]]:
    flat = [index for index, field in enumerate(opened.fields) if not field.is_nested]
    for row_group in opened.row_groups:
        for batch in opened.batches(flat, row_group, most_rows=most_rows):
            yield batch, flat


class _Blanks:
    """Tells which rows of a row group are wholly empty; other columns are read only once an identifier is missing."""

    def __init__(self, opened: ParquetColumns, row_group: int) -> None:
        self._opened = opened
        self._row_group = row_group
        self._row = 0
        self._all: Iterator[bool] | None = None
        self._at = 0

    def of(self, batch: Any) -> Sequence[bool]:  # noqa: ANN401 - pyarrow ships no types
        """Say it of the rows that follow those of the last batch."""
        first, self._row = self._row, self._row + batch.num_rows
        if not any(pc.any(_blank_cells(column)).as_py() for column in batch.columns):
            return [False] * batch.num_rows
        self._all = self._of_all() if self._all is None else self._all
        found = list(islice(self._all, first - self._at, self._row - self._at))
        self._at = self._row
        return found

    def _of_all(self) -> Iterator[bool]:
        """What is nested is not read: a row with it is reported, lest one with anything in it be passed over."""
        fields = self._opened.fields
        flat = [index for index, field in enumerate(fields) if not field.is_nested]
        for batch in self._opened.batches(flat, self._row_group, most_rows=_BATCH_ROWS):
            if len(flat) < len(fields):
                yield from repeat(False, batch.num_rows)
            else:
                yield from reduce(pc.and_, map(_blank_cells, batch.columns)).to_pylist()


def to_cells(array: Any) -> list[Cell]:  # noqa: ANN401 - pyarrow ships no types
    """Text stays text and numbers numbers, however the column is stored."""
    array = _plain(array)
    if pa.types.is_dictionary(array.type):
        return _look_up(array)
    if (is_long := _too_long(array)) is not None:
        others = to_cells(pc.if_else(is_long, pa.scalar(None, array.type), array))
        return [StandIn.TOO_LONG if long else cell for long, cell in zip(is_long.to_pylist(), others, strict=True)]
    values = _to_python(array)
    if pa.types.is_float16(array.type) or pa.types.is_float32(array.type):
        return list(map(_show_as_rounded, values))
    if _holds_cells(array.type):
        return values
    return [_to_cell(value) for value in values]


def _too_long(array: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
    """Say which values are longer than a cell of a text file may be; None where none is."""
    kind = array.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        length = pc.utf8_length(array)
    elif pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        length = pc.binary_length(array)
    else:
        return None
    is_long = pc.fill_null(pc.greater(length, _LONGEST_CELL), fill_value=False)
    return is_long if pc.any(is_long).as_py() else None


def _look_up(array: Any) -> list[Cell]:  # noqa: ANN401 - pyarrow ships no types
    """Let all rows with one value share it."""
    codes = array.indices.dictionary_encode()
    values = to_cells(array.dictionary.take(codes.dictionary))
    return [None if code is None else values[code] for code in codes.indices.to_pylist()]


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


def _plain(array: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
    """Return the values in a form that Arrow computes with."""
    if isinstance(array.type, pa.BaseExtensionType):
        return _plain(array.storage)
    if pa.types.is_run_end_encoded(array.type):
        return _plain(pc.run_end_decode(array))
    if pa.types.is_string_view(array.type):
        return array.cast(pa.large_string())
    return array.cast(pa.large_binary()) if pa.types.is_binary_view(array.type) else array


def _blank_cells(array: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
    array = _plain(array)
    if pa.types.is_dictionary(array.type):
        return pc.fill_null(_blank_cells(array.dictionary).take(array.indices), fill_value=True)
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        try:
            shown = pc.utf8_trim_whitespace(array)
        except pa.ArrowInvalid:  # a text in it is no UTF-8
            shown = pa.array(map(str.strip, _to_python(array.fill_null(""))))
        return pc.fill_null(pc.equal(shown, ""), fill_value=True)
    return array.is_null(nan_is_null=pa.types.is_floating(array.type))
