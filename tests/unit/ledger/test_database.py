"""How the ledger's files lie on the disk, and what happens to one that is no ledger."""

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support import builders as make

from batch.errors import LedgerCorruptError, LedgerError, LedgerRefusedError, OutFolderError
from batch.identity.environment import Environment
from batch.ledger import Ledger, LedgerFile, SlowMemory
from batch.ledger.database import open_database, translated_errors

OPENERS: dict[str, Callable[[Path], Ledger | SlowMemory]] = {
    "ledger": Ledger,
    "slow memory": lambda path: SlowMemory(path, Environment.PPE),
}


@pytest.fixture(params=OPENERS)
def open_it(request: pytest.FixtureRequest) -> Callable[[Path], Ledger | SlowMemory]:
    return OPENERS[request.param]


@pytest.fixture
def _no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _filled_ledger(path: Path, rows: int = 2000) -> None:
    with Ledger(path) as ledger:
        ledger.add_rows(1, [make.ledger_row(row, None, input_value=f"value {row}") for row in range(rows)])
        ledger.add_file(LedgerFile(file_id=1, name="a.csv", path="a.csv", sha256="", decided={}))


@pytest.mark.usefixtures("_no_umask")
def test_every_file_of_it_is_private_whatever_the_umask(
    tmp_path: Path, open_it: Callable[[Path], Ledger | SlowMemory]
) -> None:
    with open_it(tmp_path / "file.sqlite3") as opened:
        if isinstance(opened, Ledger):
            opened.note({"fingerprint": "x"})
        modes = {path.name: _mode(path) for path in tmp_path.iterdir()}
    assert modes == {"file.sqlite3": 0o600, "file.sqlite3-wal": 0o600}


def test_a_commit_outlives_a_process_that_never_closes(tmp_path: Path) -> None:
    """The bytes on disk after a commit, without the closing of the connection, are those that a kill leaves."""
    path = tmp_path / "ledger.sqlite3"
    with Ledger(path) as ledger:
        ledger.note({"fingerprint": "x"})
        left = tmp_path / "left"
        left.mkdir()
        for name in ("ledger.sqlite3", "ledger.sqlite3-wal"):
            (left / name).write_bytes((tmp_path / name).read_bytes())
    with Ledger(left / "ledger.sqlite3") as again:
        assert again.fact("fingerprint") == "x"


def test_a_commit_is_on_the_disk_when_it_returns(tmp_path: Path) -> None:
    """`PRAGMA synchronous` is 2 (FULL): with less, a power loss takes the last commits of a write-ahead log."""
    with closing(open_database(tmp_path / "file.sqlite3", schema="", version=0)) as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_ledger_is_kept_in_wal_mode(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    with Ledger(path):
        pass
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    finally:
        connection.close()


@pytest.mark.parametrize(
    "content",
    [b"this is no ledger, but somebody's notes. " * 40, b"SQLite format 3\0" + b"\xff" * 4080],
    ids=["text", "a damaged header"],
)
def test_a_file_that_is_no_database_is_told_and_left_as_it_is(
    tmp_path: Path, open_it: Callable[[Path], Ledger | SlowMemory], content: bytes
) -> None:
    path = tmp_path / "file.sqlite3"
    path.write_bytes(content)
    with pytest.raises(LedgerCorruptError, match=r"file\.sqlite3"):
        open_it(path)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_somebody_elses_database_is_told_and_left_as_it_is(
    tmp_path: Path, open_it: Callable[[Path], Ledger | SlowMemory]
) -> None:
    path = tmp_path / "file.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE mine (a)")
    connection.close()
    content = path.read_bytes()
    with pytest.raises(LedgerCorruptError):
        open_it(path)
    assert path.read_bytes() == content


def test_a_ledger_of_another_version_is_told_and_left_as_it_is(
    tmp_path: Path, open_it: Callable[[Path], Ledger | SlowMemory]
) -> None:
    path = tmp_path / "file.sqlite3"
    with open_it(path):
        pass
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    content = path.read_bytes()
    with pytest.raises(LedgerCorruptError, match="version 99"):
        open_it(path)
    assert path.read_bytes() == content


