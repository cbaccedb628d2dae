"""Decides whether a command continues the unfinished run of its fingerprint or begins a new one."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from batch.errors import LedgerCorruptError, OutFolderError
from batch.ledger.database import translated_errors
from batch.ledger.lock import private_folder
from batch.ledger.store import Ledger
from batch.ledger.undisturbed import in_place, read_facts

LEDGER_NAME = "ledger.sqlite3"
_PRINT_LENGTH = 8  # of 64: short enough for a name; where two begin alike, the ledger holds the whole of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: its id, its folder, its open ledger, and whether an earlier command began it.

    `left_behind` names the run begun before a new one if it is unfinished: its input or its settings were others.
    """

    run_id: str
    folder: Path
    ledger: Ledger
    is_continued: bool
    left_behind: str | None = None

    def discard(self) -> None:
        """Remove the folder and everything in it: what could not take its inputs in is no run."""
        shutil.rmtree(self.folder)


@contextmanager
def open_run(out: Path, fingerprint: str, now: datetime) -> Iterator[Run]:
    """Continue the newest unfinished run of this fingerprint, or begin one.

    Raises LedgerCorruptError for a damaged ledger and for an unfinished one of another version; both stay untouched.
    """
    if unfinished := unfinished_run(out, fingerprint, way=in_place):
        with Ledger(unfinished / LEDGER_NAME) as ledger:
            is_continued = ledger.fact("fingerprint") is not None
            _begin(ledger, fingerprint, now)
            yield Run(run_id=unfinished.name, folder=unfinished, ledger=ledger, is_continued=is_continued)
            return
    left_behind = _newest_unfinished(out)
    folder = _new_folder(out / "runs", f"{now:%Y%m%dT%H%M%SZ}-{fingerprint[:_PRINT_LENGTH]}")
    with Ledger(folder / LEDGER_NAME) as ledger:
        _begin(ledger, fingerprint, now)
        yield Run(run_id=folder.name, folder=folder, ledger=ledger, is_continued=False, left_behind=left_behind)


def find_run(out: Path, name: str | None, *, latest: str) -> Path:
    """Return the folder of a run by its name; without one, the run that the link `latest` leads to, or the newest.

    Raises OutFolderError when it is not there.
    """
    linked = out / latest
    if name is not None:
        folder = out / "runs" / name
    elif linked.exists():
        folder = out / "runs" / linked.resolve().name
    else:
        folder = max((out / "runs").glob("*"), default=out / "runs" / "none")
    if not (folder / LEDGER_NAME).is_file():
        raise OutFolderError(f"there is no run {name or 'at all'} under {out}", remedy="name another, or another --out")
    return folder


@contextmanager
def existing_run(folder: Path) -> Iterator[Run]:
    """Open a run in its folder, whatever its fingerprint. Raises LedgerCorruptError."""
    with Ledger(folder / LEDGER_NAME) as ledger:
        yield Run(run_id=folder.name, folder=folder, ledger=ledger, is_continued=True)


def unfinished_run(out: Path, fingerprint: str, *, way: Callable[[Path], AbstractContextManager[str]]) -> Path | None:
    """Return the folder of the run that a command with this fingerprint continues.

    `way` says how its ledger is opened: `in_place`, or `undisturbed` where nothing may be changed. Folders are named
    after the fingerprint's first characters, so that the ledgers of most other runs need not be opened.
    """
    for folder in sorted((out / "runs").glob(f"*-{fingerprint[:_PRINT_LENGTH]}*"), reverse=True):
        facts = _facts(folder / LEDGER_NAME, way)
        if facts.get("fingerprint", fingerprint) == fingerprint and "completed_at" not in facts:
            return folder
    return None


def _newest_unfinished(out: Path) -> str | None:
    """Return the name of the newest run if it was begun and not completed."""
    newest = max((out / "runs").glob("*"), default=None)
    if newest is None:
        return None
    try:
        facts = _facts(newest / LEDGER_NAME, in_place)
    except LedgerCorruptError:  # it is another run's, and no reason not to begin this one
        return None
    return newest.name if facts and "completed_at" not in facts else None


def _facts(path: Path, way: Callable[[Path], AbstractContextManager[str]]) -> dict[str, str]:
    """Return what a ledger notes of its run; a run killed right after its folder was made has noted nothing."""
    if not path.exists() or path.stat().st_size == 0:
        _check_that_it_had_none(path)
        return {}
    with way(path) as uri:
        return read_facts(uri, path)


def _check_that_it_had_none(path: Path) -> None:
    """Raise if the folder holds other files: they came from a ledger, which no empty one may replace."""
    log = path.with_name(f"{path.name}-wal")
    others = [each for each in path.parent.iterdir() if not each.name.startswith(path.name)]
    if others or (log.exists() and log.stat().st_size > 0):
        raise LedgerCorruptError(
            f"{path} is gone or empty, though its run has begun",
            remedy="restore it from a backup, or move its folder away to begin anew",
        )


def _begin(ledger: Ledger, fingerprint: str, now: datetime) -> None:
    ledger.note({"fingerprint": fingerprint, "started_at": now.isoformat()})


def _new_folder(runs: Path, name: str) -> Path:
    with translated_errors(runs):
        taken = len(list(runs.glob(f"{name}*")))
        folder = runs / (f"{name}-{taken + 1}" if taken else name)
        private_folder(folder)
    return folder
