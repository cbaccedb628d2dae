"""What the doctor and a plan say of the disk of --out."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from batch.errors import LedgerError, NoLocksError, OutFolderError
from batch.ledger import check_room, expected_bytes, try_disk


def test_a_disk_that_has_all_of_it_is_told_so_and_nothing_is_left(tmp_path: Path) -> None:
    trial = try_disk(tmp_path / "out", tmp_path / "state")
    assert trial.remedy is None
    assert "a write-ahead log" in trial.said
    assert "look-ups" in trial.said
    assert list(tmp_path.iterdir()) == []


def test_missing_links_are_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.symlink", refuse)
    trial = try_disk(tmp_path, None)
    assert "latest.txt" in (trial.remedy or "")


def test_missing_locks_are_one_unless_state_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(NoLocksError, match="--state DIR"):
        try_disk(tmp_path, None)


def test_a_folder_that_others_may_write_in_is_one(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(OutFolderError, match="other users"):
        try_disk(tmp_path, None)


def test_too_little_room_is_told_with_what_is_expected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=expected_bytes(1000)))
    check_room(tmp_path, 1000)
    with pytest.raises(LedgerError, match="3 MB free, and the run is expected to write 5 MB"):
        check_room(tmp_path, 2000)
