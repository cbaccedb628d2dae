"""Writes a table as Parquet, with what its columns hold and which run it is of in the metadata.

Each group of rows is a row group, so that equal rows give equal bytes.
"""

import json
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from batch.export.about_run import AboutRun
from batch.export.formats.arrow import arrow_schema
from batch.tables import OutputTable


class ParquetTableWriter:
    """Takes rows group by group; each must be one chunk, so that pages end where they always did."""

    def __init__(self, file: BinaryIO, table: OutputTable, about: AboutRun) -> None:
        told = {name: value if isinstance(value, str) else json.dumps(value) for name, value in about.as_json().items()}
        self._writer = pq.ParquetWriter(file, arrow_schema(table).with_metadata(told), compression="zstd")

    def write(self, group: pa.Table) -> None:
        self._writer.write_table(group, row_group_size=group.num_rows)

    def close(self) -> None:
        self._writer.close()
