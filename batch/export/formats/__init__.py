"""The formats of a run's tables: one module for each, the only place that knows how it is laid on disk."""

from enum import StrEnum


class OutputFormat(StrEnum):
    """A format the tables can be written in; the value is the file's suffix too."""

    PARQUET = "parquet"
    CSV = "csv"
