"""Opens a SQLite file as this product keeps them: private, durable, and with its errors translated."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from batch.errors import LedgerCorruptError, LedgerError

_LOCK_WAIT_SECONDS = 30
_CACHE_KIB = 64 << 10
_ANEW = "move its folder away to begin anew"
_UNREADABLE_VALUES = (ValueError, TypeError, LookupError, AttributeError)


class ConnectionOwner:
    """Whoever holds a connection, and closes it when its context ends."""

    _connection: sqlite3.Connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()


def open_database(path: Path, *, schema: str, version: int, remedy: str = _ANEW) -> sqlite3.Connection:
    """Open `path`, creating it with `schema` where it does not exist; autocommit, so transactions are explicit.

    WAL, so that a killed process leaves a readable file; `synchronous=FULL`, since a commit stands for up to
    some hundred answers that would be asked again after a power loss, and costs one fsync for all of them.
    Raises LedgerCorruptError for a file that is no database or of another version.
    """
    with translated_errors(path, remedy=remedy):
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = _connect(str(path.absolute()))
        try:
            is_new = _check(connection, path, version, remedy)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            if is_new:
                connection.executescript(f"BEGIN IMMEDIATE;\n{schema}\nCOMMIT;")
        except BaseException:
            connection.close()
            raise
        return connection


def open_temporary_database(*, schema: str) -> sqlite3.Connection:
    """Open an empty database that nobody else can see, in memory and where that is too little in a nameless file."""
    with translated_errors(Path(tempfile.gettempdir())):
        connection = _connect("")
        connection.executescript(f"PRAGMA cache_size = -{_CACHE_KIB}; PRAGMA journal_mode = MEMORY;\n{schema}")
    return connection


def _connect(database: str) -> sqlite3.Connection:
    return sqlite3.connect(
        database, isolation_level=None, check_same_thread=False, timeout=_LOCK_WAIT_SECONDS, uri=True
    )


def _check(connection: sqlite3.Connection, path: Path, version: int, remedy: str) -> bool:
    """Return whether the database is empty; it is only looked at, so that what is none of ours stays as it is."""
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    has_tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 0
    if found == version:
        return False
    if found == 0 and not has_tables:
        return True
    raise wrong_version(path, found=found, wanted=version, remedy=remedy)


def wrong_version(path: Path, *, found: int, wanted: int, remedy: str = _ANEW) -> LedgerCorruptError:
    """Return what is raised for a database that another version of the program made."""
    return LedgerCorruptError(
        f"{path} is of version {found}, this program reads {wanted}",
        remedy=f"go on with the program that made it, or {remedy}",
    )


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path, *, remedy: str = _ANEW) -> Iterator[None]:
    """Commit all that is executed within, or nothing of it."""
    with translated_errors(path, remedy=remedy):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


@contextmanager
def attached(connection: sqlite3.Connection, uri: str, path: Path) -> Iterator[int]:
    """Attach another database as `earlier` for as long as the context lasts; yield its version."""
    with translated_errors(path):
        connection.execute("ATTACH ? AS earlier", (uri,))
        try:
            yield connection.execute("PRAGMA earlier.user_version").fetchone()[0]
        finally:
            connection.execute("DETACH earlier")


@contextmanager
def translated_errors(path: Path, *, remedy: str = _ANEW) -> Iterator[None]:
    """Turn the errors of SQLite and the file system into LedgerError, naming the file; `remedy` is for damage."""
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        if _is_damage(error):  # not told further, since it quotes a text that is no UTF-8
            raise damaged(path, "a table or a text in it is not as it was written", remedy=remedy) from None
        raise LedgerError(f"can't use {path}: {error}", remedy="mend that and run the same command again") from error
    except UnicodeDecodeError:  # of what SQLite says itself, where it quotes a damaged name or definition
        raise damaged(path, "what it says of its tables is no text", remedy=remedy) from None
    except sqlite3.DatabaseError as error:
        raise damaged(path, str(error), remedy=remedy) from error


@contextmanager
def values_read(path: Path, *, remedy: str = _ANEW) -> Iterator[None]:
    """Turn what goes wrong in making data of a ledger's rows into LedgerCorruptError too.

    Stands around a whole query, since a million rows are read.
    """
    try:
        with translated_errors(path, remedy=remedy):
            yield
    except _UNREADABLE_VALUES:  # not told further, since it quotes the value
        raise damaged(path, "a value in it is none that was ever written", remedy=remedy) from None


def damaged(path: Path, what: str, *, remedy: str = _ANEW) -> LedgerCorruptError:
    """Return what is raised for a file in which something stands that this program does not write."""
    return LedgerCorruptError(
        f"{path} is damaged or no ledger ({what})", remedy=f"restore it from a backup, or {remedy}"
    )


def _is_damage(error: sqlite3.OperationalError | OSError) -> bool:
    """Whether a query that is right does not fit the tables, or a text is no UTF-8, which has no code of SQLite."""
    return isinstance(error, sqlite3.OperationalError) and (
        getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR
    )
