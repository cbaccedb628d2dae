"""Makes folders for their owner alone, and finds out who else may write in them."""

import os
import stat
from pathlib import Path
from tempfile import TemporaryDirectory

from batch.disk.faults import NOT_OFFERED
from batch.errors import OutFolderError
from batch.system.files import open_folder
from batch.system.users import is_group_of

_PRIVATE = 0o700
_READ_ONLY = 0o500
_TRIAL_PREFIX = ".ektepakt-batch-"


def private_folder(path: Path) -> None:
    """Make a folder and its parents for their owner alone; one that exists keeps its mode."""
    for folder in (*reversed(path.parents), path):
        if not folder.is_dir():
            folder.mkdir(mode=_PRIVATE, exist_ok=True)


def nearest_folder(path: Path) -> Path:
    """Return it, or the nearest one above that exists."""
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())


def check_own_folder(path: Path) -> None:
    """Raise OutFolderError for a link under the name of a folder of ours: it leads where somebody else wants."""
    if path.is_symlink():
        raise OutFolderError(
            f"{path} is a link, which is not followed", remedy="move it away, or choose another folder with --out"
        )


def check_nobody_else_writes(folder: Path) -> None:
    """Raise OutFolderError for a folder in which another user may put, and replace, files.

    Where everybody may write but only owners may replace (the sticky bit, as in /tmp), no link is followed.
    """
    found = folder.stat()
    if found.st_mode & stat.S_ISVTX or not _may_others_write(found):
        return
    raise OutFolderError(
        f"other users may write in {folder} (mode {stat.S_IMODE(found.st_mode):o}), and could change the answers",
        remedy=f"chmod 700 {folder}, or choose another folder with --out",
    )


def _may_others_write(found: os.stat_result) -> bool:
    is_the_groups = found.st_mode & stat.S_IWGRP and not is_group_of(found.st_gid, found.st_uid)
    return bool(found.st_mode & stat.S_IWOTH or is_the_groups)


def trial_folder(folder: Path) -> TemporaryDirectory[str]:
    """Make a folder in which is tried what the file system offers; it is removed at the end of the context."""
    return TemporaryDirectory(dir=folder, prefix=_TRIAL_PREFIX, ignore_cleanup_errors=True)


def keeps_modes(trial: Path) -> bool:
    """Whether a folder has the mode that it is given; FAT and many a share refuse to change it, or pretend to."""
    try:
        return all(_is_kept(trial, mode) for mode in (_READ_ONLY, _PRIVATE))
    except OSError:
        return False


def _is_kept(trial: Path, mode: int) -> bool:
    trial.chmod(mode)
    return stat.S_IMODE(trial.stat().st_mode) == mode


def sync_folder(folder: Path) -> None:
    """Have a renaming on the disk; a file system that syncs no folders has its own way to keep them."""
    if (descriptor := open_folder(folder)) is None:
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in NOT_OFFERED:
            raise
    finally:
        os.close(descriptor)
