"""Names inputs so that two of the same file name can be told apart: by the end of their folders."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path, PurePath

from batch.inputs.file import InputFile


def tell_apart(files: Sequence[InputFile]) -> list[InputFile]:
    """Put the end of its folder before each name that several files have, as short as tells them apart."""
    folders = telling_folders([file.path for file in files])
    return [
        replace(file, folder=folder, name=folder + file.name.removeprefix(file.folder))
        for file, folder in zip(files, folders, strict=True)
    ]


def telling_folders(paths: Sequence[Path]) -> list[str]:
    """Return for each path the end of its folder with a slash, nothing where its name is enough."""
    by_name: dict[str, list[Path]] = {}
    for path in paths:
        by_name.setdefault(path.name, []).append(path.parent.resolve())
    lengths = {name: _telling_length(folders) for name, folders in by_name.items()}
    return [_end(path.parent.resolve(), lengths[path.name]) for path in paths]


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
    return f"{PurePath(*folder.parts[-length:]).as_posix().rstrip('/')}/" if length else ""
