"""Decides how a SQLite file is kept: private, safe from a power loss, and with its errors translated into ours."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from batch.disk.faults import is_for_good
from batch.disk.files import check_own_file, open_own
from batch.errors import LedgerCorruptError, LedgerError, LedgerRefusedError

ONE_CONNECTION = "PRAGMA locking_mode = EXCLUSIVE"
"""Before the first reading: then SQLite needs no memory shared between processes, which a network share can't give."""

LOGS = ("-wal", "-journal", "-shm")
"""What SQLite puts behind the name of a file for the files beside it."""

_LOCK_WAIT_SECONDS = 30  # runs lock each other out by the folder; this is for a person's own SQLite client
_PRIMARY_CODE = 0xFF  # of an extended error code of SQLite
_REFUSED = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH})
PLAN_CACHE_KIB = 64 << 10  # more of a plan's identifiers stay in memory, where SQLite's own 2 MiB spill to disk
_WRITE_FORMAT = 18  # offset in a database's header; SQLite refuses to write a format after the last that it knows
_LAST_FORMAT = b"\x02"
_CACHE_KIB = 8 << 10  # rows of a million identifiers come in a tenth faster than with 2 MiB; 32 save 5 % more
_MEND = "mend that and run the same command again"
_ANEW = "move its folder away to begin anew"
_UNREADABLE_VALUES = (ValueError, TypeError, LookupError, AttributeError)


class ConnectionOwner:
    """Owns a connection, and closes it at the end of the context."""

    _connection: sqlite3.Connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()


Migration = Callable[[sqlite3.Connection, Path], None]
"""Turns a database of an older version into one of this."""


