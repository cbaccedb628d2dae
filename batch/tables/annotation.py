"""The columns that an annotated copy of an input adds to each of its rows, and how they are known again."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from batch.options.export_options import Words
from batch.outcome import Entry, OutcomeKind
from batch.tables.advice import advise
from batch.tables.columns import LIST_SEPARATOR, ColumnType, OutputColumn, OutputTable, Value
from batch.tables.words.avtaletyper import avtaletype_said
from batch.tables.words.legend import HEADER_NOTES
from batch.tables.words.outcomes import OUTCOMES
from batch.tables.words.repairs import repair_said

SANDBOX_MARK = "SANDBOX"
"""Stands behind the name of the outcome's column, and in the copy's file name, where the answers are made up."""

_TEXT = ColumnType.TEXT


def _outcome(kind: OutcomeKind, words: Words | None) -> str:
    return kind.value if words is None else OUTCOMES[kind].by(words)


def _avtaletyper(codes: tuple[str, ...], words: Words | None) -> str | None:
    return LIST_SEPARATOR.join(codes if words is None else (avtaletype_said(code, words) for code in codes)) or None


def _siste_innkomst(text: str) -> datetime:
    """Return it in UTC, as the tables have it; the register writes the offset of that season."""
    return datetime.fromisoformat(text).astimezone(UTC)


def _repair(repair: str, words: Words | None) -> str | None:
    return repair if words is None else repair_said(repair, words)


def _feilmelding(entry: Entry, words: Words | None) -> str | None:
    """Return what the register said, or else what errors.csv advises; people read both, ours first."""
    said = entry.outcome.feilmelding
    if words is None:
        return said or advise(entry)
    own = advise(entry, words)
    return " ".join(filter(None, (own, said and f"(Ektepaktregisteret: {said})"))) or None


def annotation(words: Words | None) -> OutputTable:
    """Return the added columns, in the codes that programs read or in the words of a language for people.

    Filled in for each identifier cell, so `repair` is that of the cell itself and not of the value's first one.
    """

    def column(name: str, type_: ColumnType, source: str, read: Callable[..., Value] | None = None) -> OutputColumn:
        return OutputColumn(name, type_, source, HEADER_NOTES[name], read=read)

    return OutputTable(
        "annotation",
        (
            column("ektepakt_outcome", _TEXT, "entry.outcome.kind", partial(_outcome, words=words)),
            column("ektepakt_antall", ColumnType.INTEGER, "entry.outcome.gist.antall_ektepakt"),
            column("ektepakt_avtaletyper", _TEXT, "entry.outcome.gist.avtaletyper", partial(_avtaletyper, words=words)),
            column(
                "ektepakt_siste_innkomst",
                ColumnType.TIMESTAMP,
                "entry.outcome.gist.siste_innkomst",
                _siste_innkomst,
            ),
            column("ektepakt_repair", _TEXT, "entry.subject.repair", partial(_repair, words=words)),
            column("ektepakt_feilmelding", _TEXT, "entry", partial(_feilmelding, words=words)),
        ),
    )


ANNOTATION = annotation(None)
OUTCOME_COLUMN = ANNOTATION.column_names[0]
_OWN_NAME = re.compile(rf"({'|'.join(ANNOTATION.column_names)})(?:_([1-9][0-9]?))?(?: {SANDBOX_MARK})?", re.IGNORECASE)


class OwnColumn(NamedTuple):
    """One of the added columns: its name, and the position (from 1) of the identifier column that it is about."""

    name: str
    position: int


def added_columns(identifier_columns: int) -> tuple[OwnColumn, ...]:
    """List the added columns; where there are several identifier columns, each has its own."""
    positions = range(1, identifier_columns + 1)
    return tuple(OwnColumn(name, position) for position in positions for name in ANNOTATION.column_names)


def added_names(identifier_columns: int, *, is_sandbox: bool = False) -> tuple[str, ...]:
    """Name the added columns as they stand in the header: by position where there are several identifier columns."""
    numbered = identifier_columns > 1
    return tuple(
        f"{name}{f'_{position}' if numbered else ''}"
        f"{f' {SANDBOX_MARK}' if is_sandbox and name == OUTCOME_COLUMN else ''}"
        for name, position in added_columns(identifier_columns)
    )


def own_column(header: object) -> OwnColumn | None:
    """Return which of the added columns a header names, of a copy of any environment; None for the analyst's own."""
    found = _OWN_NAME.fullmatch(header.strip()) if isinstance(header, str) else None
    return OwnColumn(found[1].lower(), int(found[2] or 1)) if found else None
