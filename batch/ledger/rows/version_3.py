"""Reads what the version before wrote: ledgers without checksums, in which only the bodies say what was answered."""

from collections.abc import Iterable
from pathlib import Path
from sqlite3 import Connection

from batch.errors import BadResponseError
from batch.ledger.database import damaged, values_read
from batch.ledger.rows import queries
from batch.ledger.rows.checksums import add_checksum_function, body_checksum
from batch.ledger.rows.row_values import (
    FILE_COLUMNS,
    LOOKUP_COLUMNS,
    AttemptedRow,
    CellRow,
    EntryRow,
    copied_outcome_values,
    gist_columns,
)
from batch.ledger.rows.verification import check_count, check_structure, damaged_row
from batch.oppslag.decoding import decode_oppslag
from batch.oppslag.gist import Gist, gist_of
from batch.outcome import OutcomeKind

VERSION_3 = 3
_TABLES = ("run", "input_file", "lookup", "input_row", "outcome", "left_out", "attempted")
_ANSWERS = frozenset(kind.value for kind in OutcomeKind if kind.is_answer)
_NOT_THERE = ("lookup_checksum", "outcome_checksum", *Gist._fields, "body_checksum")
ENTRY_ROW = EntryRow(**dict.fromkeys(_NOT_THERE, "NULL"))
"""The SELECT list for an entry of that version; its rows go through `as_of_now`."""


def as_of_now(row: EntryRow, path: Path) -> EntryRow:
    """Return a row with what this version notes of an answer. Raises LedgerCorruptError for one about somebody else."""
    if row.kind in _ANSWERS:
        try:
            oppslag = decode_oppslag(row.body or b"").oppslag
        except BadResponseError:
            raise damaged_row(path, row.source, row.row, "its answer can't be read") from None
        if oppslag.rolleinnehaver != row.fnr:
            raise damaged_row(path, row.source, row.row, "its answer is about somebody else")
        row = row._replace(**dict(zip(Gist._fields, gist_columns(gist_of(oppslag)), strict=True)))
    return row._replace(body_checksum=body_checksum(row.body))


def migrate(connection: Connection, path: Path, schema: str) -> None:
    """Turn a ledger of that version into one of this, in one transaction. Raises LedgerCorruptError."""
    with values_read(path):
        _check_that_it_is_one(connection, path)
        add_checksum_function(connection)
        try:
            connection.executescript(f"BEGIN IMMEDIATE;\n{_renamed()}\n{schema}")
            _fill(connection, path)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _check_that_it_is_one(connection: Connection, path: Path) -> None:
    """Refuse a ledger of this version in which only the version number has changed."""
    check_structure(connection, path)
    if connection.execute("SELECT 1 FROM pragma_table_info('run') WHERE name = 'checksum'").fetchone():
        raise damaged(path, "its version number is not as it was written")


def _renamed() -> str:
    return "".join(f"ALTER TABLE {name} RENAME TO old_{name};\n" for name in _TABLES)


def _fill(connection: Connection, path: Path) -> None:
    for statement in _COPIES:
        connection.execute(statement)
    for values in connection.execute(_OUTCOMES):
        row = as_of_now(EntryRow._make(values), path)
        connection.execute(queries.COPY, copied_outcome_values(row))
    for table in _TABLES:
        [(old, new)] = connection.execute(f"SELECT (SELECT count(*) FROM old_{table}), (SELECT count(*) FROM {table})")
        check_count(new, old, path)
    if connection.execute("SELECT 1 FROM run WHERE key = 'intake_done_at'").fetchone():
        for seal in queries.SEALS.values():
            connection.execute(seal)
    for table in _TABLES:
        connection.execute(f"DROP TABLE old_{table}")


def _copy(table: str, columns: Iterable[str], checksummed: str) -> str:
    names = ", ".join(columns)
    return f"INSERT INTO {table} ({names}, checksum) SELECT {names}, {checksummed} FROM old_{table}"


def _checksum(columns: Iterable[str]) -> str:
    return f"checksum({', '.join(columns)})"


_RUN, _ATTEMPTED = ("key", "value"), ("lookup_id", *AttemptedRow._fields[1:])
_LOOKUP = ("lookup_id", "row_count", *LOOKUP_COLUMNS)
_CELL = ("file_id", "row", "position", "lookup_id", "input_value", "repair")
_SUBJECT = "(SELECT subject FROM old_lookup WHERE old_lookup.lookup_id = old_input_row.lookup_id)"
_COPIES = (
    _copy("run", _RUN, _checksum(_RUN)),
    _copy("input_file", FILE_COLUMNS, _checksum(FILE_COLUMNS)),
    _copy("lookup", _LOOKUP, f"{_checksum(LOOKUP_COLUMNS)} + row_count"),
    _copy("input_row", _CELL, _checksum((_SUBJECT, *CellRow._fields[1:]))),
    _copy("attempted", _ATTEMPTED, _checksum(_ATTEMPTED)),
    "INSERT INTO left_out SELECT lookup_id FROM old_left_out",
)
_OUTCOMES = f"""
    SELECT {", ".join(ENTRY_ROW)}
    FROM old_outcome AS outcome JOIN old_lookup AS lookup USING (lookup_id)
         LEFT JOIN old_input_file AS input_file USING (file_id)"""
