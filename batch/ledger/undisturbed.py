"""Reads a database without changing or creating anything beside it."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from batch.ledger.database import translated_errors


@contextmanager
def undisturbed(path: Path) -> Iterator[str]:
    """Yield a URI by which SQLite reads the database, with what a killed process left in its write-ahead log.

    SQLite can't read that log without writing, so where there is one a copy is read. Nobody may write the database
    meanwhile.
    """
    log = _log_of(path)
    if not log.exists() or log.stat().st_size == 0:
        yield f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        return
    with private_copy(path) as copy:
        yield f"{copy.as_uri()}?mode=rw"


@contextmanager
def private_copy(path: Path) -> Iterator[Path]:
    """Yield a copy of a database in a private folder, gone afterwards; one that is not there makes an empty folder."""
    with translated_errors(Path(gettempdir())):
        made = TemporaryDirectory(prefix="ektepakt-batch-")
    with made as folder:
        copy = Path(folder) / path.name
        with translated_errors(path):
            for source, target in ((path, copy), (_log_of(path), _log_of(copy))):
                if source.exists():
                    shutil.copyfile(source, target)
        yield copy


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


@contextmanager
def in_place(path: Path) -> Iterator[str]:
    """Yield a URI by which SQLite reads the database where it lies, and clears up after a killed process."""
    yield f"{path.absolute().as_uri()}?mode=rw"


def read_facts(uri: str, path: Path) -> dict[str, str]:
    """Return what a run's ledger of any version notes of the run; nothing for one that was not begun.

    Raises LedgerError, and LedgerCorruptError for what is no database.
    """
    with translated_errors(path), closing(sqlite3.connect(uri, uri=True)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'run'").fetchone():
            return {}
        return dict(connection.execute("SELECT key, value FROM run"))
