"""The newest complete run is named by a link, or by a small file where links are refused; only one of them remains."""

import errno
import os
from pathlib import Path

import pytest
from support.disk_events import disk_events

from batch.disk.latest import latest_run, point_latest
from batch.errors import OutputError, OutputRefusedError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def run(out: Path, name: str) -> Path:
    (out / "runs" / name).mkdir(parents=True, exist_ok=True)
    return out / "runs" / name


def _refuse(*_arguments: object, **_more: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


@pytest.fixture
def _no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "symlink", _refuse)


def test_a_link_is_made_and_moved(tmp_path: Path) -> None:
    for name in ("first", "second"):
        assert point_latest(tmp_path, run(tmp_path, name)) is None
        assert (tmp_path / "latest").resolve() == (tmp_path / "runs" / name).resolve()
        assert latest_run(tmp_path) == name
    assert names(tmp_path) == ["latest", "runs"]


def test_the_link_is_on_the_disk_once_it_points(tmp_path: Path) -> None:
    folder = run(tmp_path, "first")
    with disk_events(tmp_path) as events:
        point_latest(tmp_path, folder)
    assert events == [".latest.part becomes latest", ". synced"]


def test_a_link_still_points_when_the_whole_folder_is_moved(tmp_path: Path) -> None:
    point_latest(tmp_path / "out", run(tmp_path / "out", "first"))
    (tmp_path / "out").rename(tmp_path / "elsewhere")
    assert (tmp_path / "elsewhere" / "latest").resolve() == (tmp_path / "elsewhere" / "runs" / "first").resolve()


@pytest.mark.usefixtures("_no_links")
def test_where_links_are_refused_a_file_names_the_run_and_it_is_said(tmp_path: Path) -> None:
    for name in ("first", "second"):
        assert "latest.txt" in (point_latest(tmp_path, run(tmp_path, name)) or "")
        assert (tmp_path / "latest.txt").read_text() == f"runs/{name}\n"
        assert latest_run(tmp_path) == name
    assert names(tmp_path) == ["latest.txt", "runs"]


def test_of_the_two_only_the_one_in_force_remains(tmp_path: Path) -> None:
    point_latest(tmp_path, run(tmp_path, "first"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "symlink", _refuse)
        point_latest(tmp_path, run(tmp_path, "second"))
    assert (names(tmp_path), latest_run(tmp_path)) == (["latest.txt", "runs"], "second")
    point_latest(tmp_path, run(tmp_path, "third"))
    assert (names(tmp_path), latest_run(tmp_path)) == (["latest", "runs"], "third")


def test_of_two_that_a_killed_process_left_the_newer_counts(tmp_path: Path) -> None:
    (tmp_path / "latest").symlink_to("runs/first")
    (tmp_path / "latest.txt").write_text("runs/second\n")
    os.utime(tmp_path / "latest", (1, 1), follow_symlinks=False)
    assert latest_run(tmp_path) == "second"
    os.utime(tmp_path / "latest.txt", (0, 0))
    assert latest_run(tmp_path) == "first"


def test_a_persons_file_of_that_name_is_no_pointer_and_stays(tmp_path: Path) -> None:
    (tmp_path / "latest.txt").write_text("what we found\nthis time\n")
    assert latest_run(tmp_path) is None
    point_latest(tmp_path, run(tmp_path, "first"))
    assert names(tmp_path) == ["latest", "latest.txt", "runs"]


def test_something_else_under_the_links_name_is_an_output_error_and_stays(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    (tmp_path / "latest" / "mine.txt").write_text("mine")
    with pytest.raises(OutputRefusedError, match="latest"):
        point_latest(tmp_path, tmp_path / "runs" / "first")
    assert names(tmp_path) == ["latest"]
    assert (tmp_path / "latest" / "mine.txt").read_text() == "mine"


def test_a_full_disk_is_no_refusal_of_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "symlink", refuse)
    with pytest.raises(OutputError) as full:
        point_latest(tmp_path, run(tmp_path, "first"))
    assert not isinstance(full.value, OutputRefusedError)
    assert names(tmp_path) == ["runs"]