def test_a_file_that_could_not_be_opened_is_not_held_open(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    path.write_bytes(b"no ledger" * 500)
    with pytest.raises(LedgerCorruptError):
        Ledger(path)
    held = [each.readlink() for each in Path("/proc/self/fd").iterdir() if each.is_symlink() and each.exists()]
    assert not [each for each in held if each.is_relative_to(tmp_path)], "another test's ledger may be open"


def test_a_ledger_cut_in_two_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    _filled_ledger(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    content = path.read_bytes()
    with pytest.raises(LedgerCorruptError):
        _read_through(path)
    assert path.read_bytes() == content


def test_a_ledger_damaged_in_its_middle_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    _filled_ledger(path)
    content = bytearray(path.read_bytes())
    content[8192:-4096] = b"\xff" * (len(content) - 12288)
    path.write_bytes(content)
    with pytest.raises(LedgerCorruptError):
        _read_through(path)
    assert path.read_bytes() == content


def _read_through(path: Path) -> None:
    with Ledger(path) as ledger:
        list(ledger.entries())


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    """A process killed between creating the file and its first commit leaves one."""
    path = tmp_path / "ledger.sqlite3"
    path.touch(0o600)
    with Ledger(path) as ledger:
        assert ledger.counts() == {}


@pytest.mark.parametrize("where", ["missing/ledger.sqlite3", "."])
def test_a_place_where_no_file_can_be_is_a_ledger_error_and_not_a_damaged_ledger(tmp_path: Path, where: str) -> None:
    with pytest.raises(LedgerError) as failed:
        Ledger(tmp_path / where)
    assert not isinstance(failed.value, LedgerCorruptError)


class NoWriteAheadLog(sqlite3.Connection):
    """A connection on a file system where SQLite can't have such a log."""

    code = sqlite3.SQLITE_IOERR

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        if "WAL" in sql:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = self.code
            raise error
        return super().execute(sql, *values)


@pytest.fixture
def _no_wal(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **more: connect(*args, **more, factory=NoWriteAheadLog))


@pytest.mark.usefixtures("_no_wal")
def test_where_no_log_can_be_had_a_rollback_journal_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    with Ledger(path) as ledger:
        ledger.note({"fingerprint": "x"})
        assert {each.name for each in tmp_path.iterdir()} <= {"ledger.sqlite3", "ledger.sqlite3-journal"}
    with Ledger(path) as again:
        assert again.fact("fingerprint") == "x"


@pytest.mark.usefixtures("_no_wal")
def test_a_full_disk_is_no_reason_for_another_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NoWriteAheadLog, "code", sqlite3.SQLITE_FULL)
    with pytest.raises(LedgerError):
        Ledger(tmp_path / "ledger.sqlite3")


@pytest.mark.parametrize(
    ("code", "is_for_good"),
    [(sqlite3.SQLITE_READONLY, True), (sqlite3.SQLITE_READONLY_DIRECTORY, True), (sqlite3.SQLITE_FULL, False)],
)
def test_what_is_refused_for_good_is_told_from_a_full_disk(tmp_path: Path, code: int, *, is_for_good: bool) -> None:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    with pytest.raises(LedgerError) as told, translated_errors(tmp_path):
        raise error
    assert isinstance(told.value, LedgerRefusedError) is is_for_good


def test_a_header_that_forbids_writing_is_damage_and_no_refusal(
    tmp_path: Path, open_it: Callable[[Path], Ledger | SlowMemory]
) -> None:
    path = tmp_path / "file.sqlite3"
    with open_it(path):
        pass
    content = bytearray(path.read_bytes())
    content[18] ^= 0x40
    path.write_bytes(content)
    with pytest.raises(LedgerCorruptError, match=r"file\.sqlite3 is damaged"), open_it(path) as opened:
        opened.note({"fingerprint": "x"}) if isinstance(opened, Ledger) else opened.forget([make.EXAMPLE_FNR])
    assert path.read_bytes() == content


@pytest.mark.parametrize("log", ["-wal", "-journal", "-shm"])
def test_a_log_that_is_a_link_is_refused_by_name(
    tmp_path: Path, open_it: Callable[[Path], Ledger | SlowMemory], log: str
) -> None:
    path = tmp_path / "file.sqlite3"
    (tmp_path / f"{path.name}{log}").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutFolderError, match=f"{path.name}{log} is a link"):
        open_it(path)
    assert not (tmp_path / "elsewhere").exists()
