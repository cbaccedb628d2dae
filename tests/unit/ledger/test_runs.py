"""The runs under an output folder: which is continued, which begun anew, and by whom."""

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

from batch.errors import LedgerCorruptError, OutFolderError, OutLockedError
from batch.ledger import LEDGER_NAME, locked, open_run

PRINT = "0123abcd" + "e" * 56
OTHER_PRINT = "ffff0000" + "e" * 56
NAMESAKE_PRINT = "0123abcd" + "f" * 56
LATER = make.NOW + timedelta(hours=5)


def run(out: Path, fingerprint: str = PRINT, now: datetime = make.NOW, *, finished: bool = False) -> tuple[str, bool]:
    """Open a run, and finish it if wished; return its id and whether it was continued."""
    with open_run(out, fingerprint, now) as opened:
        assert opened.folder == out / "runs" / opened.run_id
        if finished:
            opened.ledger.note({"completed_at": now.isoformat()})
        return opened.run_id, opened.is_continued


def test_a_first_run_is_begun_in_a_folder_named_after_its_time_and_fingerprint(tmp_path: Path) -> None:
    with open_run(tmp_path, PRINT, make.NOW) as begun:
        assert begun.run_id == "20260301T120000Z-0123abcd"
        assert not begun.is_continued
        assert begun.ledger.fact("fingerprint") == PRINT
        assert begun.ledger.fact("started_at") == make.NOW.isoformat()


def test_an_unfinished_run_is_continued(tmp_path: Path) -> None:
    run_id, _ = run(tmp_path)
    with open_run(tmp_path, PRINT, LATER) as continued:
        assert (continued.run_id, continued.is_continued) == (run_id, True)
        assert continued.ledger.fact("started_at") == make.NOW.isoformat()


def test_a_finished_run_is_followed_by_a_new_one(tmp_path: Path) -> None:
    run_id, _ = run(tmp_path, finished=True)
    next_id, is_continued = run(tmp_path, now=LATER)
    assert next_id > run_id
    assert not is_continued


def test_the_newest_unfinished_run_is_continued_past_finished_ones(tmp_path: Path) -> None:
    run(tmp_path, finished=True)
    unfinished, _ = run(tmp_path, now=LATER)
    assert run(tmp_path, now=LATER + timedelta(days=1)) == (unfinished, True)


def test_a_run_of_another_fingerprint_is_not_continued(tmp_path: Path) -> None:
    run_id, _ = run(tmp_path)
    other_id, is_continued = run(tmp_path, OTHER_PRINT, LATER)
    assert (other_id != run_id, is_continued) == (True, False)
    assert run(tmp_path, PRINT, LATER) == (run_id, True)


def test_a_run_whose_fingerprint_only_begins_alike_is_not_continued(tmp_path: Path) -> None:
    run_id, _ = run(tmp_path)
    other_id, is_continued = run(tmp_path, NAMESAKE_PRINT)
    assert (other_id != run_id, is_continued) == (True, False)


def test_runs_begun_in_the_same_second_have_folders_of_their_own(tmp_path: Path) -> None:
    ids = [run(tmp_path, finished=True)[0] for _ in range(3)]
    assert len(set(ids)) == 3


def test_a_folder_that_a_killed_process_left_without_a_ledger_is_taken_over(tmp_path: Path) -> None:
    left = tmp_path / "runs" / "20260301T110000Z-0123abcd"
    left.mkdir(parents=True)
    assert run(tmp_path) == (left.name, False)
    assert run(tmp_path) == (left.name, True)


def test_a_damaged_ledger_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    run_id, _ = run(tmp_path)
    path = tmp_path / "runs" / run_id / LEDGER_NAME
    path.write_bytes(b"damaged" * 1000)
    with pytest.raises(LedgerCorruptError, match=run_id):
        run(tmp_path, now=LATER)
    assert path.read_bytes() == b"damaged" * 1000
    assert [each.name for each in (tmp_path / "runs").iterdir()] == [run_id]


def test_another_runs_damaged_ledger_does_not_matter(tmp_path: Path) -> None:
    run_id, _ = run(tmp_path)
    (tmp_path / "runs" / run_id / LEDGER_NAME).write_bytes(b"damaged" * 1000)
    _, is_continued = run(tmp_path, OTHER_PRINT)
    assert not is_continued


def test_every_folder_made_is_private(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    with locked(out, make.NOW):
        run_id, _ = run(out)
    made = [tmp_path / "deep", out, out / "runs", out / "runs" / run_id]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.rglob("*") if path.is_file()} == {0o600}


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
