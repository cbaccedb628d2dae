"""Writes every sheet of a workbook into a new file, where its own can't be copied part by part."""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from batch.cells.rows import Cell, is_blank
from batch.cells.shown import identifier_text, is_number
from batch.export.copies.excel.additions import Additions
from batch.export.copies.excel.dates import local_time
from batch.export.copies.excel.placement import place_answers
from batch.export.copies.excel.reach import Reach
from batch.export.copies.excel.sheet_columns import PEEKED_ROWS, shown_length, text_width
from batch.export.copies.row_answers import Answers
from batch.export.streamed_rows import CellValue, StreamedRows
from batch.export.streamed_workbook import DATE_TIME, streamed_workbook
from batch.inputs import InputFile
from batch.inputs.workbook.legend_sheet import free_title, without_legend
from batch.inputs.workbook.worksheet import WorkbookSheet, open_sheets
from batch.tables import Value

_SAME_FOR_ALL = datetime(2000, 1, 1, tzinfo=UTC)  # equal answers give equal bytes
_DATE_FORMATS = {
    datetime: DATE_TIME,
    date: "dd.mm.yyyy",
    time: "hh:mm:ss",
    timedelta: "[h]:mm:ss",
}


def rewrite_workbook(file: InputFile, sheet: WorkbookSheet, answers: Answers, target: BinaryIO) -> None:
    """Write every sheet of the workbook, texts as text, numbers as numbers, dates as dates."""
    with streamed_workbook(target, created=_SAME_FOR_ALL) as workbook:
        _write_sheets(workbook, file, sheet, answers)


def _write_sheets(workbook: xlsxwriter.Workbook, file: InputFile, answered: WorkbookSheet, answers: Answers) -> None:
    formats = {kind: workbook.add_format({"num_format": form}) for kind, form in _DATE_FORMATS.items()}
    writer, additions = _Writer(formats), Additions(workbook, answers)
    titles = []
    for sheet in _all_sheets(file.path, answered.hidden):
        worksheet = workbook.add_worksheet(sheet.title)
        titles.append(sheet.title)
        if sheet.title == answered.title:
            worksheet.activate()
            worksheet.set_first_sheet()
            reach = _reach(file, sheet, answers)
            if file.header_rows:
                additions.note(worksheet, reach, header_row=file.header_rows)
            last_row = writer.write_all(worksheet, _answered(file, sheet, answers, reach.columns))
            additions.beside(worksheet, reach, header_row=file.header_rows, last_row=last_row)
            continue
        if sheet.title in answered.hidden:
            worksheet.hide()
        writer.write_all(worksheet, sheet.records())
    additions.explain(workbook.add_worksheet(free_title(titles)))


def _all_sheets(path: Path, hidden: Sequence[str]) -> Iterator[WorkbookSheet]:
    yield from without_legend(open_sheets(path))
    if hidden:
        yield from without_legend(open_sheets(path, wanted=hidden))


def _reach(file: InputFile, sheet: WorkbookSheet, answers: Answers) -> Reach:
    used = {index for record in sheet.records() for index, cell in enumerate(record) if not is_blank(cell)}
    return place_answers(file, answers, used)


def _answered(
    file: InputFile, sheet: WorkbookSheet, answers: Answers, places: Sequence[int]
) -> Iterator[Sequence[Cell | Value]]:
    for number, record in enumerate(sheet.records(), 1):
        if number == file.header_rows:
            yield _with(record, places, answers.names, answers.stale)
        elif number > file.header_rows and (values := answers.of(number)) is not None:
            for index in file.indices:
                if index < len(record) and is_number(record[index]):
                    record[index] = identifier_text(record[index])
            yield _with(record, places, values, answers.stale)
        else:
            yield _with(record, (), (), answers.stale) if number > file.header_rows else record


def _with(
    record: Sequence[Cell], places: Sequence[int], values: Sequence[Value], stale: Container[int]
) -> list[Cell | Value]:
    longer: list[Cell | Value] = [None if place in stale else cell for place, cell in enumerate(record)]
    longer += [None] * (max(places, default=0) + 1 - len(record))
    for place, value in zip(places, values, strict=True):
        longer[place] = value
    return longer


class _Writer:
    """Writes cells of every kind, each with the format of its kind, in columns that show them."""

    def __init__(self, formats: dict[type, Any]) -> None:
        self._formats = formats

    def write_all(self, worksheet: Worksheet, records: Iterable[Sequence[Cell | Value]]) -> int:
        """Return the number of rows; widths are told by the first of them."""
        lengths: dict[int, int] = {}
        rows, row = StreamedRows(worksheet, self._formats), -1
        for row, record in enumerate(records):
            if row < PEEKED_ROWS:
                for column, value in enumerate(record):
                    lengths[column] = max(lengths.get(column, 0), shown_length(value))
            rows.write(row, [_as_cell(value) for value in record])
        for column, length in lengths.items():
            worksheet.set_column(column, column, text_width([length]))
        return row + 1


def _as_cell(value: Cell | Value) -> CellValue:
    match value:
        case datetime() if value.tzinfo is not None:
            return local_time(value) or value.isoformat()
        case None | str() | bool() | int() | float() | date() | time() | timedelta():
            return value
        case _:
            return str(value)
