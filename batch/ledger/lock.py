"""Decides who may use an output folder: one run at a time, by a lock that the kernel frees when its process dies."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from batch.errors import LedgerError, OutFolderError, OutLockedError
from batch.ledger.database import translated_errors

_LOCK_NAME = ".lock"
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def locked(out: Path, now: datetime) -> Iterator[None]:
    """Hold the output folder for this process, and note in the lock file who holds it since when.

    Raises OutLockedError when another process holds it, OutFolderError when it can't be written in, and LedgerError
    when its disk is full.
    """
    descriptor = _open_lock(out)
    try:
        _lock(descriptor, out, fcntl.LOCK_EX)
        with translated_errors(out / _LOCK_NAME):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"process {os.getpid()} since {now.isoformat(timespec='seconds')}".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _open_lock(out: Path) -> int:
    try:
        private_folder(out)
        return os.open(out / _LOCK_NAME, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise LedgerError(
                f"can't write in {out} ({error.strerror})", remedy="make room and run the same command again"
            ) from error
        raise OutFolderError(
            f"can't write in {out} ({error.strerror})", remedy="choose another folder with --out"
        ) from error


@contextmanager
def looked_at(out: Path) -> Iterator[None]:
    """Keep runs out of the output folder while a plan reads it; nothing is created or changed.

    Raises OutLockedError when a run holds it, OutFolderError when a run could not write in it.
    """
    nearest = next(each for each in (out.absolute(), *out.absolute().parents) if each.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise OutFolderError(
            f"can't write in {out} ({nearest} does not allow it)", remedy="choose another folder with --out"
        )
    if not (out / _LOCK_NAME).exists():
        yield
        return
    descriptor = os.open(out / _LOCK_NAME, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _lock(descriptor, out, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, out: Path, kind: int) -> None:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:
        # What `locked` notes there is shorter; a foreign file of that name may be of any length.
        holder = os.pread(descriptor, 200, 0).decode("utf-8", "replace")
        raise OutLockedError(str(out), holder) from error


def private_folder(path: Path) -> None:
    """Make a folder and its parents for their owner alone; one that exists keeps its mode."""
    for folder in (*reversed(path.parents), path):
        if not folder.is_dir():
            folder.mkdir(mode=0o700, exist_ok=True)
