"""Ledgers as the program kept them before their rows had checksums: version 3, as commit 16e7548 made them."""

import sqlite3
from contextlib import closing
from pathlib import Path

TABLES = """
CREATE TABLE run (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE input_file (file_id INTEGER PRIMARY KEY, name TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL,
    decided TEXT NOT NULL, row_count INTEGER NOT NULL, blank_count INTEGER NOT NULL, observations TEXT NOT NULL) STRICT;
CREATE TABLE lookup (lookup_id INTEGER PRIMARY KEY, subject TEXT NOT NULL UNIQUE, fnr TEXT, input_value TEXT,
    id_type TEXT, series TEXT, reason TEXT, repair TEXT, file_id INTEGER NOT NULL, row INTEGER NOT NULL,
    row_count INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE TABLE input_row (file_id INTEGER NOT NULL, row INTEGER NOT NULL, position INTEGER NOT NULL,
    lookup_id INTEGER NOT NULL, input_value TEXT, repair TEXT, PRIMARY KEY (file_id, row, position))
    STRICT, WITHOUT ROWID;
CREATE TABLE outcome (lookup_id INTEGER PRIMARY KEY, kind TEXT NOT NULL, attempts INTEGER NOT NULL,
    http_status INTEGER, korrelasjonsid TEXT, feilmelding TEXT, duration_ms INTEGER, first_attempt_at TEXT,
    last_attempt_at TEXT, body BLOB, reused_from TEXT) STRICT;
CREATE TABLE left_out (lookup_id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE attempted (lookup_id INTEGER PRIMARY KEY, attempts INTEGER NOT NULL, charged INTEGER NOT NULL,
    first_attempt_at TEXT, lane INTEGER NOT NULL, is_suspect INTEGER NOT NULL) STRICT;
PRAGMA user_version = 3;
"""

_TABLES = ("run", "input_file", "lookup", "input_row", "outcome", "left_out", "attempted")
_FACTS_SINCE_THEN = ("lookup_count", "cell_counts", "left_out")


def downgrade(path: Path) -> None:
    """Turn a ledger that nobody has open into what version 3 would have made of the same run."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for table in (*_TABLES, "course"):
            connection.execute(f"ALTER TABLE {table} RENAME TO new_{table}")
        connection.executescript(TABLES)
        for table in _TABLES:
            names = ", ".join(name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})"))
            connection.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM new_{table}")  # noqa: S608 - our own
            connection.execute(f"DROP TABLE new_{table}")
        connection.execute("DROP TABLE new_course")
        connection.executemany("DELETE FROM run WHERE key = ?", ((each,) for each in _FACTS_SINCE_THEN))
        connection.execute("VACUUM")


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return version
