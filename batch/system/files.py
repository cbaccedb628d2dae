"""How files are opened and kept where the system offers it; a flag that it lacks asks for nothing."""

import os
import sys
from pathlib import Path

NOFOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
NONBLOCK: int = getattr(os, "O_NONBLOCK", 0)
# Windows calls it so, and takes line ends for its own in what is not opened as binary.
OF_THIS_PROCESS: int = getattr(os, "O_CLOEXEC", getattr(os, "O_NOINHERIT", 0)) | getattr(os, "O_BINARY", 0)


def open_folder(folder: Path) -> int | None:
    """Return a descriptor by which a folder can be synced; None on Windows, which keeps renamings by itself."""
    if sys.platform == "win32":
        return None
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)


def wait_for_pipe(descriptor: int) -> None:
    """Have reading wait for what comes, where somebody has set a pipe not to."""
    if sys.platform != "win32":
        os.set_blocking(descriptor, True)


def read_at(descriptor: int, offset: int, most_bytes: int) -> bytes:
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, most_bytes)


def write_at_start(descriptor: int, content: bytes) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, content)
