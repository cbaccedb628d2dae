"""The columns that an annotated copy of an input adds to each of its rows."""

from datetime import datetime

from batch.oppslag.ektepakt import parse_tidspunkt
from batch.tables.advice import advise
from batch.tables.columns import LIST_SEPARATOR, ColumnType, OutputColumn, OutputTable
from batch.tables.records import OppslagRecord

_TEXT = ColumnType.TEXT


def _avtaletyper(record: OppslagRecord) -> str | None:
    """Name each type once, those of a role too, in the order of the response."""
    named = (each.avtale.avtaletype for ektepakt in record.ektepakter() for each in ektepakt.avtaler())
    return LIST_SEPARATOR.join(dict.fromkeys(filter(None, named))) or None


def _siste_innkomst(record: OppslagRecord) -> datetime | None:
    texts = (each.innkomsttidspunkt for each in record.oppslag.ektepakt or ())
    moments = (parse_tidspunkt(text) for text in texts if text is not None)
    return max((moment for moment in moments if moment is not None), default=None)


def _feilmelding(record: OppslagRecord) -> str | None:
    """Return what the register said, and where it said nothing what errors.csv advises."""
    return record.entry.outcome.feilmelding or advise(record.entry)


ANNOTATION: OutputTable[OppslagRecord] = OutputTable(
    "annotation",
    (
        OutputColumn("ektepakt_outcome", _TEXT, lambda record: record.entry.outcome.kind.value),
        OutputColumn("ektepakt_antall", ColumnType.INTEGER, lambda record: record.oppslag.antall_ektepakt),
        OutputColumn("ektepakt_avtaletyper", _TEXT, _avtaletyper),
        OutputColumn("ektepakt_siste_innkomst", ColumnType.TIMESTAMP, _siste_innkomst),
        OutputColumn("ektepakt_repair", _TEXT, lambda record: record.entry.subject.repair),
        OutputColumn("ektepakt_feilmelding", _TEXT, _feilmelding),
    ),
)
"""Filled in for each identifier cell, so `repair` is that of the cell itself and not of the value's first one."""


def added_names(identifier_columns: int) -> tuple[str, ...]:
    """Name the added columns; where there are several identifier columns, each has its own, by its position from 1."""
    suffixes = [""] if identifier_columns == 1 else [f"_{position}" for position in range(1, identifier_columns + 1)]
    return tuple(f"{name}{suffix}" for suffix in suffixes for name in ANNOTATION.column_names)
