"""The columns that an annotated copy of an input adds to each of its rows."""

from datetime import datetime

from batch.oppslag.gist import Gist
from batch.outcome import Entry
from batch.tables.advice import advise
from batch.tables.columns import LIST_SEPARATOR, ColumnType, OutputColumn, OutputTable

_TEXT = ColumnType.TEXT
_NO_GIST = Gist(None, (), None, None)


def _gist(entry: Entry) -> Gist:
    return entry.outcome.gist or _NO_GIST


def _avtaletyper(entry: Entry) -> str | None:
    return LIST_SEPARATOR.join(_gist(entry).avtaletyper) or None


def _siste_innkomst(entry: Entry) -> datetime | None:
    text = _gist(entry).siste_innkomst
    return None if text is None else datetime.fromisoformat(text)


def _feilmelding(entry: Entry) -> str | None:
    """Return what the register said, and where it said nothing what errors.csv advises."""
    return entry.outcome.feilmelding or advise(entry)


ANNOTATION: OutputTable[Entry] = OutputTable(
    "annotation",
    (
        OutputColumn("ektepakt_outcome", _TEXT, "outcome.kind.value"),
        OutputColumn("ektepakt_antall", ColumnType.INTEGER, lambda entry: _gist(entry).antall_ektepakt),
        OutputColumn("ektepakt_avtaletyper", _TEXT, _avtaletyper),
        OutputColumn("ektepakt_siste_innkomst", ColumnType.TIMESTAMP, _siste_innkomst),
        OutputColumn("ektepakt_repair", _TEXT, "subject.repair"),
        OutputColumn("ektepakt_feilmelding", _TEXT, _feilmelding),
    ),
)
"""Filled in for each identifier cell, so `repair` is that of the cell itself and not of the value's first one."""


def added_names(identifier_columns: int) -> tuple[str, ...]:
    """Name the added columns; where there are several identifier columns, each has its own, by its position from 1."""
    suffixes = [""] if identifier_columns == 1 else [f"_{position}" for position in range(1, identifier_columns + 1)]
    return tuple(f"{name}{suffix}" for suffix in suffixes for name in ANNOTATION.column_names)
