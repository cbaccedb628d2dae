"""Appends lines to a private file that several commands write at once, each whole and on the disk."""

import errno
import os
from contextlib import suppress
from pathlib import Path

from batch.disk.files import open_own
from batch.disk.folders import sync_folder
from batch.system.files import read_at
from batch.system.locks import wait_for_lock


def append_line(path: Path, line: str) -> None:
    """Append a line; behind one that a killed command or a full disk has torn, it begins on a line of its own.

    Raises OSError, OutFolderError for a link.
    """
    is_new = not path.exists()
    descriptor = open_own(path, os.O_CREAT | os.O_RDWR | os.O_APPEND)
    try:
        with suppress(OSError):  # a share without locks: a line is one write all the same
            wait_for_lock(descriptor)
        size = os.fstat(descriptor).st_size
        is_torn = size > 0 and read_at(descriptor, size - 1, 1) != b"\n"
        whole = (("\n" if is_torn else "") + line + "\n").encode("utf-8", "backslashreplace")
        if os.write(descriptor, whole) < len(whole):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if is_new:
        sync_folder(path.parent)
