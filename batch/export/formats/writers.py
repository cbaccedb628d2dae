"""Decides which writer lays a table on disk, by the format asked for: a new output format is one more line here."""

from collections.abc import Callable
from typing import Any, BinaryIO, Protocol

import pyarrow as pa

from batch.export.formats.delimited import CsvTableWriter
from batch.export.formats.parquet import ParquetTableWriter
from batch.options.export_options import OutputFormat
from batch.tables import OutputTable


class TableWriter(Protocol):
    """Writes one table to one file."""

    def write(self, group: pa.Table) -> None: ...

    def close(self) -> None:
        """Write what is still buffered; the file itself is closed by the caller that opened it."""
        ...


TABLE_WRITERS: dict[OutputFormat, Callable[[BinaryIO, OutputTable[Any]], TableWriter]] = {
    OutputFormat.PARQUET: ParquetTableWriter,
    OutputFormat.CSV: CsvTableWriter,
}
