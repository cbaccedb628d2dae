"""Picks how an input is copied, by the format it was read as."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from batch.errors import InputError, UnusualSheetError
from batch.export.copies.delimited import copy_delimited
from batch.export.copies.excel.rewritten import rewrite_workbook
from batch.export.copies.excel.workbook import copy_excel
from batch.export.copies.json_lines import copy_json_lines
from batch.export.copies.parquet import copy_parquet
from batch.export.copies.row_answers import Answers
from batch.export.files import whole_file
from batch.inputs import InputFile
from batch.inputs.parquet import ParquetTable
from batch.inputs.text.delimited import DelimitedText
from batch.inputs.text.json_lines import JsonLines
from batch.inputs.workbook.package import WorkbookFormat
from batch.inputs.workbook.sheet import Sheet

ROWS_PREFIX = ".rows-"
"""Begins the name of a folder that holds rows of a workbook while it is written; a killed run leaves it behind."""

OpenAnswers = Callable[[], Answers]


def suffix_of(file: InputFile) -> str:
    """JSON lines stay JSON lines: their members may be lists and objects, for which a CSV has no columns."""
    match file.table:
        case ParquetTable():
            return ".parquet"
        case Sheet():
            return ".xlsx"
        case JsonLines():
            return ".jsonl"
        case _:
            return ".csv"


def copy_input(file: InputFile, open_answers: OpenAnswers, path: Path) -> int:
    """Write the annotated copy under `path`, and return how many rows have an answer beside them.

    Raises InputError when the file is not what it was, OutputError when the copy can't be written.
    """
    match file.table:
        case Sheet(format=WorkbookFormat.XLSX):
            try:
                return _copy(file, open_answers(), path)
            except UnusualSheetError:
                return _rewrite(file, file.table, open_answers(), path)
        case Sheet():
            return _rewrite(file, file.table, open_answers(), path)
        case _:
            return _copy(file, open_answers(), path)


def _copy(file: InputFile, answers: Answers, path: Path) -> int:
    with whole_file(path) as target:
        match file.table:
            case DelimitedText():
                copy_delimited(file, file.table, answers, target)
            case JsonLines():
                copy_json_lines(file, file.table, answers, target)
            case ParquetTable():
                copy_parquet(file, file.table, answers, target)
            case Sheet():
                copy_excel(file, file.table, answers, target)
            case _:
                raise InputError("can't be copied")
        answers.finish()
    return answers.row_count


def _rewrite(file: InputFile, table: Sheet, answers: Answers, path: Path) -> int:
    with whole_file(path) as target, TemporaryDirectory(prefix=ROWS_PREFIX, dir=path.parent) as folder:
        rewrite_workbook(file, table, answers, target, folder=Path(folder))
        answers.finish()
    return answers.row_count
