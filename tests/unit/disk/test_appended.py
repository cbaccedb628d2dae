"""Lines of several commands in one private file: each whole, none behind a torn one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.disk_events import disk_events

from batch.disk.appended import append_line
from batch.errors import OutFolderError

_MANY = """
import sys
from pathlib import Path
from batch.disk.appended import append_line
for number in range(200):
    append_line(Path(sys.argv[1]), f"{sys.argv[2]} {number} " + "x" * 3000)
"""


def test_lines_are_appended_to_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    append_line(path, "første")
    append_line(path, "second")
    assert path.read_text("utf-8") == "første\nsecond\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_each_line_is_on_the_disk_when_it_counts_as_written(tmp_path: Path) -> None:
    with disk_events(tmp_path) as events:
        append_line(tmp_path / "lines", "one")
        append_line(tmp_path / "lines", "two")
    assert events == ["lines synced at 4", ". synced", "lines synced at 8"]


def test_two_at_once_leave_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    command = [sys.executable, "-c", _MANY, str(path)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
    processes = [subprocess.Popen([*command, name], env=environment) for name in "ab"]
    assert [each.wait(timeout=60) for each in processes] == [0, 0]
    lines = path.read_text("utf-8").splitlines()
    assert {len(each.split()[-1]) for each in lines} == {3000}
    assert sorted(" ".join(each.split()[:2]) for each in lines) == sorted(f"{n} {i}" for n in "ab" for i in range(200))


def test_behind_a_torn_line_the_next_stands_alone(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_text("whole\ntor")
    append_line(path, "next")
    append_line(path, "last")
    assert path.read_text("utf-8") == "whole\ntor\nnext\nlast\n"


def test_a_disk_that_takes_half_a_line_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))
    with pytest.raises(OSError, match="No space"):
        append_line(tmp_path / "lines", "first")
    monkeypatch.undo()
    append_line(tmp_path / "lines", "next")
    assert (tmp_path / "lines").read_text("utf-8") == "fir\nnext\n"


def test_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "lines").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutFolderError, match="link"):
        append_line(tmp_path / "lines", "first")
    assert not (tmp_path / "elsewhere").exists()
