"""The runs under an output folder: which is continued, and which begun anew."""

import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support import builders as make

from batch.errors import LedgerCorruptError
from batch.ledger import LEDGER_NAME, existing_run, locked, open_run

PRINT = "0123abcd" + "e" * 56
OTHER_PRINT = "ffff0000" + "e" * 56
NAMESAKE_PRINT = "0123abcd" + "f" * 56
LATER = make.NOW + timedelta(hours=5)


def run(out: Path, fingerprint: str = PRINT, now: datetime = make.NOW, *, finished: bool = False) -> tuple[str, bool]:
    """Open a run, and finish it if asked to; return its id and whether it was continued."""
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


def test_the_ledger_of_another_run_is_not_gone_on_with_in_its_place(tmp_path: Path) -> None:
    own, other = run(tmp_path, finished=True)[0], run(tmp_path, OTHER_PRINT, LATER, finished=True)[0]
    folder, elsewhere = (tmp_path / "runs" / name for name in (own, other))
    with existing_run(tmp_path, folder):
        pass
    (folder / LEDGER_NAME).write_bytes((elsewhere / LEDGER_NAME).read_bytes())
    with pytest.raises(LedgerCorruptError, match=f"another run than {own}"), existing_run(tmp_path, folder):
        pass


@pytest.mark.parametrize("size", [0, 1, 511])
def test_what_is_left_of_a_truncated_ledger_is_not_taken_for_a_new_one(tmp_path: Path, size: int) -> None:
    run_id, _ = run(tmp_path)
    folder = tmp_path / "runs" / run_id
    (folder / "errors.csv").touch()
    (folder / LEDGER_NAME).write_bytes((folder / LEDGER_NAME).read_bytes()[:size])
    with pytest.raises(LedgerCorruptError, match="gone or empty"), existing_run(tmp_path, folder):
        pass
    with pytest.raises(LedgerCorruptError, match="gone or empty"):
        run(tmp_path)
    assert (folder / LEDGER_NAME).stat().st_size == size
