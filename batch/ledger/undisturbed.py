"""Opens a ledger read-only, without changing or creating anything beside it."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

from batch.ledger.database import ONE_CONNECTION, translated_errors, values_read
from batch.ledger.rows.verification import checked_fact

_WITHOUT_CHECKSUM = 2  # columns of table `run` in older versions


@contextmanager
def undisturbed(path: Path) -> Iterator[str]:
    """Yield a URI that reads the database, with what a killed process left in its logs, and changes no file.

    SQLite can't read these logs without writing, so if there is one, a copy is read. The caller holds the lock of the
    output folder, so that nobody writes meanwhile.
    """
    if not any(log.exists() and log.stat().st_size > 0 for log in _logs_of(path)):
        yield f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        return
    with private_copy(path) as copy:
        yield f"{copy.as_uri()}?mode=rw"


@contextmanager
def private_copy(path: Path) -> Iterator[Path]:
    """Yield the path of a temporary private copy of a database and its logs; a missing one is not copied."""
    with translated_errors(Path(gettempdir())):
        made = TemporaryDirectory(prefix="ektepakt-batch-")
    with made as folder:
        copy = Path(folder) / path.name
        with translated_errors(path):
            for source, target in zip((path, *_logs_of(path)), (copy, *_logs_of(copy)), strict=True):
                if source.exists():
                    shutil.copyfile(source, target)
        yield copy


def _logs_of(path: Path) -> list[Path]:
    return [path.with_name(f"{path.name}{log}") for log in ("-wal", "-journal")]


@contextmanager
def in_place(path: Path) -> Iterator[str]:
    """Yield a URI that reads the database itself; SQLite then clears the log that a killed process left."""
    yield f"{path.absolute().as_uri()}?mode=rw"


def read_facts(uri: str, path: Path) -> dict[str, str]:
    """Return the facts in a run's ledger, of any version; none if it was killed before it noted any.

    Raises LedgerError, and LedgerCorruptError for a file that is no database.
    """
    with values_read(path), closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.execute(ONE_CONNECTION)
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'run'").fetchone():
            return {}
        return dict(_fact(values, path) for values in connection.execute("SELECT * FROM run"))


def _fact(values: tuple[Any, ...], path: Path) -> tuple[str, str]:
    """Return a fact; those of older versions have no checksum."""
    return values[0], values[1] if len(values) == _WITHOUT_CHECKSUM else checked_fact(values, path)
