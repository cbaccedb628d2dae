"""Deletes runs: each is renamed aside first, so that one that is half deleted passes for none and is deleted later."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from shutil import rmtree

from batch.disk.files import outputs_in
from batch.disk.folders import check_own_folder, private_folder, sync_folder
from batch.errors import LedgerCorruptError
from batch.ledger.database import LOGS
from batch.ledger.places import LEDGER_NAME, RUNS_NAME, ledger_of, state_folder

_ASIDE_NAME = ".deleted"
_STATE_ABOVE = 3  # STATE/<of the output folder>/runs/<run>/ledger.sqlite3


def delete_runs(out: Path, folders: Iterable[Path]) -> None:
    """Delete runs with their ledgers, wherever these lie. The caller holds the locks.

    Raises OutFolderError, and OutputError for what the file system refuses: the next deletion finishes it.
    """
    finish_deletions(out)
    aside = out / _ASIDE_NAME
    for folder in folders:
        with outputs_in(out):
            private_folder(aside)
            moved = folder.rename(aside / folder.name)
            sync_folder(folder.parent)
            sync_folder(aside)
            _delete(out, moved)
    with suppress(OSError):
        aside.rmdir()


def finish_deletions(out: Path) -> int:
    """Delete what a killed command has renamed aside; return how many runs that were. Raises like `delete_runs`."""
    aside = out / _ASIDE_NAME
    check_own_folder(aside)
    with outputs_in(out):
        left = [each for each in aside.glob("*") if each.is_dir() and not each.is_symlink()]
        for each in left:
            _delete(out, each)
    return len(left)


def _delete(out: Path, moved: Path) -> None:
    """Delete the ledger first, since only the run's own folder says where it lies. No link is followed."""
    with suppress(LedgerCorruptError):  # the manifest is half deleted: then its ledger is gone already
        ledger = ledger_of(moved)
        if ledger.parent != moved and _is_under_a_state(out, moved, ledger):
            for log in (*LOGS, ""):
                ledger.with_name(f"{ledger.name}{log}").unlink(missing_ok=True)
            with suppress(OSError):  # somebody else's files are in it, or it is gone
                ledger.parent.rmdir()
    rmtree(moved)


def _is_under_a_state(out: Path, moved: Path, ledger: Path) -> bool:
    """Whether it lies where --state puts the ledger of just this run: a foreign manifest may name any file."""
    above = list(ledger.parents)
    if len(above) <= _STATE_ABOVE or any(each.is_symlink() for each in above[:_STATE_ABOVE]):
        return False
    return ledger == state_folder(out, above[_STATE_ABOVE]) / RUNS_NAME / moved.name / LEDGER_NAME
