"""Decides who may use an output folder: one run at a time, by a lock that the kernel frees when its process dies."""

import errno
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from batch.disk.files import open_own
from batch.disk.folders import (
    check_nobody_else_writes,
    check_own_folder,
    keeps_modes,
    nearest_folder,
    private_folder,
    trial_folder,
)
from batch.errors import LedgerError, NoLocksError, OutFolderError, OutLockedError
from batch.ledger.database import translated_errors
from batch.ledger.places import RUNS_NAME, state_folder
from batch.system import locks
from batch.system.files import OF_THIS_PROCESS, read_at, write_at_start

_LOCK_NAME = ".lock"
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_HELD = frozenset({errno.EWOULDBLOCK, errno.EACCES})  # the latter where a share makes record locks of them


@contextmanager
def locked(out: Path, now: datetime, *, state: Path | None = None) -> Iterator[None]:
    """Hold the output folder for this process, and note in the lock file who holds it since when.

    With `state` its folder there is held, and the output folder too where that offers locks: runs with another --state
    must not use it at the same time. Raises OutLockedError when another process holds it, OutFolderError when it can't
    be written in, NoLocksError when it offers no locks, and LedgerError when its disk is full.
    """
    with ExitStack() as stack:
        if state is None:
            stack.enter_context(_held(out, now))
        else:
            stack.enter_context(locked_state(out, now, state))
            with suppress(NoLocksError):
                stack.enter_context(_held(out, now))
        yield


def locked_state(out: Path, now: datetime, state: Path) -> AbstractContextManager[None]:
    """Hold what belongs to an output folder under a --state alone, for who holds the output folder already."""
    return _held(state_folder(out, state), now, option="--state")


@contextmanager
def _held(folder: Path, now: datetime, *, option: str = "--out") -> Iterator[None]:
    with _told_of(folder, option):
        private_folder(folder)
        _try(folder)
        descriptor = open_own(folder / _LOCK_NAME, os.O_CREAT | os.O_RDWR)
    try:
        _lock(descriptor, folder)
        with translated_errors(folder / _LOCK_NAME):
            os.ftruncate(descriptor, 0)
            write_at_start(descriptor, f"process {os.getpid()} since {now.isoformat(timespec='seconds')}".encode())
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _told_of(folder: Path, option: str = "--out") -> Iterator[None]:
    """Say of what the file system refuses whether to make room, or to choose another folder."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise LedgerError(
                f"can't write in {folder} ({error.strerror})", remedy="make room and run the same command again"
            ) from error
        raise OutFolderError(
            f"can't write in {folder} ({error.strerror})", remedy=f"choose another folder with {option}"
        ) from error


def _try(folder: Path) -> None:
    """Check that nobody else can change what is in the folder, and that SQLite can lock a file in it."""
    with trial_folder(folder) as made:
        trial = Path(made)
        if not keeps_modes(trial):
            import structlog  # noqa: PLC0415 - heavy, and `slow` needs the ledger at once

            structlog.get_logger(__name__).warning(
                "the file system keeps no modes: whoever may use it may read the answers", folder=str(folder)
            )
        else:
            check_nobody_else_writes(folder)
            if (folder / RUNS_NAME).is_dir():
                check_nobody_else_writes(folder / RUNS_NAME)
        check_own_folder(folder / RUNS_NAME)
        try_locks(folder, trial)


def try_locks(folder: Path, trial: Path) -> None:
    """Take a lock of ours and one of SQLite's, of which a share can lack either. Raises NoLocksError."""
    descriptor = os.open(trial / _LOCK_NAME, os.O_CREAT | os.O_RDWR | OF_THIS_PROCESS, 0o600)
    try:
        locks.try_locks(descriptor)
    except OSError as error:
        raise NoLocksError(str(folder), str(error.strerror)) from error
    finally:
        os.close(descriptor)


@contextmanager
def looked_at(out: Path, *, state: Path | None = None) -> Iterator[None]:
    """Keep runs out of the output folder while a plan reads it; nothing is created or changed.

    Raises OutLockedError when a run holds it, OutFolderError when a run could not write in it.
    """
    nearest = nearest_folder(out)
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise OutFolderError(
            f"can't write in {out} ({nearest} does not allow it)", remedy="choose another folder with --out"
        )
    with read_alone(out, state=state):
        yield


@contextmanager
def read_alone(out: Path, *, state: Path | None = None) -> Iterator[None]:
    """Keep runs out of the output folder like `looked_at`, but where it can't be written in, too."""
    check_own_folder(out / RUNS_NAME)
    with ExitStack() as stack:
        if state is None:
            stack.enter_context(_shared(out))
        else:
            stack.enter_context(_shared(state_folder(out, state)))
            with suppress(NoLocksError):
                stack.enter_context(_shared(out))
        yield


@contextmanager
def _shared(folder: Path) -> Iterator[None]:
    if not os.path.lexists(folder / _LOCK_NAME):
        yield
        return
    with _told_of(folder):
        descriptor = open_own(folder / _LOCK_NAME, os.O_RDONLY)
    try:
        _lock(descriptor, folder, is_shared=True)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path, *, is_shared: bool = False) -> None:
    try:
        locks.lock(descriptor, is_shared=is_shared)
    except OSError as error:
        if error.errno not in _HELD:
            raise NoLocksError(str(folder), str(error.strerror)) from error
        # What `locked` notes there is shorter; a foreign file of that name may be of any length.
        holder = read_at(descriptor, 0, 200).decode("utf-8", "replace")
        raise OutLockedError(str(folder), holder) from error
