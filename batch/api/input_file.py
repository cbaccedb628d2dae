"""Writes what the caller has given as a file that the input readers read, and removes it again."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from batch.api.given import Given
from batch.disk.files import whole_file
from batch.disk.folders import private_folder
from batch.errors import InputError, OutFolderError
from batch.inputs import open_inputs
from batch.inputs.file import sha256_of
from batch.options.input_options import InputOptions
from batch.system.processes import is_alive
from batch.tables import own_column

THE_FRAME = "the frame"
"""What it is called in errors; what a run calls it is told by its content or by the caller."""

_LOOKED_AT_ROWS = 500  # as many as the readers look at to find the column
_NAME_DIGITS = 8  # of the file's sum; fewer than an identifier has, which would be masked
_PREFIX = ".asked-"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenInput:
    """A file made of a frame: its first row is the frame's first, and only what is to be looked up is in it."""

    path: Path
    columns: tuple[str, ...]  #: of the identifiers; none for a table of ours, fed back: the readers know it


@contextmanager
def written_input(
    given: Given, folder: Path, *, columns: Sequence[str], name: str | None, accepts_2032: bool
) -> Iterator[WrittenInput]:
    """Write the identifier columns in a private folder under `folder` for as long as the context lasts.

    Other columns stay where they are: nothing is asked about them. Each row gets its number besides, so that one whose
    identifier is missing is a row like the others. Raises InputError where it is not certain which column it is.
    """
    with _private_folder(folder) as own:
        if columns or not given.is_frame:
            picked, is_own_table = _with_earlier_answers(given, given.places(columns or given.names)), False
        else:
            picked, is_own_table = _found(given, own, accepts_2032=accepts_2032)
        path = _write(_numbered(picked), own, name)
        names = [] if is_own_table else [name for name in picked.names if own_column(name) is None]
        yield WrittenInput(path=path, columns=tuple(names))


@contextmanager
def _private_folder(folder: Path) -> Iterator[Path]:
    try:
        private_folder(folder)
        _remove_left_behind(folder)
        made = TemporaryDirectory(dir=folder, prefix=f"{_PREFIX}{os.getpid()}-", ignore_cleanup_errors=True)
    except OSError as error:
        what = f"can't write in {folder} ({error.strerror or 'input/output error'})"
        raise OutFolderError(what, remedy="choose another folder with out=") from error
    with made as own:
        yield Path(own)


def _found(given: Given, folder: Path, *, accepts_2032: bool) -> tuple[Given, bool]:
    """Let the readers find the columns in the first rows; of our own tables, fed back, they need all."""
    given = replace(given, names=_distinct(given.names))
    beginning = _write(given.head(_LOOKED_AT_ROWS), folder, THE_FRAME)
    try:
        (file,) = open_inputs(beginning, InputOptions(), accepts_2032=accepts_2032)
    except InputError as error:
        error.source = THE_FRAME
        raise
    beginning.unlink()
    return (given, True) if file.stand_in is not None else (_with_earlier_answers(given, file.indices), False)


def _with_earlier_answers(given: Given, places: Sequence[int]) -> Given:
    """Keep these columns, and those of `Result.merged`: what they say was answered is not asked again."""
    own = [place for place, name in enumerate(given.names) if own_column(name) is not None]
    return given.picked([*places, *own])


def _numbered(given: Given) -> Given:
    numbers = pa.array(range(1, given.row_count + 1), type=pa.int64())
    names = _distinct([*given.names, "row"])
    return Given(names=names, columns=[*given.columns, numbers], row_count=given.row_count)


def _distinct(names: Sequence[str]) -> list[str]:
    """Make the names differ, since a line of JSON keeps one column of each name; the first keeps its own."""
    found: list[str] = []
    for name in names:
        own = name
        while own in found or (own != name and own in names):
            own += "_"
        found.append(own)
    return found


def _write(given: Given, folder: Path, name: str | None) -> Path:
    """Write Parquet; or JSON lines, where a column mixes types, which Parquet can't hold."""
    is_mixed = any(isinstance(each, list) for each in given.columns)
    beside = folder / "beginning"
    with whole_file(beside) as file:
        if is_mixed:
            file.writelines(_lines(given))
        else:
            pq.write_table(pa.Table.from_arrays(list(given.columns), names=list(given.names)), file, compression="zstd")
    stem = name or f"frame-{sha256_of(beside)[:_NAME_DIGITS]}"
    return beside.rename(folder / f"{stem}{'.jsonl' if is_mixed else '.parquet'}")


def _lines(given: Given) -> Iterator[bytes]:
    encode = msgspec.json.Encoder(enc_hook=str).encode
    columns: list[Sequence[Any]] = [each if isinstance(each, list) else each.to_pylist() for each in given.columns]
    return (encode(dict(zip(given.names, values, strict=True))) + b"\n" for values in zip(*columns, strict=True))


def _remove_left_behind(folder: Path) -> None:
    """Remove what a killed process could not: the number of its process stands in the name."""
    for each in folder.glob(f"{_PREFIX}*"):
        number = each.name.removeprefix(_PREFIX).partition("-")[0]
        if number.isdecimal() and not is_alive(int(number)) and not each.is_symlink():
            shutil.rmtree(each, ignore_errors=True)
