"""Copies standard input to a private, unnamed file, so that it can be read more than once."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import structlog

from batch.errors import InputError
from batch.system.files import wait_for_pipe

STANDARD_INPUT = "-"

_NAME = "standard input"
_log = structlog.get_logger(__name__)

if sys.platform == "win32":
    from pathlib import WindowsPath as _OfThisSystem
else:
    from pathlib import PosixPath as _OfThisSystem


class SpooledInput(_OfThisSystem):
    """The path of a file that has lost its name; people see what it is called instead.

    It leads through this process, which other programs that it starts can follow, too.
    """

    @property
    def name(self) -> str:
        return _NAME

    def __str__(self) -> str:
        return _NAME

    def __fspath__(self) -> str:
        return super().__str__()


def spool_standard_input() -> Path:
    """Read standard input to its end. Raises InputError when there is none, or no room to keep it.

    The file is gone with the process, however that ends: it has no name from its first byte on, and stays open.
    """
    if sys.stdin is None:  # the program was started with it closed
        raise InputError("is closed", remedy="pipe a list to it", source=_NAME)
    if sys.stdin.isatty():
        _log.warning("reading from the terminal", awaited="a list, typed or pasted; end it with Ctrl-D on a new line")
    try:
        descriptor, name = tempfile.mkstemp(prefix="ektepakt-batch-")
        spooled = _forgotten(descriptor, name)
        wait_for_pipe(0)  # else one that has nothing yet would pass for the end of the list
        # Unbuffered, since a buffer would ask a terminal for its end twice.
        with open(0, "rb", buffering=0, closefd=False) as piped, os.fdopen(os.dup(descriptor), "wb") as file:
            shutil.copyfileobj(piped, file)
    except OSError as error:
        raise InputError(
            f"can't be kept in {tempfile.gettempdir()} ({error.strerror})",
            remedy="name a folder with room in TMPDIR",
            source=_NAME,
        ) from error
    return spooled


def _forgotten(descriptor: int, name: str) -> SpooledInput:
    """Take the file's name away; where an open file keeps its name, that goes when the process ends in good order."""
    if sys.platform == "win32":
        atexit.register(Path(name).unlink, missing_ok=True)
        atexit.register(os.close, descriptor)  # before, since the last one registered is called first
        return SpooledInput(name)
    Path(name).unlink()
    return SpooledInput(f"/proc/{os.getpid()}/fd/{descriptor}")
