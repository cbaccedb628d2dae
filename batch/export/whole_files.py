"""Writes a file under a temporary name, and renames it only when it is whole and synced to disk."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from batch.errors import OutputError
from batch.errors.shown_text import shown_name
from batch.inputs.file import sha256_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """A finished output file; `row_count` is None for files that are no table."""

    name: str
    sha256: str
    size_bytes: int
    row_count: int | None = None


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a private file beside `path`; at the end it is synced to disk and renamed, on an exception it is removed.

    Raises OutputError for what the file system refuses; what was under the name before stays then.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        with open(beside, "wb", opener=_open_private) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise OutputError(f"can't write {path}: {error.strerror or error}", remedy="mend that and run again") from error
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _open_private(path: str, flags: int) -> int:
    """Give the file its mode from its first byte on."""
    return os.open(path, flags, 0o600)


def written(path: Path, row_count: int | None = None) -> WrittenFile:
    """Describe a finished file for the manifest."""
    return WrittenFile(
        name=shown_name(path.name), sha256=sha256_of(path), size_bytes=path.stat().st_size, row_count=row_count
    )


def point_link(link: Path, target: Path) -> None:
    """Make `link` point at `target`, relatively, in one step.

    Raises OutputError where something that is no link stands under that name.
    """
    beside = link.with_name(f".{link.name}.part")
    try:
        beside.unlink(missing_ok=True)
        beside.symlink_to(os.path.relpath(target, link.parent), target_is_directory=True)
        beside.replace(link)
        _sync_folder(link.parent)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise OutputError(
            f"can't make {link} point at the run ({error.strerror or error})",
            remedy="move away what is there, and run again",
        ) from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
