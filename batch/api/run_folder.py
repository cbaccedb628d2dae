"""Finds a run on disk, and makes a Result of it when its files are as the run wrote them."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from batch.api.result import Result
from batch.disk.latest import LATEST_FILE_NAME, LATEST_NAME
from batch.errors import LedgerCorruptError, OutFolderError
from batch.ledger import LEDGER_NAME, MANIFEST_NAME, find_run, manifest_of
from batch.ledger.places import RUNS_NAME


def read_run(path: str | os.PathLike[str]) -> Result:
    """Return what a run has left behind; nobody is asked, and nothing is changed.

    `path` is the folder of a run, `OUT/latest`, or `OUT` itself, of which the newest complete run is taken. A run that
    was stopped has what was answered, and `complete` is False.

    Raises OutFolderError where there is no run, or one without files, and LedgerCorruptError for a damaged manifest.
    A damaged or changed table raises OutputError when it is asked for.
    """
    folder = _folder(Path(path))
    manifest = _manifest(folder)
    return Result(folder, manifest)


def _folder(path: Path) -> Path:
    if path.name == LATEST_FILE_NAME or (path.name == LATEST_NAME and not path.exists()):
        return find_run(path.parent, None)  # on a share without links
    if not path.is_dir():
        raise OutFolderError(f"there is no folder {path}", remedy="name the folder of a run, or the --out of runs")
    path = path.resolve()
    if (path / MANIFEST_NAME).exists() or (path / LEDGER_NAME).exists():
        return path
    if (path / RUNS_NAME).is_dir():
        return find_run(path, None)
    raise OutFolderError(f"{path} holds no run", remedy="name the folder of a run, or the --out of runs")


def _manifest(folder: Path) -> Mapping[str, Any]:
    """Return the manifest of a run whose files were written. Raises OutFolderError for one that was killed before."""
    try:
        manifest = manifest_of(folder)
    except LedgerCorruptError as error:
        raise LedgerCorruptError(
            f"{folder / MANIFEST_NAME} is damaged",
            remedy=f"restore it from a backup, or write it anew with ektepakt-batch retry {folder.name}",
        ) from error
    if "outputs" not in manifest:
        raise OutFolderError(
            f"run {folder.name} was ended before its files were written",
            remedy="run the same command again, or make the same call",
        )
    if not isinstance(manifest["outputs"], list) or not isinstance(manifest.get("outcomes"), dict):
        raise LedgerCorruptError(f"{folder / MANIFEST_NAME} is no manifest of a run", remedy="restore it from a backup")
    return manifest
