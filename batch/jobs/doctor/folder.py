"""One of the checks: the output folder can be written in."""

import os
import tempfile
from pathlib import Path

from batch.errors import OutFolderError


def check_folder(out: Path) -> str:
    """Write a file of one byte to the folder, or to the nearest one above that exists, and remove it.

    Nothing is left behind. Returns what was seen; raises OutFolderError for what the file system refuses.
    """
    folder = next(each for each in (out.absolute(), *out.absolute().parents) if each.exists())
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".ektepakt-batch-") as file:
            file.write(b"?")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise OutFolderError(
            f"can't write in {folder} ({error.strerror})", remedy="choose another folder with --out"
        ) from error
    return f"{out} can be written"
