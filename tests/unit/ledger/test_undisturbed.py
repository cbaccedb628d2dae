"""Reading a database leaves no trace beside it."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from support import builders as make
from support.folder_state import state_of

from batch.errors import LedgerCorruptError
from batch.ledger import LEDGER_NAME, Ledger, read_facts, undisturbed

KILLED = """
import os, sys
from pathlib import Path
from batch.ledger import Ledger
ledger = Ledger(Path(sys.argv[1]))
ledger.note({"fingerprint": "f", "started_at": "now"})
os._exit(9)
"""


def test_a_closed_ledger_is_read_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / LEDGER_NAME
    with Ledger(path) as ledger:
        ledger.note({"completed_at": make.NOW.isoformat()})
    before = state_of(tmp_path)
    with undisturbed(path) as uri:
        assert read_facts(uri, path) == {"completed_at": make.NOW.isoformat()}
    assert state_of(tmp_path) == before


def test_a_killed_ledger_is_read_with_what_is_in_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    path = tmp_path / "out" / "a name with % and ?.sqlite3"
    subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    before = state_of(tmp_path / "out")
    assert any(name.endswith("-wal") for name in before)
    with undisturbed(path) as uri:
        assert read_facts(uri, path)["fingerprint"] == "f"
        [copy] = (tmp_path / "tmp").iterdir()
        assert copy.stat().st_mode & 0o777 == 0o700
    assert state_of(tmp_path / "out") == before
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_ledger_that_was_hardly_begun_has_no_facts(tmp_path: Path) -> None:
    path = tmp_path / LEDGER_NAME
    path.touch()
    with undisturbed(path) as uri:
        assert read_facts(uri, path) == {}


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / LEDGER_NAME
    path.write_bytes(b"damaged" * 1000)
    with pytest.raises(LedgerCorruptError, match=LEDGER_NAME), undisturbed(path) as uri:
        read_facts(uri, path)


def test_a_ledger_of_any_version_tells_its_facts(tmp_path: Path) -> None:
    path = tmp_path / LEDGER_NAME
    with Ledger(path) as ledger:
        ledger.note({"fingerprint": "f"})
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    with undisturbed(path) as uri:
        assert read_facts(uri, path) == {"fingerprint": "f"}
    assert list(tmp_path.iterdir()) == [path]
