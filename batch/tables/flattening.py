"""Decides which rows an entry gives, and in which table each stands."""

from collections.abc import Iterator, Sequence
from typing import Any

from batch.tables.avtaleinnhold import AVTALEINNHOLD
from batch.tables.columns import OutputTable
from batch.tables.ektepakter import EKTEPAKTER
from batch.tables.errors import ERRORS
from batch.tables.oppslag import OPPSLAG
from batch.tables.records import OppslagRecord
from batch.tables.roller import ROLLER

RESULT_TABLES: tuple[OutputTable[Any], ...] = (OPPSLAG, EKTEPAKTER, ROLLER, AVTALEINNHOLD)
"""The tables written in every format asked for; `errors` is CSV always."""


def flatten(record: OppslagRecord) -> Iterator[tuple[OutputTable[Any], Sequence[Any]]]:
    """Yield what the rows of an entry are read from, with the table they belong to, in the order of the response."""
    own = (record,)
    yield OPPSLAG, own
    if not record.entry.outcome.kind.is_answer:
        yield ERRORS, own
    for ektepakt in record.ektepakter():
        yield EKTEPAKTER, (ektepakt,)
        yield ROLLER, ektepakt.roller
        yield AVTALEINNHOLD, ektepakt.avtaler()
