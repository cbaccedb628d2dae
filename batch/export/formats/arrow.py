"""Makes Arrow of a table's rows: the one form that every output format is written from."""

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa

from batch.tables import ColumnType, OutputTable

GROUP_ROWS = 20_000  # memory holds one group of each table, as Arrow keeps it
_ROWS_AT_ONCE = 1_000  # rows that are Python objects, which take some twenty times as much
ARROW_TYPES = {
    ColumnType.TEXT: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.TIMESTAMP: pa.timestamp("us", tz="UTC"),
    ColumnType.TEXT_LIST: pa.list_(pa.string()),
}


def arrow_schema(table: OutputTable[Any]) -> pa.Schema:
    """Return the explicit schema of a table, with what each column holds; every column can be null."""
    return pa.schema(
        [
            pa.field(column.name, ARROW_TYPES[column.type], metadata={"description": column.description.en})
            for column in table.columns
        ]
    )


class ArrowGroups:
    """Gathers the rows of a table, and hands them out in groups of equal length."""

    def __init__(self, table: OutputTable[Any], write: Callable[[pa.Table], None]) -> None:
        self._table = table
        self._schema = arrow_schema(table)
        self._write = write
        self._records: list[Any] = []
        self._packed: list[pa.Table] = []
        self._packed_rows = 0

    def add(self, records: Sequence[Any]) -> None:
        """Take in what rows are read from."""
        self._records += records
        if len(self._records) >= _ROWS_AT_ONCE:
            self.pack()

    def pack(self) -> None:
        """Let go of what has been taken in: its rows are in Arrow then."""
        while self._records:
            count = min(_ROWS_AT_ONCE, GROUP_ROWS - self._packed_rows)
            columns = zip(self._table.values(self._records[:count]), self._schema, strict=True)
            arrays = [pa.array(values, type=field.type) for values, field in columns]
            self._packed.append(pa.Table.from_arrays(arrays, schema=self._schema))
            self._packed_rows += len(arrays[0])
            del self._records[:count]
            if self._packed_rows == GROUP_ROWS:
                self._hand_out()

    def finish(self) -> None:
        """Hand out the last group, if it has any row."""
        self.pack()
        if self._packed:
            self._hand_out()

    def _hand_out(self) -> None:
        self._write(pa.concat_tables(self._packed).combine_chunks())
        self._packed.clear()
        self._packed_rows = 0
