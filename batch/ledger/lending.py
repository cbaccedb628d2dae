"""Reads what the ledger of another run knows about the lookups of this one, whichever version made it."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from sqlite3 import Connection

from batch.ledger.database import wrong_version
from batch.ledger.rows import queries
from batch.ledger.rows.row_values import EntryRow, copied_outcome_values
from batch.ledger.rows.verification import whole_entry
from batch.ledger.rows.version_3 import ENTRY_ROW, VERSION_3, as_of_now

LEDGER_VERSION = 4
"""Of the tables in schema.sql; of others only version 3 is read."""

_LENT = """
    SELECT {columns}, own.lookup_id
    FROM main.lookup AS own JOIN earlier.lookup AS lookup USING (subject)
         JOIN earlier.outcome AS outcome ON outcome.lookup_id = lookup.lookup_id
         LEFT JOIN earlier.input_file AS input_file ON input_file.file_id = lookup.file_id
    {condition}"""


def can_lend(version: int) -> bool:
    return version in {VERSION_3, LEDGER_VERSION}


def lent_rows(
    connection: Connection, condition: str, values: Mapping[str, str], path: Path, *, version: int
) -> Iterator[EntryRow]:
    """Yield the outcomes in the attached ledger `earlier` that fulfil a condition, under the numbers of this ledger.

    Raises LedgerCorruptError for a ledger of a version that is not read, or in which a byte of one of them has changed.
    """
    if not can_lend(version):
        raise wrong_version(path, found=version, wanted=LEDGER_VERSION)
    columns = ENTRY_ROW if version == VERSION_3 else EntryRow()
    query = _LENT.format(columns=", ".join(columns), condition=condition)
    for *found, own_id in connection.execute(query, values):
        row = as_of_now(EntryRow._make(found), path) if version == VERSION_3 else whole_entry(tuple(found), path)
        yield row._replace(lookup_id=own_id)


def reused(row: EntryRow, run_id: str) -> EntryRow:
    """Return an outcome that cost this run no attempt; a copy of a copy names the run that asked."""
    return row._replace(attempts=0, reused_from=row.reused_from or run_id)


def take_over(connection: Connection, rows: Iterable[EntryRow]) -> None:
    """Give lookups these outcomes, but those that have one."""
    for row in rows:
        connection.execute(queries.COPY, copied_outcome_values(row))
