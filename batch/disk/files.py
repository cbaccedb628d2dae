"""Opens and writes files of ours: none is followed to where a link leads, and each appears only when it is whole."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from batch.disk.faults import is_for_good
from batch.disk.folders import sync_folder
from batch.errors import OutFolderError, OutputError, OutputRefusedError
from batch.system.files import NOFOLLOW, NONBLOCK, OF_THIS_PROCESS


def check_own_file(path: Path) -> None:
    """Raise OutFolderError for a link, by which we would change something else, and a pipe, at which we would wait."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISREG(found.st_mode) and found.st_nlink > 1:
        raise OutFolderError(f"{path} is a hard link to another file", remedy="put a copy of it in its place")
    if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
        what = "a link" if stat.S_ISLNK(found.st_mode) else "a pipe or device"
        raise OutFolderError(
            f"{path} is {what}, which is not followed", remedy="see who put it there, and move it away"
        )


def check_replaceable(path: Path) -> None:
    """Raise OutFolderError for a pipe or device, also behind a link: a file in its place would be the end of it."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OutFolderError(f"{path} is a pipe or device, and would be replaced", remedy="name a file")


def open_own(path: Path, flags: int) -> int:
    """Open a file that is not replaced as a whole, private if it is made. Raises OSError, OutFolderError for a link."""
    check_own_file(path)
    return os.open(path, flags | NOFOLLOW | NONBLOCK | OF_THIS_PROCESS, 0o600)


def _nothing(_beside: Path, _path: Path) -> None:
    pass


@contextmanager
def whole_file(path: Path, *, before_renaming: Callable[[Path, Path], None] = _nothing) -> Iterator[BinaryIO]:
    """Open a private file beside `path`; at the end it is synced to disk and renamed, on an exception it is removed.

    Raises OutputError for what the file system refuses, OutFolderError for a pipe or device; what was under the name
    before stays then.
    """
    beside = path.with_name(f".{path.name}.part")
    check_replaceable(path)
    check_own_file(beside)
    try:
        beside.unlink(missing_ok=True)  # of an export that was killed
        with open(beside, "xb", opener=_open_private) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        before_renaming(beside, path)
        beside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        at = beside if str(error.filename) == str(beside) and error.filename2 is None else path
        raise output_error(f"can't write {at}: {error.strerror or error}", error) from error
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@contextmanager
def outputs_in(folder: Path) -> Iterator[None]:
    """Raise OutputError also for what the file system refuses of outputs that are read, listed or removed."""
    try:
        yield
    except OSError as error:
        at = error.filename or folder
        raise output_error(f"can't use {at}: {error.strerror or error}", error) from error


def output_error(what: str, error: OSError) -> OutputError:
    """Return the error for what the file system refuses: today, or for good."""
    kind = OutputRefusedError if is_for_good(error) else OutputError
    return kind(what, remedy="mend that and run again")


def _open_private(path: str, flags: int) -> int:
    """Give the file its mode from its first byte on, and follow no link that was put there meanwhile."""
    return os.open(path, flags | NOFOLLOW, 0o600)
