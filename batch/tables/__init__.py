"""The tables of a run (contract/tables.md): every column declared once, every row made from an entry."""

from collections.abc import Iterator
from typing import Any

from batch.tables.annotation import ANNOTATION, added_names
from batch.tables.avtaleinnhold import AVTALEINNHOLD
from batch.tables.columns import LIST_SEPARATOR, Column, ColumnType, Row, Table, Value
from batch.tables.ektepakter import EKTEPAKTER
from batch.tables.oppslag import ERRORS, OPPSLAG
from batch.tables.records import OppslagRecord, read_entry
from batch.tables.roller import ROLLER

RESULT_TABLES: tuple[Table[Any], ...] = (OPPSLAG, EKTEPAKTER, ROLLER, AVTALEINNHOLD)
"""The tables written in every format asked for; `errors` is CSV always."""


def flatten(record: OppslagRecord) -> Iterator[tuple[Table[Any], Row]]:
    """Yield every row that an entry gives, with the table it belongs to, in the order of the response."""
    yield OPPSLAG, OPPSLAG.row(record)
    if not record.entry.outcome.kind.is_answer:
        yield ERRORS, ERRORS.row(record)
    for ektepakt in record.ektepakter():
        yield EKTEPAKTER, EKTEPAKTER.row(ektepakt)
        for rolle in ektepakt.roller():
            yield ROLLER, ROLLER.row(rolle)
        for avtale in ektepakt.avtaler():
            yield AVTALEINNHOLD, AVTALEINNHOLD.row(avtale)


__all__ = [
    "ANNOTATION",
    "AVTALEINNHOLD",
    "EKTEPAKTER",
    "ERRORS",
    "LIST_SEPARATOR",
    "OPPSLAG",
    "RESULT_TABLES",
    "ROLLER",
    "Column",
    "ColumnType",
    "OppslagRecord",
    "Row",
    "Table",
    "Value",
    "added_names",
    "flatten",
    "read_entry",
]
