"""One process at a time uses an output folder, and its end frees the folder, however it ends."""

import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support import builders as make

from batch.errors import OutFolderError, OutLockedError
from batch.ledger import locked
from batch.ledger.lock import looked_at, read_alone

LATER = make.NOW + timedelta(hours=5)


def test_a_folder_that_was_there_before_keeps_its_mode(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o755)
    out.chmod(0o755)
    with locked(out, make.NOW):
        pass
    assert stat.S_IMODE(out.stat().st_mode) == 0o755


def test_an_out_that_is_no_folder_is_an_error_of_its_own(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("a file")
    with pytest.raises(OutFolderError), locked(out, make.NOW):
        pass
    assert out.read_text() == "a file"


HOLDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from batch.ledger import locked
with locked(Path(sys.argv[1]), datetime(2026, 3, 1, 12, 0, tzinfo=UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held_elsewhere(out: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Have another process hold the folder, until its standard input is closed or it is killed."""
    command = [sys.executable, "-c", HOLDER, str(out)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_second_process_is_refused_and_told_who_holds_the_folder(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path) as holder:
        with pytest.raises(OutLockedError) as refused, locked(tmp_path, LATER):
            pass
        assert refused.value.holder == f"process {holder.pid} since 2026-03-01T12:00:00+00:00"
        assert str(tmp_path) in str(refused.value)


def test_a_refused_process_does_not_disturb_the_holder(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path) as holder:
        for _ in range(2):
            with pytest.raises(OutLockedError, match=str(holder.pid)), locked(tmp_path, LATER):
                pass


def test_nobody_looks_while_a_run_holds_the_folder(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path) as holder:
        for look in (looked_at, read_alone):
            with pytest.raises(OutLockedError, match=str(holder.pid)), look(tmp_path):
                pass


def test_many_may_look_at_a_time_and_keep_runs_out(tmp_path: Path) -> None:
    with locked(tmp_path, make.NOW):
        pass
    with looked_at(tmp_path), read_alone(tmp_path), pytest.raises(OutLockedError), locked(tmp_path, LATER):
        pass


def test_the_folder_is_free_once_the_holder_is_killed(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path) as holder:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with locked(tmp_path, datetime.now(UTC)):
            pass


def test_the_folder_is_free_once_the_holder_has_ended(tmp_path: Path) -> None:
    with locked(tmp_path, make.NOW):
        pass
    with locked(tmp_path, LATER):
        pass


def test_the_folder_is_free_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), locked(tmp_path, make.NOW):
        raise RuntimeError
    with locked(tmp_path, LATER):
        pass


def test_two_folders_do_not_hinder_each_other(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path / "a"), locked(tmp_path / "b", LATER):
        pass


def test_a_child_process_does_not_keep_the_folder(tmp_path: Path) -> None:
    with locked(tmp_path, make.NOW):
        child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    try:
        with locked(tmp_path, LATER):
            pass
    finally:
        child.communicate()
