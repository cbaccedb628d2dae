"""Takes identifiers as Python holds them: frames of any library, series, arrays and lists, as columns of Arrow."""

import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import pyarrow as pa

from batch.api.cells import mixed_cells
from batch.errors import ColumnError

LIST_COLUMN = "fnr"
"""The column of what has none of its own: a series, an array, a list."""

_MISSING = frozenset({"NoneType", "NAType", "NaTType"})
_ROWS = (Mapping, list, tuple, set, frozenset)
_NEITHER = "is neither a frame, a series, an array, nor a list of identifiers"


def names_of(column: object) -> tuple[str, ...]:
    """Return the columns that somebody names, one or several. Raises TypeError for what is no name."""
    names = (column,) if isinstance(column, str) else tuple(column) if isinstance(column, Iterable) else column
    if names is None:
        return ()
    if not isinstance(names, tuple) or not all(isinstance(each, str) for each in names):
        raise TypeError("column is the name of a column, or a list of names")
    return names


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Columns by name, of one length: an Arrow array each, or a list where one holds numbers and texts."""

    names: Sequence[str]
    columns: Sequence[Any]
    row_count: int
    is_frame: bool = True  #: it has columns among which to choose

    @classmethod
    def of(cls, given: object) -> Self:
        """Take what the caller has. Raises TypeError for what holds no identifiers."""
        pandas = sys.modules.get("pandas")  # who has a frame of it has imported it
        if pandas is not None and isinstance(given, pandas.DataFrame):
            columns = [_column(given.iloc[:, place]) for place in range(given.shape[1])]
            return cls(names=[str(name) for name in given.columns], columns=columns, row_count=len(given))
        if pandas is not None and isinstance(given, pandas.Series | pandas.Index):
            return cls._of_one(given)
        if hasattr(given, "__arrow_c_stream__"):
            return cls._of_arrow(given)
        if hasattr(given, "__dataframe__"):
            from pyarrow.interchange import from_dataframe  # noqa: PLC0415 - for libraries from before Arrow's protocol

            return cls._of_table(from_dataframe(given))
        return cls._of_one(_flat(given))

    @classmethod
    def _of_arrow(cls, given: Any) -> Self:  # noqa: ANN401 - whatever has the protocol
        """Tell a frame from a series by its type: a frame's rows are structs."""
        stream = pa.chunked_array(given)
        if not pa.types.is_struct(stream.type):
            return cls._of_one(stream)
        fields = pa.schema(list(stream.type))
        return cls._of_table(
            pa.Table.from_batches([pa.RecordBatch.from_struct_array(c) for c in stream.chunks], fields)
        )

    @classmethod
    def _of_table(cls, table: Any) -> Self:  # noqa: ANN401 - pyarrow ships no types
        return cls(names=table.column_names, columns=[_column(each) for each in table.columns], row_count=len(table))

    @classmethod
    def _of_one(cls, values: Any) -> Self:  # noqa: ANN401
        return cls(names=[LIST_COLUMN], columns=[_column(values)], row_count=len(values), is_frame=False)

    def places(self, wanted: Sequence[str]) -> list[int]:
        """Return where columns of these names stand. Raises ColumnError for a name that none or several have."""
        for name in wanted:
            if name not in self.names:
                there = ", ".join(f"“{each}”" for each in self.names[:8]) or "none"
                raise ColumnError(
                    "the frame has no column of that name", remedy=f"name one of those there are: {there}"
                )
            if (count := self.names.count(name)) > 1:
                raise ColumnError(
                    f"the frame has {count} columns called “{name}”", remedy="give each a name of its own"
                )
        return [place for place, name in enumerate(self.names) if name in wanted]

    def picked(self, places: Iterable[int]) -> "Given":
        """Keep some of the columns."""
        places = list(places)
        names, columns = [self.names[each] for each in places], [self.columns[each] for each in places]
        return Given(names=names, columns=columns, row_count=self.row_count, is_frame=self.is_frame)

    def head(self, count: int) -> "Given":
        """Keep the first rows."""
        columns = [each[:count] for each in self.columns]
        return Given(names=self.names, columns=columns, row_count=min(count, self.row_count), is_frame=self.is_frame)


def _flat(given: object) -> Any:  # noqa: ANN401
    """Return the elements of an array of one dimension, or of any iterable that is no text and no mapping."""
    if isinstance(given, str | bytes | bytearray | Mapping) or not isinstance(given, Iterable):
        raise TypeError(f"{type(given).__name__} {_NEITHER}")
    dimensions = getattr(given, "ndim", 1)
    if dimensions != 1:
        raise TypeError(f"an array of {dimensions} dimensions {_NEITHER}")
    held: Any = given if hasattr(given, "dtype") else list(given)
    if len(held) and all(isinstance(each, _ROWS) for each in held):
        raise TypeError("a list of rows is no list of identifiers; make a frame of it")
    return held


def _column(values: Any) -> Any:  # noqa: ANN401
    """Make Arrow of a column; one that mixes types stays a list: its numbers and texts are damaged differently."""
    if isinstance(values, pa.Array | pa.ChunkedArray):
        array = values
    else:
        held = list(values) if isinstance(values, list) or str(getattr(values, "dtype", "object")) == "object" else []
        if _mixes_types(held):
            return mixed_cells(held)
        try:
            array = pa.array(values, from_pandas=True)
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            return mixed_cells(list(values))
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return _as_parquet_holds_it(array)


def _as_parquet_holds_it(array: Any) -> Any:  # noqa: ANN401
    """Return the values of categories, and texts as Parquet has them; of what is neither text nor number, cells."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return _as_parquet_holds_it(array.dictionary).take(array.indices)
    if pa.types.is_string_view(kind):  # polars hands these out
        return array.cast(pa.large_string())
    is_plain = pa.types.is_primitive(kind) and not (pa.types.is_duration(kind) or pa.types.is_interval(kind))
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return array if is_plain or is_text or pa.types.is_decimal(kind) else mixed_cells(array.to_pylist())


def _mixes_types(held: Sequence[object]) -> bool:
    """Whether it holds objects of more than one type: Arrow would make floats of whole numbers beside one."""
    kinds = {kind for kind in map(type, held) if kind.__name__ not in _MISSING}
    if float in kinds and all(math.isnan(each) for each in held if type(each) is float):
        kinds.remove(float)  # NaN is how pandas holds nothing
    return len(kinds) > 1
