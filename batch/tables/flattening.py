"""Decides which rows an entry gives, and in which table each stands."""

from collections.abc import Iterator
from typing import Any

from batch.tables.avtaleinnhold import AVTALEINNHOLD
from batch.tables.columns import OutputTable, Row
from batch.tables.ektepakter import EKTEPAKTER
from batch.tables.errors import ERRORS
from batch.tables.oppslag import OPPSLAG
from batch.tables.records import OppslagRecord
from batch.tables.roller import ROLLER

RESULT_TABLES: tuple[OutputTable[Any], ...] = (OPPSLAG, EKTEPAKTER, ROLLER, AVTALEINNHOLD)
"""The tables written in every format asked for; `errors` is CSV always."""


def flatten(record: OppslagRecord) -> Iterator[tuple[OutputTable[Any], Row]]:
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
