"""Writes and removes the files of a run, and never those that people changed: these are kept under another name.

What is ours is known by its checksum in run.json. Until the next run.json is there, what has been written since is
noted in a hidden file, so that an export that was killed does not pass for a person's change.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO, NamedTuple

from batch.disk.files import open_own, outputs_in, whole_file
from batch.errors.shown_text import shown_name
from batch.identity.masking import mask_identifiers
from batch.inputs.file import sha256_of
from batch.ledger import manifest_of

EDITED = re.compile(r" \(edited(?: [0-9]+)?\)$")
"""How the name of a file that a person changed ends, before its suffix."""
_NOTES_NAME = ".written.jsonl"


class _Known(NamedTuple):
    """A file as an export wrote it; the name is as in run.json, without what could be an identifier."""

    name: str
    sha256: str


@contextmanager
def output_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file of the run; when it is whole it takes its name, and what a person made of the one before is kept."""
    with whole_file(path, before_renaming=_make_way) as file:
        yield file


def remove_output(path: Path) -> None:
    """Remove a file of an earlier export, unless a person changed it. Raises OutputError."""
    with outputs_in(path):
        if path.is_symlink() or (path.is_file() and not _is_edited(path, known_files(path.parent))):
            path.unlink()


def is_unchanged(path: Path) -> bool:
    """Whether it is as the export before wrote it, and there was one."""
    return path.is_file() and _described(path, path) in known_files(path.parent)


def edited_files(folder: Path) -> set[Path]:
    """Return what people changed and exports kept."""
    return {path for path in folder.iterdir() if EDITED.search(path.stem)}


def forget_notes(folder: Path) -> None:
    """Remove what was noted of an export: run.json tells it now."""
    (folder / _NOTES_NAME).unlink(missing_ok=True)


def known_files(folder: Path) -> set[_Known]:
    """Return every file that the last export, and one that was killed since, have written; none before the first."""
    outputs = manifest_of(folder).get("outputs") or []
    return {_Known(each["name"], each["sha256"]) for each in chain(outputs, _notes(folder) if outputs else ())}


def _make_way(beside: Path, path: Path) -> None:
    """Keep what a person changed under another name, and note what takes its place."""
    if not (known := known_files(path.parent)):
        return
    if path.is_file() and not path.is_symlink() and _is_edited(path, known):
        path.rename(_free_name(path))
    descriptor = open_own(path.with_name(_NOTES_NAME), os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    with os.fdopen(descriptor, "w", encoding="utf-8") as notes:
        notes.write(f"{json.dumps(_described(beside, path)._asdict())}\n")
        notes.flush()
        os.fsync(descriptor)


def _is_edited(path: Path, known: set[_Known]) -> bool:
    return bool(known) and _described(path, path) not in known


def _free_name(path: Path) -> Path:
    numbers = chain([""], (f" {number}" for number in count(2)))
    names = (path.with_name(f"{path.stem} (edited{number}){path.suffix}") for number in numbers)
    return next(name for name in names if not os.path.lexists(name))


def _described(content: Path, name: Path) -> _Known:
    return _Known(mask_identifiers(shown_name(name.name)), sha256_of(content))


def _notes(folder: Path) -> Iterator[dict[str, str]]:
    try:
        descriptor = open_own(folder / _NOTES_NAME, os.O_RDONLY)
    except FileNotFoundError:
        return
    with os.fdopen(descriptor, encoding="utf-8") as notes:
        for line in notes:
            with suppress(ValueError):  # half a line, of a machine that lost its power
                yield json.loads(line)
