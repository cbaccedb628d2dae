"""Tells whether a copy, as it lies on disk, has an answer beside as many rows as were given one."""

from pathlib import Path

from batch.cells.rows import is_blank
from batch.export.copies.row_answers import Answers
from batch.inputs import InputFile
from batch.inputs.parquet import ParquetSheet
from batch.inputs.sheet import Sheet
from batch.inputs.workbook.loading import let_go
from batch.inputs.workbook.worksheet import WorkbookSheet, open_sheets


def recount_parquet(file: InputFile, answers: Answers, path: Path) -> int:
    return _count(ParquetSheet.open(path), file, answers)


def recount_workbook(file: InputFile, answers: Answers, path: Path) -> int:
    assert isinstance(file.sheet, WorkbookSheet)
    let_go()  # the input's own sheet need not be in memory beside the copy's
    (sheet,) = open_sheets(path, wanted=[file.sheet.title])
    try:
        return _count(sheet, file, answers)
    finally:
        let_go()


def _count(sheet: Sheet, file: InputFile, answers: Answers) -> int:
    """Count the rows with an outcome, as far as answers were handed out: behind --limit an earlier copy's may stand."""
    count = 0
    for group in sheet.groups(columns=answers.placed[:1], after=file.header_rows):
        cells = group.columns[0][: max(0, answers.last_row - group.first + 1)]
        count += sum(not is_blank(cell) for cell in cells)
    return count
