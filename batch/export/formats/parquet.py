"""Writes a table as Parquet, in row groups of equal length, so that equal rows give equal bytes."""

from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from batch.tables import ColumnType, OutputTable, Row

PARQUET_GROUP_ROWS = 20_000  # memory holds one group of each table, as Arrow keeps it
_ROWS_AT_ONCE = 1_000  # rows that are Python objects, which take some twenty times as much; divides a group
ARROW_TYPES = {
    ColumnType.TEXT: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.TIMESTAMP: pa.timestamp("us", tz="UTC"),
    ColumnType.TEXT_LIST: pa.list_(pa.string()),
}


def arrow_schema(table: OutputTable[Any]) -> pa.Schema:
    """Return the explicit schema of a table; every column can be null."""
    return pa.schema([(column.name, ARROW_TYPES[column.type]) for column in table.columns])


class ParquetTableWriter:
    """Takes rows one by one; memory holds one row group."""

    def __init__(self, file: BinaryIO, table: OutputTable[Any]) -> None:
        self._schema = arrow_schema(table)
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd")
        self._rows: list[Row] = []
        self._group: list[Any] = []

    def write(self, row: Row) -> None:
        self._rows.append(row)
        if len(self._rows) == _ROWS_AT_ONCE:
            self._pack()

    def close(self) -> None:
        if self._rows:
            self._pack()
        if self._group:
            self._write_group()
        self._writer.close()

    def _pack(self) -> None:
        columns = zip(*self._rows, strict=True)
        arrays = [pa.array(values, type=field.type) for values, field in zip(columns, self._schema, strict=True)]
        self._group.append(pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows.clear()
        if len(self._group) * _ROWS_AT_ONCE == PARQUET_GROUP_ROWS:
            self._write_group()

    def _write_group(self) -> None:
        group = pa.concat_tables(self._group).combine_chunks()  # one chunk, so that pages end where they always did
        self._writer.write_table(group, row_group_size=PARQUET_GROUP_ROWS)
        self._group.clear()
