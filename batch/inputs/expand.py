"""Decides which files a user's arguments mean: files as they are, those in folders, patterns, standard input."""

import glob
import os
from collections.abc import Iterable, Iterator
from itertools import filterfalse
from pathlib import Path
from typing import NoReturn

from batch.cells.digits import holds_identifier
from batch.errors import InputError
from batch.inputs.standard_input import STANDARD_INPUT, spool_standard_input

_TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".tab", ".txt", ".jsonl", ".ndjson"})
_PACKED_SUFFIXES = frozenset({".gz", ".zst", ".bz2", ".xz"})
NO_TEXT_SUFFIXES = frozenset({".parquet", ".pq", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})


def expand_inputs(arguments: Iterable[str | Path]) -> list[Path]:
    """Return the files to read, each once, in the order they were named and by name within a folder or pattern.

    In folders (and those in them) a file counts as a table by its suffix; hidden files, the lock files of open
    workbooks, and names that begin with `_` do not. `-` is standard input, which is read to its end here. Raises
    InputError for an argument that names nothing.
    """
    arguments = list(arguments)
    if sum(str(argument) == STANDARD_INPUT for argument in arguments) > 1:
        raise InputError("standard input can be read only once", remedy="name - once")
    files: dict[Path, Path] = {}
    for argument in arguments:
        for file in _expand(argument):
            files.setdefault(file.resolve(), file)
    return list(files.values())


def passed_over(arguments: Iterable[str | Path]) -> list[Path]:
    """Return the files in named folders that are not read, since their names are no table's or are a program's own.

    Hidden ones are not told, nor those of a program that are no tables, such as Spark's `_SUCCESS`.
    """
    folders = [path for argument in arguments if (path := Path(argument)).is_dir()]
    seen = ((file, _is_own(file, folder)) for folder in folders for file in _seen_below(folder))
    return [file for file, is_own in seen if is_own is _is_table(file)]


def _expand(argument: str | Path) -> list[Path]:
    path = Path(argument)
    if str(argument) == STANDARD_INPUT:
        return [spool_standard_input()]
    if path.is_dir():
        return _tables_in(path)
    if path.exists():
        return [path]
    matches = map(Path, sorted(glob.glob(str(argument), recursive=True)))  # noqa: PTH207 - Path.glob takes no absolute pattern
    found = [file for match in matches for file in (_tables_below(match) if match.is_dir() else [match])]
    if not found:
        _refuse_nothing(str(argument))
    return found


def _refuse_nothing(argument: str) -> NoReturn:
    """Raise InputError for an argument that names nothing; one that is an identifier is not repeated."""
    if holds_identifier(argument):
        raise InputError(
            "an argument is an identifier, and would stay in the shell's history",
            remedy="write it into a file, one a line, or pipe it in and name -",
        )
    if glob.has_magic(argument):
        raise InputError("no file matches this pattern", remedy="check it, and the folder", source=argument)
    raise InputError("there is no such file", remedy="check its name", source=argument)


def _tables_in(folder: Path) -> list[Path]:
    found = list(_tables_below(folder))
    if not found:
        raise InputError(
            "the folder holds no CSV, Parquet, JSON lines or spreadsheet files",
            remedy="name another, or the file itself",
            source=str(folder),
        )
    return found


def _tables_below(folder: Path) -> Iterator[Path]:
    return (file for file in _seen_below(folder) if _is_table(file) and not _is_own(file, folder))


def _seen_below(folder: Path) -> list[Path]:
    """Return files that are not hidden, and links to folders: they are not followed, since they can lead back.

    Raises InputError for a folder that can't be looked into.
    """
    seen = []
    for parent, folders, files in os.walk(folder, onerror=_refuse_folder):
        folders[:] = filterfalse(_is_hidden, folders)
        seen += [Path(parent, name) for name in (*folders, *filterfalse(_is_hidden, files))]
    return sorted(path for path in seen if path.is_file() or (path.is_dir() and path.is_symlink()))


def _refuse_folder(error: OSError) -> NoReturn:
    what = f"the folder can't be looked into ({error.strerror or 'input/output error'})"
    raise InputError(what, remedy="check who may read it", source=str(error.filename)) from error


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$"))


def _is_own(file: Path, folder: Path) -> bool:
    """Whether its name is one that programs give to what is no part of a table, in folders that they write."""
    return any(part.startswith("_") for part in file.relative_to(folder).parts)


def _is_table(file: Path) -> bool:
    suffixes = [suffix.lower() for suffix in file.suffixes]
    match suffixes:
        case [*_, inner, outer] if outer in _PACKED_SUFFIXES:
            return inner in _TEXT_SUFFIXES
        case [*_, suffix]:
            return suffix in _TEXT_SUFFIXES | NO_TEXT_SUFFIXES
        case _:
            return False
