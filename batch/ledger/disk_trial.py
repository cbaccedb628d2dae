"""Tries on the disk of --out what a run needs of it, and tells how much room a run takes; nothing is left behind."""

import os
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from batch.disk.faults import is_for_good
from batch.disk.folders import check_nobody_else_writes, keeps_modes, nearest_folder, sync_folder, trial_folder
from batch.errors import LedgerError, OutFolderError
from batch.ledger.database import open_database
from batch.ledger.lock import try_locks

_BYTES_PER_LOOKUP = 2_000  # measured: 1.0 KB in the ledger, 0.7 KB in tables and copy; and a table is written twice
_BYTES_AT_LEAST = 1_000_000  # of every run: a log of the ledger, the manifest
_SCHEMA = "CREATE TABLE tried (once TEXT) STRICT; PRAGMA user_version = 1;"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskTrial:
    """What was seen, and what to think of where a run works and something is missing all the same."""

    said: str
    remedy: str | None


def expected_bytes(lookups: int) -> int:
    """Return how much room a run with so many look-ups takes, as far as its people are like others."""
    return _BYTES_AT_LEAST + _BYTES_PER_LOOKUP * lookups


def free_bytes(out: Path) -> int:
    return shutil.disk_usage(nearest_folder(out)).free


def check_room(out: Path, lookups: int) -> None:
    """Raise LedgerError where a run with so many look-ups would fill the disk."""
    free, expected = free_bytes(out), expected_bytes(lookups)
    if free < expected:
        raise LedgerError(
            f"the disk of {out} has {in_megabytes(free)} free, and the run is expected to write "
            f"{in_megabytes(expected)}",
            remedy="make room, or choose another folder with --out",
        )


def in_megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"


def try_disk(out: Path, state: Path | None) -> DiskTrial:
    """Write, sync, rename, link, lock and keep a journal in the nearest folder that exists.

    Raises OutFolderError, NoLocksError or LedgerError for what a run could not do without.
    """
    folder, ledgers = nearest_folder(out), nearest_folder(state or out)
    try:
        with trial_folder(folder) as made, trial_folder(ledgers) as made_for_ledgers:
            _write(Path(made))
            has_links, has_modes = _has_links(Path(made)), keeps_modes(Path(made))
            try_locks(ledgers, Path(made_for_ledgers))
            journal = _journal(Path(made_for_ledgers))
    except OSError as error:
        raise OutFolderError(
            f"can't write in {folder} ({error.strerror})", remedy="choose another folder with --out"
        ) from error
    if has_modes and folder == out.absolute():
        check_nobody_else_writes(folder)
    check_room(out, 0)
    missing = [
        *([] if has_links else ["no links: latest.txt will name the newest run"]),
        *([] if has_modes else ["it keeps no modes: whoever may use it may read the answers"]),
    ]
    fit = (free_bytes(out) - expected_bytes(0)) // _BYTES_PER_LOOKUP
    return DiskTrial(
        said=f"{out} can be written; {journal}; room for {fit:,} look-ups",
        remedy="; ".join(missing) or None,
    )


def _write(trial: Path) -> None:
    with (trial / "written").open("wb") as file:
        file.write(b"?")
        file.flush()
        os.fsync(file.fileno())
    (trial / "written").replace(trial / "renamed")
    sync_folder(trial)


def _has_links(trial: Path) -> bool:
    try:
        (trial / "link").symlink_to("renamed")
    except OSError as error:
        if not is_for_good(error):
            raise
        return False
    return True


def _journal(trial: Path) -> str:
    with closing(open_database(trial / "ledger.sqlite3", schema=_SCHEMA, version=1)) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    return "a write-ahead log" if mode == "wal" else "a rollback journal"
