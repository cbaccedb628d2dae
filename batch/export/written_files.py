"""Describes the files of a run for its manifest."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from batch.errors.shown_text import shown_name
from batch.inputs.file import sha256_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """A finished output file; `row_count` is None for files that are no table."""

    name: str
    sha256: str
    size_bytes: int
    row_count: int | None = None


class HashingWriter:
    """Takes the bytes of a file that is written from its first to its last, and keeps their checksum."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sum = hashlib.sha256()

    def write(self, content: bytes) -> int:
        self._sum.update(content)
        return self._file.write(content)

    @property
    def closed(self) -> bool:
        return self._file.closed

    @property
    def sha256(self) -> str:
        return self._sum.hexdigest()


def written(path: Path, row_count: int | None = None, *, sha256: str | None = None) -> WrittenFile:
    """Describe a finished file for the manifest; its checksum is that of what was written where this is known."""
    return WrittenFile(
        name=shown_name(path.name),
        sha256=sha256 or sha256_of(path),
        size_bytes=path.stat().st_size,
        row_count=row_count,
    )
