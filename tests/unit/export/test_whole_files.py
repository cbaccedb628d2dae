"""A file appears under its name only when it is whole; before that, and after an error, there is what was there."""

import os
import stat
from hashlib import sha256
from pathlib import Path

import pytest
from support.full_disk import disk_that_is_full_at

from batch.errors import OutputError
from batch.export.whole_files import WrittenFile, point_link, whole_file, written


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


def test_a_written_file_is_described_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"one\ntwo\n")
    assert written(tmp_path / "a.csv", row_count=1) == WrittenFile(
        name="a.csv", sha256=sha256(b"one\ntwo\n").hexdigest(), size_bytes=8, row_count=1
    )


def test_a_link_is_made_and_moved(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / "runs" / name).mkdir(parents=True)
        point_link(tmp_path / "latest", tmp_path / "runs" / name)
        assert (tmp_path / "latest").resolve() == (tmp_path / "runs" / name).resolve()
    assert names(tmp_path) == ["latest", "runs"]


def test_a_link_still_points_when_the_whole_folder_is_moved(tmp_path: Path) -> None:
    run = tmp_path / "out" / "runs" / "first"
    run.mkdir(parents=True)
    point_link(tmp_path / "out" / "latest", run)
    (tmp_path / "out").rename(tmp_path / "elsewhere")
    assert (tmp_path / "elsewhere" / "latest").resolve() == (tmp_path / "elsewhere" / "runs" / "first").resolve()


def test_something_else_under_the_links_name_is_an_output_error_and_stays(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    (tmp_path / "latest" / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match="latest"):
        point_link(tmp_path / "latest", tmp_path / "runs" / "first")
    assert names(tmp_path) == ["latest"]
    assert (tmp_path / "latest" / "mine.txt").read_text() == "mine"
