"""A file appears under its name only when it is whole; before that, and after an error, there is what was there."""

import errno
import os
import stat
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from support.disk_events import disk_events
from support.full_disk import disk_that_is_full_at

from batch.disk.files import check_own_file, whole_file
from batch.errors import OutFolderError, OutputError, OutputRefusedError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_whole_file_has_its_content_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    with whole_file(tmp_path / "a.csv") as file:
        file.write(b"one\n")
        file.write(b"two\n")
    assert (tmp_path / "a.csv").read_bytes() == b"one\ntwo\n"
    assert names(tmp_path) == ["a.csv"]


def test_nothing_is_under_the_name_until_the_file_is_whole(tmp_path: Path) -> None:
    with whole_file(tmp_path / "a.csv") as file:
        file.write(b"half")
        file.flush()
        assert not (tmp_path / "a.csv").exists()


def test_the_old_file_is_there_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    with whole_file(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, OSError, GeneratorExit])
def test_an_exception_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    with pytest.raises((error, OutputError)):
        _begin_and_fail(path, error)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.csv"]


def _begin_and_fail(path: Path, error: type[BaseException]) -> None:
    with whole_file(path) as file:
        file.write(b"new")
        raise error


def test_a_full_disk_is_an_output_error_that_names_the_file_and_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    with pytest.raises(OutputError, match=r"a\.csv"), disk_that_is_full_at(4096), whole_file(path) as file:
        file.write(b"x" * 100_000)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.csv"]


def test_a_disk_that_fills_up_only_at_the_end_leaves_the_old_file_too(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    with pytest.raises(OutputError), disk_that_is_full_at(100), whole_file(path) as file:
        file.write(b"x" * 1000)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.csv"]


def test_a_folder_that_is_not_there_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="missing"), whole_file(tmp_path / "missing" / "a.csv"):
        pass


def test_a_folder_under_the_name_is_an_output_error_and_stays(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(OutputError), whole_file(tmp_path / "a.csv") as file:
        file.write(b"new")
    assert names(tmp_path) == ["a.csv"]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_file_is_private_whatever_the_umask_from_its_first_byte(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with whole_file(tmp_path / "a.csv") as file:
            begun = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
    finally:
        os.umask(before)
    assert (begun, stat.S_IMODE((tmp_path / "a.csv").stat().st_mode)) == (0o600, 0o600)


def test_a_file_that_others_could_read_is_private_once_it_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    path.chmod(0o644)
    with whole_file(path) as file:
        file.write(b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_a_killed_process_left_beside_it_is_written_over(tmp_path: Path) -> None:
    with whole_file(tmp_path / "a.csv") as file:
        (left,) = names(tmp_path)
        file.write(b"whole")
    (tmp_path / left).write_bytes(b"left behind, and longer than what comes")
    with whole_file(tmp_path / "a.csv") as file:
        file.write(b"new")
    assert (tmp_path / "a.csv").read_bytes() == b"new"
    assert names(tmp_path) == ["a.csv"]


@pytest.mark.parametrize("kind", ["symlink", "hard link", "pipe"])
def test_what_another_put_under_the_temporary_name_is_refused_by_name_and_left_alone(tmp_path: Path, kind: str) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    part = tmp_path / ".a.csv.part"
    make = {"symlink": lambda: part.symlink_to(victim), "hard link": lambda: part.hardlink_to(victim)}
    make |= {"pipe": lambda: os.mkfifo(part)}
    make[kind]()
    with pytest.raises(OutFolderError, match=r"\.a\.csv\.part"), whole_file(tmp_path / "a.csv") as file:
        file.write(b"new")
    assert victim.read_bytes() == b"mine"
    assert names(tmp_path) == [".a.csv.part", "victim"]


def test_a_folder_under_the_temporary_name_is_named(tmp_path: Path) -> None:
    (tmp_path / ".a.csv.part").mkdir()
    with pytest.raises(OutputRefusedError, match=r"\.a\.csv\.part"), whole_file(tmp_path / "a.csv") as file:
        file.write(b"new")


def test_a_link_under_the_name_itself_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victim").write_bytes(b"mine")
    (tmp_path / "a.csv").symlink_to("victim")
    with whole_file(tmp_path / "a.csv") as file:
        file.write(b"new")
    assert (tmp_path / "victim").read_bytes() == b"mine"
    assert not (tmp_path / "a.csv").is_symlink()


def test_a_pipe_under_the_name_itself_is_not_replaced_nor_behind_a_link(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    for name in ("pipe", "link"):
        with pytest.raises(OutFolderError, match="is a pipe or device"), whole_file(tmp_path / name) as file:
            file.write(b"new")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link", "pipe"]
    assert (tmp_path / "pipe").is_fifo()


def test_a_file_of_ours_and_one_that_is_not_there_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    check_own_file(tmp_path / "a")
    check_own_file(tmp_path / "b")


def test_what_will_be_refused_each_time_is_told_from_a_disk_that_is_full_today(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(OutputRefusedError), whole_file(tmp_path / "a.csv") as file:
        file.write(b"new")
    with pytest.raises(OutputError) as full, disk_that_is_full_at(10), whole_file(tmp_path / "b.csv") as file:
        file.write(b"x" * 1000)
    assert not isinstance(full.value, OutputRefusedError)


def test_a_file_is_on_the_disk_before_it_takes_its_name_and_then_the_name_is(tmp_path: Path) -> None:
    """After a power loss there is the old file or the new one, and never a name with nothing behind it."""
    with disk_events(tmp_path) as events, whole_file(tmp_path / "a.csv") as file:
        file.write(b"new")
    assert events == [".a.csv.part synced at 3", ".a.csv.part becomes a.csv", ". synced"]


@pytest.mark.parametrize(("said", "is_fault"), [(errno.EINVAL, False), (errno.ENOTSUP, False), (errno.EIO, True)])
def test_a_file_system_that_syncs_no_folders_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: int, *, is_fault: bool
) -> None:
    def refuse_folders(descriptor: int, sync: Callable[[int], None] = os.fsync) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(said, os.strerror(said))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", refuse_folders)
    with pytest.raises(OutputError) if is_fault else nullcontext(), whole_file(tmp_path / "a.csv") as file:
        file.write(b"new")
    assert (tmp_path / "a.csv").read_bytes() == b"new"
