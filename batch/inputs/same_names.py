"""Names inputs so that two of the same file name can be told apart: by the end of their folders."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path, PurePath

from batch.errors.shown_text import shown_name
from batch.inputs.file import InputFile
from batch.inputs.sheet_choice import call_sheet


def tell_apart(files: Sequence[InputFile]) -> list[InputFile]:
    """Put the end of its folder before each name that several files have, as short as tells them apart.

    Names that differ only in what can't be shown are numbered.
    """
    folders = telling_folders([file.path for file in files])
    taken: Counter[str] = Counter()
    told: list[InputFile] = []
    for file, folder in zip(files, folders, strict=True):
        name = folder + call_sheet(file.sheet, shown_name(file.path.name))
        taken[name] += 1
        told.append(replace(file, folder=folder, name=name if taken[name] == 1 else f"{name} ({taken[name]})"))
    return told


def telling_folders(paths: Sequence[Path]) -> list[str]:
    """Return for each path the end of its folder with a slash, nothing where its name is enough."""
    names = [shown_name(path.name) for path in paths]
    folders = [path.parent.resolve() for path in paths]
    by_name: dict[str, list[Path]] = {}
    for name, folder in zip(names, folders, strict=True):
        by_name.setdefault(name, []).append(folder)
    lengths = {name: _telling_length(those) for name, those in by_name.items()}
    return [_end(folder, lengths[name]) for name, folder in zip(names, folders, strict=True)]


def _telling_length(folders: Sequence[Path]) -> int:
    """Return how many last parts of the folders tell them apart, 0 for a single one: a file can be several inputs."""
    different = set(folders)
    if len(different) == 1:
        return 0
    longest = max(len(folder.parts) for folder in different)
    return next(
        n for n in count(1) if n == longest or len({folder.parts[-n:] for folder in different}) == len(different)
    )


def _end(folder: Path, length: int) -> str:
    return f"{shown_name(PurePath(*folder.parts[-length:]).as_posix()).rstrip('/')}/" if length else ""
