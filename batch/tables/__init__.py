"""The tables of a run (contract/tables.md): every column declared once, every row made from an entry."""

from batch.tables.annotation import ANNOTATION, OwnColumn, added_columns, added_names, annotation, own_column
from batch.tables.avtaleinnhold import AVTALEINNHOLD
from batch.tables.columns import LIST_SEPARATOR, Columns, ColumnType, OutputColumn, OutputTable, Reference, Row, Value
from batch.tables.ektepakter import EKTEPAKTER
from batch.tables.errors import ERRORS
from batch.tables.flattening import RESULT_TABLES, flatten
from batch.tables.oppslag import OPPSLAG
from batch.tables.records import OppslagRecord, read_entry
from batch.tables.roller import ROLLER

__all__ = [
    "ANNOTATION",
    "AVTALEINNHOLD",
    "EKTEPAKTER",
    "ERRORS",
    "LIST_SEPARATOR",
    "OPPSLAG",
    "RESULT_TABLES",
    "ROLLER",
    "ColumnType",
    "Columns",
    "OppslagRecord",
    "OutputColumn",
    "OutputTable",
    "OwnColumn",
    "Reference",
    "Row",
    "Value",
    "added_columns",
    "added_names",
    "annotation",
    "flatten",
    "own_column",
    "read_entry",
]
