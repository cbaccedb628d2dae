"""Which folders are refused because others may write in them, and what a file system keeps."""

import grp
import os
import pwd
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from batch.disk.folders import (
    check_nobody_else_writes,
    check_own_folder,
    keeps_modes,
    nearest_folder,
    private_folder,
    trial_folder,
)
from batch.errors import OutFolderError


def others_may_write(folder: Path) -> bool:
    try:
        check_nobody_else_writes(folder)
    except OutFolderError:
        return True
    return False


def test_the_refusal_names_the_folder_and_what_to_do(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(OutFolderError, match=f"write in {tmp_path} .*chmod 700 {tmp_path}"):
        check_nobody_else_writes(tmp_path)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [(0o700, False), (0o750, False), (0o755, False), (0o777, True), (0o702, True), (0o1777, False), (0o3777, False)],
)
def test_a_folder_is_refused_where_others_may_replace_what_is_in_it(
    tmp_path: Path, mode: int, *, expected: bool
) -> None:
    tmp_path.chmod(mode)
    try:
        assert others_may_write(tmp_path) is expected
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("group", "members", "expected"),
    [("kari", [], False), ("kari", ["kari"], False), ("kari", ["ola"], True), ("analysts", [], True)],
)
def test_a_group_that_may_write_is_others_unless_it_is_the_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: str, members: list[str], *, expected: bool
) -> None:
    monkeypatch.setattr(grp, "getgrgid", lambda _: SimpleNamespace(gr_name=group, gr_mem=members))
    monkeypatch.setattr(pwd, "getpwuid", lambda _: SimpleNamespace(pw_name="kari"))
    tmp_path.chmod(0o770)
    assert others_may_write(tmp_path) is expected


def test_a_group_that_nobody_knows_is_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_: int) -> None:
        raise KeyError

    monkeypatch.setattr(grp, "getgrgid", unknown)
    tmp_path.chmod(0o770)
    assert others_may_write(tmp_path)


def test_a_trial_leaves_nothing_and_sees_that_modes_are_kept(tmp_path: Path) -> None:
    with trial_folder(tmp_path) as trial:
        assert keeps_modes(Path(trial))
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_that_refuses_or_ignores_a_mode_keeps_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "chmod", lambda *_, **__: None)
    assert not keeps_modes(tmp_path)

    def refuse(*_arguments: object, **_more: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chmod", refuse)
    assert not keeps_modes(tmp_path)


def test_a_link_is_no_folder_of_ours(tmp_path: Path) -> None:
    (tmp_path / "runs").symlink_to(tmp_path / "nowhere")
    with pytest.raises(OutFolderError, match="runs is a link"):
        check_own_folder(tmp_path / "runs")
    check_own_folder(tmp_path)


def test_every_folder_that_is_made_is_private_and_one_that_exists_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    private_folder(tmp_path / "a" / "b")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path, tmp_path / "a", tmp_path / "a" / "b")] == [
        0o755,
        0o700,
        0o700,
    ]
    assert nearest_folder(tmp_path / "a" / "b" / "c" / "d") == tmp_path / "a" / "b"
