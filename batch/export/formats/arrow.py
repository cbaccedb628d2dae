"""Makes Arrow of a table's rows: the one form that every output format is written from."""

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa

from batch.tables import Columns, ColumnType, OutputTable, Value

GROUP_ROWS = 20_000  # memory holds one group of each table, as Arrow keeps it
_MOST_PIECES = 100  # where few have an ektepakt a group has thousands, each of which takes 30 KiB whatever is in it
ARROW_TYPES = {
    ColumnType.TEXT: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.TIMESTAMP: pa.timestamp("us", tz="UTC"),
    ColumnType.TEXT_LIST: pa.list_(pa.string()),
}


def arrow_schema(table: OutputTable) -> pa.Schema:
    """Return the explicit schema of a table, with what each column holds; every column can be null."""
    return pa.schema(
        [
            pa.field(column.name, ARROW_TYPES[column.type], metadata={"description": column.description.en})
            for column in table.columns
        ]
    )


class ArrowGroups:
    """Gathers the rows of a table, and hands them out in groups of equal length."""

    def __init__(self, table: OutputTable, write: Callable[[pa.Table], None]) -> None:
        self._columns = [(each.source, each.read, ARROW_TYPES[each.type]) for each in table.columns]
        self._schema = arrow_schema(table)
        self._write = write
        self._packed: list[pa.RecordBatch] = []
        self._packed_rows = 0

    def add(self, rows: Columns) -> None:
        """Take in rows; of what they are read from nothing is kept."""
        left = pa.RecordBatch.from_arrays([_array(rows, *column) for column in self._columns], schema=self._schema)
        while left.num_rows >= (room := GROUP_ROWS - self._packed_rows):
            self._packed.append(left.slice(0, room))
            self._hand_out()
            left = left.slice(room)
        self._packed.append(left)
        self._packed_rows += left.num_rows
        if len(self._packed) == _MOST_PIECES:
            self._packed = pa.Table.from_batches(self._packed).combine_chunks().to_batches()

    def finish(self) -> None:
        """Hand out the last group, if it has any row."""
        if self._packed_rows:
            self._hand_out()

    def _hand_out(self) -> None:
        self._write(pa.Table.from_batches(self._packed).combine_chunks())
        self._packed.clear()
        self._packed_rows = 0


def _array(rows: Columns, path: str, read: Callable[[Any], Value] | None, type_: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
    """Make Arrow of a column once, whatever tables it stands in: what is picked from other rows is taken of theirs."""
    if (array := rows.made.get((path, read))) is None:
        if (picked := rows.picked(path)) is None:
            array = _of_values(rows.values(path, read), type_)
        else:
            if (places := rows.made.get(picked.part)) is None:
                places = rows.made[picked.part] = pa.array(picked.places, type=pa.int32())
            array = _array(picked.others, picked.path, read, type_).take(places)
        rows.made[path, read] = array
    return array


def _of_values(values: Sequence[Value], type_: Any) -> Any:  # noqa: ANN401
    """Make Arrow of values; most columns are empty in most batches, and looking for that takes a tenth of the time."""
    is_empty = not values or (values[0] is None and values.count(None) == len(values))
    return pa.nulls(len(values), type_) if is_empty else pa.array(values, type=type_)