def open_database(
    path: Path, *, schema: str, version: int, remedy: str = _ANEW, older: Mapping[int, Migration] = MappingProxyType({})
) -> sqlite3.Connection:
    """Open `path`, creating it with `schema` where it does not exist; autocommit, so transactions are explicit.

    `synchronous=FULL`, since a commit holds up to some hundred answers, which would be asked again after a power loss,
    and costs one fsync for all of them. No link is followed, neither for the file nor for its logs. `older` are the
    versions that can be turned into this one.
    Raises LedgerCorruptError for a file that is no database, or one of another version.
    """
    with translated_errors(path, remedy=remedy):
        for log in LOGS:
            check_own_file(path.with_name(f"{path.name}{log}"))
        os.close(open_own(path, os.O_CREAT | os.O_RDWR))
        connection = _connect(str(path.absolute()))
        try:
            connection.execute(ONE_CONNECTION)
            found = _check(connection, path, {version, *older}, remedy)
            _keep_a_log(connection)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            if found is None:
                connection.executescript(f"BEGIN IMMEDIATE;\n{schema}\nCOMMIT;")
            elif found in older:
                older[found](connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Keep a write-ahead log, or a rollback journal where none can be had: a killed process leaves either whole."""
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & _PRIMARY_CODE in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY}:
            raise
        connection.execute("PRAGMA journal_mode = DELETE")


def open_temporary_database(*, schema: str, cache_kib: int) -> sqlite3.Connection:
    """Open an empty database in memory, which SQLite moves to a nameless temporary file when it grows."""
    with translated_errors(Path(tempfile.gettempdir())):
        connection = _connect("")
        connection.executescript(f"PRAGMA cache_size = -{cache_kib}; PRAGMA journal_mode = MEMORY;\n{schema}")
    return connection


def _connect(database: str) -> sqlite3.Connection:
    return sqlite3.connect(
        database, isolation_level=None, check_same_thread=False, timeout=_LOCK_WAIT_SECONDS, uri=True
    )


def _check(connection: sqlite3.Connection, path: Path, readable: Collection[int], remedy: str) -> int | None:
    """Return the version, None for an empty database; it is only read, so that a foreign file is left untouched."""
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    has_tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 0
    if found == 0 and not has_tables:
        return None
    if found not in readable:
        raise wrong_version(path, found=found, wanted=max(readable), remedy=remedy)
    return found


def wrong_version(path: Path, *, found: int, wanted: int, remedy: str = _ANEW) -> LedgerCorruptError:
    """Return the error for a database that another version of the program made."""
    return LedgerCorruptError(
        f"{path} is of version {found}, this program reads {wanted}",
        remedy=f"go on with the program that made it, or {remedy}",
    )


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path, *, remedy: str = _ANEW) -> Iterator[None]:
    """Commit everything that is executed in the context, or roll all of it back."""
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
    """Attach another database under the name `earlier` within the context; yield its version."""
    with translated_errors(path):
        connection.execute("ATTACH ? AS earlier", (uri,))
        try:
            yield connection.execute("PRAGMA earlier.user_version").fetchone()[0]
        finally:
            connection.execute("DETACH earlier")


@contextmanager
def translated_errors(path: Path, *, remedy: str = _ANEW) -> Iterator[None]:
    """Translate errors of SQLite and the file system into LedgerError with the file's name; `remedy` is for damage."""
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        if _is_damage(error, path):  # no cause: SQLite quotes the text that is no UTF-8
            raise damaged(path, "a table or a text in it is not as it was written", remedy=remedy) from None
        raise _unusable(path, error) from error
    except UnicodeDecodeError:  # in a message of SQLite that quotes a damaged name
        raise damaged(path, "what it says of its tables is no text", remedy=remedy) from None
    except sqlite3.DatabaseError as error:
        raise damaged(path, str(error), remedy=remedy) from error


@contextmanager
def values_read(path: Path, *, remedy: str = _ANEW) -> Iterator[None]:
    """Blame the file also for a value that can't be made into data of the run: LedgerCorruptError.

    It is put round a whole query and not round each row, since a million rows are read.
    """
    try:
        with translated_errors(path, remedy=remedy):
            yield
    except _UNREADABLE_VALUES:  # no cause: it quotes the value, which may be an identifier
        raise damaged(path, "a value in it is none that was ever written", remedy=remedy) from None


def damaged(path: Path, what: str, *, remedy: str = _ANEW) -> LedgerCorruptError:
    """Return the error for a file that holds something this program never writes."""
    return LedgerCorruptError(
        f"{path} is damaged or no ledger ({what})", remedy=f"restore it from a backup, or {remedy}"
    )


def _unusable(path: Path, error: sqlite3.OperationalError | OSError) -> LedgerError:
    """Return the error for what can't be used now, or can't be used until somebody changes something."""
    if isinstance(error, OSError):
        kind = LedgerRefusedError if is_for_good(error) else LedgerError
        return kind(f"can't use {path}: {error.strerror or error}", remedy=_MEND)
    code = error.sqlite_errorcode & _PRIMARY_CODE
    if code == sqlite3.SQLITE_BUSY:
        return LedgerError(
            f"{path} is in use: a run has it, or another program that reads it",
            remedy="wait for the run, or close the program, and run the same command again",
        )
    kind = LedgerRefusedError if code in _REFUSED else LedgerError
    return kind(f"can't use {path}: {error}", remedy=_MEND)


def gone(path: Path) -> LedgerCorruptError:
    """Return the error for a ledger that is not there any more, though its run is."""
    return LedgerCorruptError(
        f"{path} is gone or empty, though its run has begun",
        remedy="restore it from a backup, or move its folder away to begin anew",
    )


def _is_damage(error: sqlite3.OperationalError | OSError, path: Path) -> bool:
    """Whether a query does not fit the tables, or a text is no UTF-8: SQLite has no error code for either.

    Nor has it one for a header that says of itself that the file is only to be read.
    """
    if not isinstance(error, sqlite3.OperationalError):
        return False
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code == sqlite3.SQLITE_ERROR or (code == sqlite3.SQLITE_READONLY and _is_of_no_known_format(path))


def _is_of_no_known_format(path: Path) -> bool:
    with suppress(OSError), path.open("rb") as file:
        return file.read(_WRITE_FORMAT + 1)[_WRITE_FORMAT:] > _LAST_FORMAT
    return False
