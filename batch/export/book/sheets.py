"""Writes one table into a workbook: as many sheets as its rows need, each with header, notes, filter and widths."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import pyarrow as pa
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from batch.export.book.cells import Cell, cell_maker
from batch.export.book.titles import sheet_title
from batch.export.copies.excel.additions import colour_outcomes
from batch.export.copies.excel.sheet_columns import FILTER_BUTTON, PEEKED_ROWS, shown_length, text_width
from batch.export.streamed_rows import SHEET_ROWS, StreamedRows
from batch.options.export_options import Words
from batch.tables import OutputTable

_ROWS_AT_ONCE = 1_000  # that are Python objects
_OUTCOME = "outcome"
_NOTE_WIDTH = {"x_scale": 1.6}


class Looks(NamedTuple):
    """The formats that all sheets of a workbook share, and the language of its words."""

    header: Any
    moment: Any
    outcomes: Any
    words: Words


class TableSheets:
    """Takes the rows of a table group by group; `titles` are the sheets, `row_count` the rows of all of them."""

    def __init__(self, workbook: xlsxwriter.Workbook, table: OutputTable, looks: Looks) -> None:
        self.table = table
        self.titles: list[str] = []
        self.row_count = 0
        self._cut_before = 0
        self._workbook = workbook
        self._looks = looks
        self._makers = [cell_maker(column, looks.words) for column in table.columns]
        self._widths = [len(name) + FILTER_BUTTON for name in table.column_names]
        self._begin()

    @property
    def cut_count(self) -> int:
        """How many texts no cell holds."""
        return self._cut_before + self._rows.cut_count

    def write(self, group: pa.Table) -> None:
        for rows in group.to_batches(max_chunksize=_ROWS_AT_ONCE):
            columns = [
                list(map(maker, values.to_pylist())) for maker, values in zip(self._makers, rows.columns, strict=True)
            ]
            if self.row_count < PEEKED_ROWS:
                self._widen(columns)
            for cells in zip(*columns, strict=True):
                self._write_row(cells)

    def close(self) -> None:
        """Give the last sheet its filter and widths."""
        last = len(self.table.columns) - 1
        self._sheet.autofilter(0, 0, self._row, last)
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, width)
        if _OUTCOME in self.table.column_names and self._row:
            place = self.table.column_names.index(_OUTCOME)
            colour_outcomes(self._sheet, (1, place, self._row, place), self._looks.outcomes, self._looks.words)

    def _begin(self) -> None:
        self.titles.append(sheet_title(self.table, len(self.titles) + 1))
        sheet = self._workbook.add_worksheet(self.titles[-1])
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        for place, column in enumerate(self.table.columns):
            sheet.write_string(0, place, column.name, self._looks.header)
            sheet.write_comment(0, place, column.description.by(self._looks.words), _NOTE_WIDTH)
        self._sheet: Worksheet = sheet
        self._rows = StreamedRows(sheet, {datetime: self._looks.moment})
        self._row = 0  #: the last one written

    def _widen(self, columns: Sequence[Sequence[Cell]]) -> None:
        needed = [text_width(map(shown_length, cells)) for cells in columns]
        self._widths = list(map(max, self._widths, needed))

    def _write_row(self, cells: Sequence[Cell]) -> None:
        if self._row + 1 == SHEET_ROWS:
            self.close()
            self._cut_before = self.cut_count
            self._begin()
        self._row += 1
        self.row_count += 1
        self._rows.write(self._row, cells)
