"""Makes Arrow of a table's rows: the one form that every output format is written from."""

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa

from batch.tables import Columns, ColumnType, OutputTable, Value

GROUP_ROWS = 20_000  # memory holds one group of each table, as Arrow keeps it
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
        self._table = table
        self._schema = arrow_schema(table)
        self._write = write
        self._packed: list[pa.Table] = []
        self._packed_rows = 0

    def add(self, rows: Columns) -> None:
        """Take in rows; of what they are read from nothing is kept."""
        columns = zip(self._table.values(rows), self._schema, strict=True)
        arrays = [_array(values, field.type) for values, field in columns]
        left = pa.Table.from_arrays(arrays, schema=self._schema)
        while left.num_rows:
            taken = left.slice(0, GROUP_ROWS - self._packed_rows)
            self._packed.append(taken)
            self._packed_rows += taken.num_rows
            left = left.slice(taken.num_rows)
            if self._packed_rows == GROUP_ROWS:
                self._hand_out()

    def finish(self) -> None:
        """Hand out the last group, if it has any row."""
        if self._packed:
            self._hand_out()

    def _hand_out(self) -> None:
        self._write(pa.concat_tables(self._packed).combine_chunks())
        self._packed.clear()
        self._packed_rows = 0


def _array(values: Sequence[Value], type_: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
    """Make Arrow of a column; most are empty in most batches, and looking for that takes a tenth of the time."""
    return pa.nulls(len(values), type_) if values.count(None) == len(values) else pa.array(values, type=type_)
