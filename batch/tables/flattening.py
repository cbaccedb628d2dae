"""Decides which rows entries give, and in which table they stand."""

from collections.abc import Iterator, Sequence
from itertools import islice

from batch.tables.avtaleinnhold import AVTALEINNHOLD
from batch.tables.columns import Columns, OutputTable
from batch.tables.ektepakter import EKTEPAKTER
from batch.tables.errors import ERRORS
from batch.tables.oppslag import OPPSLAG
from batch.tables.records import NumberedEktepakt, OppslagRecord, ektepakt_rows
from batch.tables.roller import ROLLER

RESULT_TABLES: tuple[OutputTable, ...] = (OPPSLAG, EKTEPAKTER, ROLLER, AVTALEINNHOLD)
"""The tables written in every format asked for; `errors` is CSV always."""

_EKTEPAKTER_AT_ONCE = 250  # a single answer can have many times as many; memory holds these as Python objects


def flatten(records: Sequence[OppslagRecord]) -> Iterator[tuple[OutputTable, Columns]]:
    """Yield what rows of a table are read from, with the table, in the order of the entries and of each response."""
    yield OPPSLAG, Columns.of(records)
    if unanswered := [each for each in records if not each.entry.outcome.kind.is_answer]:
        yield ERRORS, Columns.of(unanswered)
    unread = _ektepakter(records)
    while numbered := list(islice(unread, _EKTEPAKTER_AT_ONCE)):
        rows = ektepakt_rows(numbered)
        yield EKTEPAKTER, rows.ektepakter
        yield ROLLER, rows.roller
        yield AVTALEINNHOLD, rows.avtaler


def _ektepakter(records: Sequence[OppslagRecord]) -> Iterator[NumberedEktepakt]:
    for entry, oppslag, _ in records:
        for index, ektepakt in enumerate(oppslag.ektepakt or (), 1):
            yield NumberedEktepakt(entry.subject.fnr, index, ektepakt)
