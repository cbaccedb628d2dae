"""Decides where the ledger of a run lies: in its folder, or under --state where its run.json says so."""

import json
import shutil
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from batch.disk.files import check_own_file, whole_file
from batch.disk.folders import check_own_folder, private_folder
from batch.errors import LedgerCorruptError
from batch.ledger.database import translated_errors

LEDGER_NAME = "ledger.sqlite3"
MANIFEST_NAME = "run.json"
RUNS_NAME = "runs"
_PLACE = "ledger"  # the key in the manifest
_LOGS = ("-wal", "-journal")  # what a killed run leaves beside its ledger


def state_folder(out: Path, state: Path | None) -> Path:
    """Return where lock, ledgers and slow memory lie: one --state can serve several --out, each has a folder there."""
    if state is None:
        return out
    whole = out.resolve()
    return state / f"{whole.name}-{sha256(bytes(whole)).hexdigest()[:8]}"


def run_folders(out: Path, pattern: str = "*") -> Iterator[Path]:
    """Yield the folders of the runs under `out`, in no order; what a link leads to is none."""
    check_own_folder(out / RUNS_NAME)
    return (each for each in (out / RUNS_NAME).glob(pattern) if not each.is_symlink() and each.is_dir())


def ledger_of(folder: Path) -> Path:
    """Return the path of a run's ledger."""
    in_place = folder / LEDGER_NAME
    if in_place.exists() or in_place.is_symlink():
        return in_place
    named = manifest_of(folder).get(_PLACE)
    return Path(named) if isinstance(named, str) and Path(named).is_absolute() else in_place


def check_in_place(folder: Path, ledger: Path) -> None:
    """Raise LedgerCorruptError for a ledger that is not where the manifest says; a run may have none yet."""
    if ledger.parent != folder:
        raise LedgerCorruptError(f"the ledger of run {folder.name} is not there ({ledger})")


def place_of(folder: Path, ledger: Path) -> dict[str, str]:
    """Tell for the manifest where the ledger lies, so that what reads the run finds it."""
    return {_PLACE: ledger.name if ledger.parent == folder else str(ledger)}


def state_of(folder: Path) -> Path | None:
    """Return the --state under which the ledger of a run lies, None when it lies in the run's folder."""
    ledger = ledger_of(folder)
    return None if ledger.parent == folder else ledger.parents[3]


def manifest_of(folder: Path) -> Mapping[str, Any]:
    """Return what the manifest of a run says, nothing where it has none yet."""
    path = folder / MANIFEST_NAME
    check_own_file(path)
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise LedgerCorruptError(
            f"{path} can't be read, which says where the ledger lies", remedy="restore it from a backup"
        ) from error
    return found if isinstance(found, dict) else {}


def has_written(folder: Path) -> bool:
    """Whether its manifest tells of files: then there was a ledger, wherever it is now."""
    return bool(manifest_of(folder).get("outputs"))


def ledger_for(out: Path, folder: Path, state: Path | None) -> Path:
    """Return where to open the ledger of a run; where --state is given it is moved there if it lies elsewhere."""
    found = ledger_of(folder)
    if state is None:
        return found
    wanted = (state_folder(out, state) / RUNS_NAME / folder.name / LEDGER_NAME).absolute()
    with translated_errors(wanted):
        private_folder(wanted.parent)
        if found != wanted and found.exists():
            _move(folder, found, wanted)
    return wanted


def name_place(folder: Path, ledger: Path) -> None:
    """Have the manifest say where a ledger lies that is not in the run's folder, before anything is asked."""
    said = manifest_of(folder)
    if place_of(folder, ledger).items() <= said.items() or ledger.parent == folder:
        return
    begun = said or {"run_id": folder.name, "is_complete": False}
    with whole_file(folder / MANIFEST_NAME) as file:
        file.write(json.dumps({**begun, **place_of(folder, ledger)}, ensure_ascii=False, indent=2).encode() + b"\n")


def _move(folder: Path, found: Path, wanted: Path) -> None:
    """Move a ledger with its logs; killed meanwhile, the one in its old place is the one that counts."""
    for log in (*_LOGS, ""):
        source, target = (each.with_name(f"{each.name}{log}") for each in (found, wanted))
        target.unlink(missing_ok=True)
        if source.exists():
            check_own_file(source)
            with source.open("rb") as old, whole_file(target) as new:
                shutil.copyfileobj(old, new)
    name_place(folder, wanted)
    for log in ("", *_LOGS):
        found.with_name(f"{found.name}{log}").unlink(missing_ok=True)
