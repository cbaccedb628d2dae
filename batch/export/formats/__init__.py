"""The files of a run: one module for each format; the only place that knows how they are laid on disk."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, BinaryIO, Protocol

from batch.export.files import WrittenFile, point_link, whole_file, written
from batch.export.formats.delimited import CsvTableWriter
from batch.export.formats.parquet import ParquetTableWriter
from batch.tables import Row, Table


class OutputFormat(StrEnum):
    """A format the tables can be written in; the value is the file's suffix too."""

    PARQUET = "parquet"
    CSV = "csv"


class TableWriter(Protocol):
    """Writes one table to one file."""

    def write(self, row: Row) -> None: ...

    def close(self) -> None:
        """Write what is still held back; the file itself is closed by whoever opened it."""
        ...


TABLE_WRITERS: dict[OutputFormat, Callable[[BinaryIO, Table[Any]], TableWriter]] = {
    OutputFormat.PARQUET: ParquetTableWriter,
    OutputFormat.CSV: CsvTableWriter,
}

__all__ = ["TABLE_WRITERS", "OutputFormat", "TableWriter", "WrittenFile", "point_link", "whole_file", "written"]
