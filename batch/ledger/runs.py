"""Decides whether a command continues the unfinished run of its fingerprint or begins a new one."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from batch.disk.folders import private_folder
from batch.disk.latest import LATEST_NAME, latest_run
from batch.errors import LedgerCorruptError, OutFolderError
from batch.ledger.database import damaged, gone, translated_errors
from batch.ledger.places import LEDGER_NAME, RUNS_NAME, ledger_for, ledger_of, manifest_of, name_place, run_folders
from batch.ledger.store import Ledger
from batch.ledger.undisturbed import in_place, read_facts, undisturbed

_PRINT_LENGTH = 8  # of 64: short enough for a name; where two begin alike, the ledger holds the whole of it
_LEAST_BYTES = 512  # of a database: the smallest page
_PRINT_IN_NAME = re.compile(rf"Z-([0-9a-f]{{{_PRINT_LENGTH}}})")


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
        if self.ledger.path.parent != self.folder:
            shutil.rmtree(self.ledger.path.parent)


@contextmanager
def open_run(out: Path, fingerprint: str, now: datetime, *, state: Path | None = None) -> Iterator[Run]:
    """Continue the newest unfinished run of this fingerprint, or begin one; its ledger lies under `state` if given.

    Raises LedgerCorruptError for a damaged ledger and for an unfinished one of another version; both stay untouched.
    """
    way = in_place if state is None else undisturbed  # without locks nothing is read in place
    if unfinished := unfinished_run(out, fingerprint, way=way):
        with Ledger(ledger_for(out, unfinished, state)) as ledger:
            is_continued = ledger.fact("fingerprint") is not None
            _begin(unfinished, ledger, fingerprint, now)
            yield Run(run_id=unfinished.name, folder=unfinished, ledger=ledger, is_continued=is_continued)
            return
    left_behind = _newest_unfinished(out, way)
    folder = _new_folder(out / RUNS_NAME, f"{now:%Y%m%dT%H%M%SZ}-{fingerprint[:_PRINT_LENGTH]}")
    with Ledger(ledger_for(out, folder, state)) as ledger:
        _begin(folder, ledger, fingerprint, now)
        yield Run(run_id=folder.name, folder=folder, ledger=ledger, is_continued=False, left_behind=left_behind)


def find_run(out: Path, name: str | None) -> Path:
    """Return the folder of a run by its name, or by the path of its folder; `latest` is the newest complete run.

    Without a name it is that one, or else the newest. Raises OutFolderError when it is not there.
    """
    folders = {each.name: each for each in run_folders(out)}
    if name is None or name == LATEST_NAME:
        wanted = latest_run(out)
    else:
        wanted = Path(name).resolve().name if Path(name).resolve() in map(Path.resolve, folders.values()) else name
    newest = max(folders.values(), default=None) if name is None else None
    folder = folders.get(wanted) if wanted else newest
    if folder is None:
        raise OutFolderError(f"there is no run {name or 'at all'} under {out}", remedy="name another, or another --out")
    if not (ledger := ledger_of(folder)).is_file():
        raise OutFolderError(
            f"the ledger of run {folder.name} is not there ({ledger})", remedy="name another run, or another --out"
        )
    return folder


@contextmanager
def existing_run(out: Path, folder: Path, *, state: Path | None = None) -> Iterator[Run]:
    """Open a run in its folder, whatever its fingerprint. Raises LedgerCorruptError."""
    if _is_empty(path := ledger_of(folder)):
        raise gone(path)
    with Ledger(ledger_for(out, folder, state)) as ledger:
        _check_that_it_is_its_own(folder, ledger)
        name_place(folder, ledger.path)
        yield Run(run_id=folder.name, folder=folder, ledger=ledger, is_continued=True)


def unfinished_run(out: Path, fingerprint: str, *, way: Callable[[Path], AbstractContextManager[str]]) -> Path | None:
    """Return the folder of the run that a command with this fingerprint continues.

    `way` says how its ledger is opened: `in_place`, or `undisturbed` where nothing may be changed. Folders are named
    after the fingerprint's first characters, so that the ledgers of most other runs need not be opened.
    """
    for folder in sorted(run_folders(out, f"*-{fingerprint[:_PRINT_LENGTH]}*"), reverse=True):
        facts = _facts(folder, way)
        if facts.get("fingerprint", fingerprint) == fingerprint and "completed_at" not in facts:
            return folder
    return None


def _newest_unfinished(out: Path, way: Callable[[Path], AbstractContextManager[str]]) -> str | None:
    """Return the name of the newest run if it was begun and not completed."""
    newest = max(run_folders(out), default=None)
    if newest is None:
        return None
    try:
        facts = _facts(newest, way)
    except LedgerCorruptError:  # it is another run's, and no reason not to begin this one
        return None
    return newest.name if facts and "completed_at" not in facts else None


def _facts(folder: Path, way: Callable[[Path], AbstractContextManager[str]]) -> dict[str, str]:
    """Return what a ledger notes of its run; a run killed right after its folder was made has noted nothing.

    Where a complete run has lost its ledger there is nothing to go on with: its manifest has the last word.
    """
    path = ledger_of(folder)
    if _is_empty(path):
        if manifest_of(folder).get("is_complete") is True:
            return {"completed_at": ""}
        _check_that_it_had_none(folder, path)
        return {}
    with way(path) as uri:
        return read_facts(uri, path)


def _is_empty(path: Path) -> bool:
    """Whether there is no database, or a piece of one that SQLite takes for a new one."""
    return not path.exists() or path.stat().st_size < _LEAST_BYTES


def _check_that_it_had_none(folder: Path, path: Path) -> None:
    """Raise if the folder holds other files: they came from a ledger, which no empty one may replace."""
    log = path.with_name(f"{path.name}-wal")
    others = [each for each in folder.iterdir() if not each.name.startswith(LEDGER_NAME)]
    if others or (log.exists() and log.stat().st_size > 0):
        raise gone(path)


def _check_that_it_is_its_own(folder: Path, ledger: Ledger) -> None:
    """Raise for the ledger of another run, which somebody has copied here: files of this one would hold its answers."""
    named = _PRINT_IN_NAME.search(folder.name)
    found = ledger.fact("fingerprint")
    if named and found is not None and not found.startswith(named[1]):
        raise damaged(ledger.path, f"it is of another run than {folder.name}")


def _begin(folder: Path, ledger: Ledger, fingerprint: str, now: datetime) -> None:
    ledger.note({"fingerprint": fingerprint, "started_at": now.isoformat()})
    name_place(folder, ledger.path)


def _new_folder(runs: Path, name: str) -> Path:
    with translated_errors(runs):
        taken = len(list(runs.glob(f"{name}*")))
        folder = runs / (f"{name}-{taken + 1}" if taken else name)
        private_folder(folder)
    return folder
