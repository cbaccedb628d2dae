"""Says which complete run is the newest: by the link `latest`, and where links are refused by the file `latest.txt`."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from batch.disk.faults import is_for_good
from batch.disk.files import open_own, output_error, whole_file
from batch.disk.folders import sync_folder
from batch.errors import OutFolderError, OutputRefusedError

LATEST_NAME = "latest"
LATEST_FILE_NAME = "latest.txt"
_LONGEST = 1000  # bytes of the file; a longer one is somebody else's


def point_latest(out: Path, folder: Path) -> str | None:
    """Point at a run's folder, and remove the way of pointing that is not in force; say so where links are refused.

    Raises OutputError where something stands under that name that is neither.
    """
    link = out / LATEST_NAME
    if link.exists() and not link.is_symlink():
        raise OutputRefusedError(
            f"can't make {link} point at the run: it is no link", remedy="move away what is there, and run again"
        )
    target = Path(os.path.relpath(folder, out))
    try:
        _point_link(link, target)
    except OSError as error:
        if not is_for_good(error):
            raise output_error(f"can't make {link} point at the run ({error.strerror or error})", error) from error
    else:
        _remove(out / LATEST_FILE_NAME)
        return None
    with whole_file(out / LATEST_FILE_NAME) as file:
        file.write(f"{target}\n".encode("utf-8", "surrogateescape"))
    _remove(link)
    return f"links are refused in {out}: {LATEST_FILE_NAME} there names the newest complete run"


def point_nowhere(out: Path) -> None:
    """Remove what points at a run that is about to be deleted. Raises OSError."""
    for way, read in ((out / LATEST_NAME, _run_linked), (out / LATEST_FILE_NAME, _run_named_in)):
        if read(way) is not None:
            way.unlink()


def _point_link(link: Path, target: Path) -> None:
    beside = link.with_name(f".{link.name}.part")
    try:
        beside.unlink(missing_ok=True)
        beside.symlink_to(target, target_is_directory=True)
        beside.replace(link)
        sync_folder(link.parent)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def _remove(path: Path) -> None:
    """Remove what no longer tells the truth, if it was ours: a person's `latest.txt` is a file of more lines."""
    with suppress(OSError, OutFolderError):
        if path.is_symlink() or _run_named_in(path) is not None:
            path.unlink()


def latest_run(out: Path) -> str | None:
    """Return the name of the newest complete run; a command that was killed may have left both ways of pointing."""
    ways = [(out / LATEST_NAME, _run_linked), (out / LATEST_FILE_NAME, _run_named_in)]
    found = [(path.lstat().st_mtime_ns, name) for path, read in ways if (name := read(path)) is not None]
    return max(found)[1] if found else None


def _run_linked(path: Path) -> str | None:
    try:
        return path.readlink().name
    except OSError:
        return None


def _run_named_in(path: Path) -> str | None:
    try:
        descriptor = open_own(path, os.O_RDONLY)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        lines = file.read(_LONGEST).decode("utf-8", "surrogateescape").splitlines() if _is_file(descriptor) else []
    return Path(lines[0]).name if len(lines) == 1 and lines[0].startswith("runs/") else None


def _is_file(descriptor: int) -> bool:
    return stat.S_ISREG(os.fstat(descriptor).st_mode)
