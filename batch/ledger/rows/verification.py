"""Believes no row of a ledger that does not fit its checksum: each when it is read, all when the ledger is opened."""

import json
from collections.abc import Mapping
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from batch.errors import LedgerCorruptError
from batch.ledger.database import damaged, values_read
from batch.ledger.rows import queries
from batch.ledger.rows.checksums import body_checksum, checksum
from batch.ledger.rows.course import Stretch
from batch.ledger.rows.row_values import LOOKUP, OUTCOME, AttemptedRow, CellRow, EntryRow, LedgerFile, file_of


def whole_entry(values: tuple[Any, ...], path: Path) -> EntryRow:
    """Return a row of a query for entries. Raises LedgerCorruptError if a byte of it has changed."""
    row = entry_without_body(values, path)
    if body_checksum(row.body) != row.body_checksum:
        raise damaged_row(path, row.source, row.row, "its answer is not the one that was written")
    return row


def entry_without_body(values: tuple[Any, ...], path: Path) -> EntryRow:
    """Return a row of a query for entries that has no body, like `whole_entry`."""
    row = EntryRow._make(values)
    if (row.kind is not None or row.outcome_checksum is not None) and (
        checksum(row.subject, *values[OUTCOME]) != row.outcome_checksum
    ):
        raise damaged_row(path, row.source, row.row, "its outcome is not as it was written")
    if checksum(*values[LOOKUP]) + row.row_count != row.lookup_checksum:
        raise damaged_row(path, row.source, row.row, "its identifier is not as it was written")
    return row


def pending_rows(values: tuple[Any, ...], path: Path) -> tuple[EntryRow, AttemptedRow]:
    """Return a row of a query for pending lookups as its two parts, like `whole_entry`."""
    width = len(AttemptedRow._fields)
    row = entry_without_body((*values[:-width], *_NOTHING_MORE), path)
    return row, _attempted(row, values[-width:], path)


def cell_and_entry(values: tuple[Any, ...], path: Path) -> tuple[CellRow, EntryRow]:
    """Return a row of a query for cells as its two parts, like `whole_entry`."""
    width = len(CellRow._fields)
    cell, row = CellRow._make(values[:width]), entry_without_body(values[width:], path)
    _check_cell(cell, row.subject, path, row.source)
    return cell, row


def checked_fact(values: tuple[Any, ...], path: Path) -> str:
    """Return the value of a fact of the run. Raises LedgerCorruptError if a byte of it has changed."""
    key, value, stored = values
    if checksum(key, value) != stored:
        raise damaged(path, "what it notes of its run is not as it was written")
    return str(value)


def checked_file(values: tuple[Any, ...], path: Path) -> LedgerFile:
    """Return an input file, like `checked_fact`."""
    if checksum(*values[:-1]) != values[-1]:
        raise damaged(path, "what it notes of an input file is not as it was written")
    return file_of(values[:-1])


def checked_stretch(values: tuple[Any, ...], path: Path) -> Stretch:
    """Return an interval, like `checked_fact`."""
    if checksum(*values[:-1]) != values[-1]:
        raise damaged(path, "what it notes of the course of its look-ups is not as it was written")
    return Stretch._make(values[:-1])


def check_ledger(connection: Connection, path: Path) -> None:
    """Read all of a ledger that somebody goes on with: a changed byte may lie where no query of the run comes by.

    SQLite's own check finds what is wrong between rows, the checksums what is wrong in them. A million look-ups take
    some ten seconds. Raises LedgerCorruptError.
    """
    with values_read(path):
        check_structure(connection, path)
        facts = {values[0]: checked_fact(values, path) for values in connection.execute(queries.FACTS)}
        for values in connection.execute(queries.FILES):
            checked_file(values, path)
        for values in connection.execute(queries.STRETCHES):
            checked_stretch(values, path)
        _check_entries(connection, path)
        _check_cells(connection, path)
        _check_counts(connection, facts, path)


def check_structure(connection: Connection, path: Path) -> None:
    """Let SQLite check that pages, tables and indexes fit together, and that it will write what it is told to."""
    [(found, *_)] = connection.execute("PRAGMA integrity_check(1)")
    if found != "ok":
        raise damaged(path, "its pages do not fit together")
    if connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger'").fetchone():
        raise damaged(path, "it has a trigger, which changes what is written in it")


def check_count(found: int, expected: int, path: Path) -> None:
    """Raise LedgerCorruptError when rows are missing, or too many."""
    if found != expected:
        raise damaged(path, f"it has {found:,} rows where {expected:,} were written")


def damaged_row(path: Path, source: str | None, row: int, what: str) -> LedgerCorruptError:
    """Return the error for an entry, with the place that a person knows it by."""
    return damaged(path, f"row {row} of {source or 'an input'}: {what}")


def _check_entries(connection: Connection, path: Path) -> None:
    width = len(AttemptedRow._fields)
    outcomes, attempted = 0, 0
    for number, values in enumerate(connection.execute(queries.ALL_ENTRIES), 1):
        row = whole_entry(values[width:], path)
        check_count(number, row.lookup_id, path)
        outcomes += row.kind is not None
        attempted += _attempted(row, values[:width], path).checksum is not None
    [(outcome_count, attempted_count)] = connection.execute(queries.ROW_COUNTS)
    check_count(outcome_count, outcomes, path)
    check_count(attempted_count, attempted, path)


def _attempted(row: EntryRow, values: tuple[Any, ...], path: Path) -> AttemptedRow:
    tried = AttemptedRow._make(values)
    if any(value is not None for value in values) and checksum(row.lookup_id, *values[1:]) != tried.checksum:
        raise damaged_row(path, row.source, row.row, "what was attempted is not as it was written")
    return tried


def _check_cells(connection: Connection, path: Path) -> None:
    for *cell, subject in connection.execute(queries.ALL_CELLS):
        _check_cell(CellRow._make(cell), subject, path, None)


def _check_cell(cell: CellRow, subject: str | None, path: Path, source: str | None) -> None:
    if checksum(subject, *cell[1:]) != cell.checksum:
        raise damaged_row(path, source, cell.row, "it is not as it was written")


def _check_counts(connection: Connection, facts: Mapping[str, str], path: Path) -> None:
    """Compare the tables with what was noted of them once they were filled: all of it, or nothing before that."""
    if len(facts.keys() & {queries.INTAKE_DONE, *queries.COUNTED}) not in {0, 1 + len(queries.COUNTED)}:
        raise damaged(path, "a part of what it notes of its run is missing")
    for key in queries.COUNTED.keys() & facts.keys():
        [(found,)] = connection.execute(f"SELECT {queries.COUNTED[key]}")
        if found != facts[key]:
            raise damaged(path, "rows are missing in it, or too many")


def counted_cells(noted: str | None, file_id: int) -> int | None:
    """Return how many cells of a file were noted."""
    return None if noted is None else json.loads(noted).get(str(file_id), 0)


_NOTHING_MORE = (None,) * (len(EntryRow._fields) - LOOKUP.stop)
