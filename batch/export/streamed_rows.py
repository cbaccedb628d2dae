"""Writes rows of a streamed workbook straight into the file they wait in: in a third of the time, cell by cell.

That file, its state and the numbers of formats have no public names: this module alone knows them.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from functools import cache
from math import isfinite
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.utility import _datetime_to_excel_datetime, xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from batch.tables.words.book import CUT_MARK

SHEET_ROWS = 1_048_576
"""The most rows that a sheet has."""
CELL_LENGTH = 32_767
"""The most UTF-16 units that a cell holds."""

CellValue = str | float | bool | date | time | timedelta | None

_ODD = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")


class StreamedRows:
    """The rows of one sheet; those that xlsxwriter wrote stand before them, and no more of its own can follow.

    `looks` has the format of each kind of date.
    """

    def __init__(self, worksheet: Worksheet, looks: Mapping[type, Any]) -> None:
        self._worksheet = worksheet
        self._styles = {kind: look._get_xf_index() for kind, look in looks.items()}  # noqa: SLF001
        self._write: Any = None
        self.cut_count = 0  #: texts that no cell holds

    def write(self, row: int, cells: Sequence[CellValue]) -> None:
        """Write a row (from 0) of cells from the first column on; dates know no time zone."""
        if self._write is None:
            self._begin()
        number = f'{row + 1}"'
        written = [
            f'<c r="{_letters(column)}{number}{self._content(cell)}'
            for column, cell in enumerate(cells)
            if cell is not None and cell != ""
        ]
        if written:
            self._grow(row, len(cells) - 1)
            self._write(f'<row r="{number}>{"".join(written)}</row>')

    def _begin(self) -> None:
        """Have the row written that waits in memory, and none again when the workbook is put together."""
        if any(self._worksheet.table.values()):
            self._worksheet._write_single_row()  # noqa: SLF001
        self._worksheet.previous_row = SHEET_ROWS
        self._write = self._worksheet.row_data_fh.write

    def _grow(self, row: int, column: int) -> None:
        """Have the sheet say that it reaches so far."""
        sheet = self._worksheet
        sheet.dim_rowmin = row if sheet.dim_rowmin is None else sheet.dim_rowmin
        sheet.dim_rowmax = row
        sheet.dim_colmin, sheet.dim_colmax = 0, max(column, sheet.dim_colmax or 0)

    def _content(self, cell: CellValue) -> str:
        match cell:
            case str():
                if (text := fitting(cell)) is not cell:
                    self.cut_count += 1
                return f' t="inlineStr"><is><t xml:space="preserve">{_spelled(text)}</t></is></c>'
            case bool():
                return f' t="b"><v>{cell:d}</v></c>'
            case int():
                return f"><v>{cell}</v></c>"
            case float():
                return f"><v>{cell:.16G}</v></c>" if isfinite(cell) else self._content(str(cell))
            case _:
                number = _datetime_to_excel_datetime(cell, date_1904=False, remove_timezone=False)
                return f' s="{self._styles[type(cell)]}"><v>{number:.16G}</v></c>'


def fitting(text: str) -> str:
    """Return the text, cut and marked where a cell would not hold all of it."""
    if len(text) * 2 <= CELL_LENGTH or len(text.encode("utf-16-le")) // 2 <= CELL_LENGTH:
        return text
    kept = text.encode("utf-16-le")[: (CELL_LENGTH - len(CUT_MARK)) * 2]
    return kept.decode("utf-16-le", "ignore") + CUT_MARK


_letters = cache(xl_col_to_name)


def _spelled(text: str) -> str:
    """Return a text as XML has it; Excel spells control characters `_x000D_`, and what looks like that `_x005F_x000D_`.

    What no XML can hold becomes a replacement character.
    """
    if _ODD.search(text) is None:
        return text
    kept = _LIKE_AN_ESCAPE.sub("_x005F_", _NO_XML.sub("\ufffd", text))
    return _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", escape(kept))
