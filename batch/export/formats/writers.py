"""Decides which writer lays a table on disk, by the format asked for."""

from typing import BinaryIO, Literal, Protocol, assert_never

import pyarrow as pa

from batch.export.about_run import AboutRun
from batch.export.formats.delimited import CsvDialect, CsvTableWriter
from batch.export.formats.parquet import ParquetTableWriter
from batch.options.export_options import OutputFormat
from batch.tables import OutputTable

TableFormat = Literal[OutputFormat.PARQUET, OutputFormat.CSV]
"""A format in which each table is a file of its own; a workbook holds all of them (export/book)."""

TABLE_FORMATS: tuple[TableFormat, ...] = (OutputFormat.PARQUET, OutputFormat.CSV)


class TableWriter(Protocol):
    """Writes one table to one file, or to its sheets of a workbook."""

    def write(self, group: pa.Table) -> None: ...

    def close(self) -> None:
        """Write what is still buffered; the file itself is closed by the caller that opened it."""
        ...


def table_writer(
    format_: TableFormat, file: BinaryIO, table: OutputTable, *, about: AboutRun, dialect: CsvDialect
) -> TableWriter:
    match format_:
        case OutputFormat.PARQUET:
            return ParquetTableWriter(file, table, about)
        case OutputFormat.CSV:
            return CsvTableWriter(file, table, dialect)
        case _:
            assert_never(format_)
