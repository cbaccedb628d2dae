"""Describes the files of a run for its manifest."""

from dataclasses import dataclass
from pathlib import Path

from batch.errors.shown_text import shown_name
from batch.inputs.file import sha256_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """A finished output file; `row_count` is None for files that are no table."""

    name: str
    sha256: str
    size_bytes: int
    row_count: int | None = None


def written(path: Path, row_count: int | None = None) -> WrittenFile:
    """Describe a finished file for the manifest."""
    return WrittenFile(
        name=shown_name(path.name), sha256=sha256_of(path), size_bytes=path.stat().st_size, row_count=row_count
    )
