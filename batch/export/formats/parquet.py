"""Writes a table as Parquet, in row groups of equal length, so that equal rows give equal bytes."""

from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from batch.tables import ColumnType, OutputTable, Row

PARQUET_GROUP_ROWS = 20_000  # memory holds one group of each table
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
        self._group: list[Row] = []

    def write(self, row: Row) -> None:
        self._group.append(row)
        if len(self._group) == PARQUET_GROUP_ROWS:
            self._write_group()

    def close(self) -> None:
        if self._group:
            self._write_group()
        self._writer.close()

    def _write_group(self) -> None:
        columns = zip(*self._group, strict=True)
        arrays = [pa.array(values, type=field.type) for values, field in zip(columns, self._schema, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema), row_group_size=PARQUET_GROUP_ROWS)
        self._group.clear()
