"""Decides how each input format is copied, and as what: xls, xlsb and ods become a new .xlsx."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from batch.errors import InputError
from batch.export.copies.delimited import copy_delimited
from batch.export.copies.excel.rewritten import rewrite_workbook
from batch.export.copies.excel.workbook import copy_excel
from batch.export.copies.json_lines import copy_json
from batch.export.copies.parquet import copy_parquet
from batch.export.copies.recount import recount_parquet, recount_workbook
from batch.export.copies.row_answers import Answers
from batch.export.output_files import output_file
from batch.export.written_files import HashingWriter
from batch.inputs import InputFile
from batch.inputs.empty_input import EmptySheet
from batch.inputs.file import sha256_of
from batch.inputs.parquet import ParquetSheet
from batch.inputs.text.delimited import DelimitedText
from batch.inputs.text.json_lines import JsonLines, JsonObjects
from batch.inputs.workbook.worksheet import WorkbookSheet

OpenAnswers = Callable[[bool], Answers]
"""Begins to hand out a file's answers: in words for people, or in codes for programs."""

Copier = Callable[[InputFile, Any, Answers, BinaryIO], None]
"""Writes the copy of a file, whose opened sheet is the second argument."""

Recount = Callable[[InputFile, Answers, Path], int]
"""Counts in the finished copy the rows that have an answer beside them."""


class Copied(NamedTuple):
    """How many rows were given an answer, and what was found of it in the copy as it lies on disk."""

    row_count: int
    written: int | str  #: so many rows, or a text's checksum
    found: int | str


class _Format(NamedTuple):
    """How files of one format are copied; a copier that can't follow one leaves it to the next.

    Where there is no `recount` the bytes on disk are compared with those that were written: a text is not counted
    again, since what others wrote in it, such as a quote that is never closed, can read otherwise once there are more
    fields on its line, and that is no fault of the copy.
    """

    suffix: str
    copiers: tuple[Copier, ...]
    is_for_people: bool = False
    recount: Recount | None = None


def _copy_as_it_is(file: InputFile, sheet: EmptySheet, answers: Answers, target: BinaryIO) -> None:  # noqa: ARG001
    """Copy what has no row to be answered."""
    with file.path.open("rb") as source:
        shutil.copyfileobj(source, target)


_FORMATS: dict[type, _Format] = {
    DelimitedText: _Format(".csv", (copy_delimited,)),
    # Their members may be lists and objects, for which a CSV has no columns.
    JsonLines: _Format(".jsonl", (copy_json,)),
    JsonObjects: _Format(".json", (copy_json,)),
    ParquetSheet: _Format(".parquet", (copy_parquet,), recount=recount_parquet),
    WorkbookSheet: _Format(".xlsx", (copy_excel, rewrite_workbook), is_for_people=True, recount=recount_workbook),
    EmptySheet: _Format("", (_copy_as_it_is,)),
}


def suffix_of(file: InputFile) -> str:
    """Return the suffix of the file's copy, with its dot; it is empty where the copy keeps the file's own."""
    return _FORMATS[type(file.sheet)].suffix


def copy_input(file: InputFile, open_answers: OpenAnswers, path: Path) -> Copied:
    """Write the annotated copy under `path`, and read it again.

    Raises InputError when the file is not what it was, OutputError when the copy can't be written.
    """
    format_ = _FORMATS[type(file.sheet)]
    *first, last = format_.copiers
    for copier in first:
        with suppress(InputError):
            return _copy(file, copier, open_answers(format_.is_for_people), path)
    return _copy(file, last, open_answers(format_.is_for_people), path)


def _copy(file: InputFile, copier: Copier, answers: Answers, path: Path) -> Copied:
    recount = _FORMATS[type(file.sheet)].recount
    with output_file(path) as target:
        hashed = HashingWriter(target)
        copier(file, file.sheet, answers, cast("BinaryIO", hashed) if recount is None else target)
        answers.finish()
    if recount is None:
        return Copied(answers.row_count, hashed.sha256, sha256_of(path))
    return Copied(answers.row_count, answers.row_count, _found(recount, file, answers, path))


def _found(recount: Recount, file: InputFile, answers: Answers, path: Path) -> int | str:
    try:
        return recount(file, answers, path)
    except (InputError, OSError) as error:
        return f"nothing readable ({error})"
