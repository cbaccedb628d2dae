"""States one sheet of an old Excel workbook anew, as calamine reads it right.

calamine loads every sheet as one rectangle, takes 16-bit texts for bytes where the code page says so, leaves out texts
with formats, error values and formulas without a value, and asks for as much memory as a damaged count says. So it is
given a workbook of one sheet: rows and columns without content are closed up, texts are Unicode, and whatever else
a cell shows is a text.
"""

import io
import struct
from array import array
from collections.abc import Iterator

from batch.errors import InputError
from batch.inputs.columns.merged_names import MergedRange
from batch.inputs.workbook.excel97.container import write_container
from batch.inputs.workbook.excel97.records import (
    BOF,
    BOOLERR,
    BOUNDSHEET,
    CODEPAGE,
    DATE_1904,
    EOF,
    FORMAT,
    FORMULA,
    LABEL,
    LABELSST,
    MERGED,
    MULRK,
    NUMBER,
    RK,
    RSTRING,
    SAVE_ANEW,
    STRING,
    XF,
    OldWorkbook,
    Record,
    SheetEntry,
)
from batch.inputs.workbook.plain_sheet import FORMULA_WITHOUT_VALUE
from batch.inputs.workbook.restated_sheet import Places

ERROR_VALUES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""What Excel shows for the error codes of its binary formats."""

_OTHER_ERROR = "#N/A"

_SHARED = frozenset({DATE_1904, FORMAT, XF})
_WITH_PLACE = frozenset({NUMBER, RK, MULRK, LABELSST, BOOLERR, LABEL, RSTRING, FORMULA})
_BETWEEN_FORMULA_AND_TEXT = frozenset({0x00BC, 0x0221, 0x0236, 0x04BC})
_TEXT_RESULT, _BOOLEAN_RESULT, _ERROR_RESULT, _NO_NUMBER = 0, 1, 2, 0xFFFF
_UNICODE_PAGE = struct.pack("<H", 1200)
_BOF_OF_BOOK, _BOF_OF_SHEET = (struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 0) for kind in (0x0005, 0x0010))


def outline(book: OldWorkbook) -> io.BytesIO:
    """Return a workbook with all of the sheets, and no cell in any."""
    empty = _record(BOF, _BOF_OF_SHEET) + _record(EOF)
    return _workbook([_record(CODEPAGE, _UNICODE_PAGE)], [(each, empty) for each in book.sheets])


def restate_xls(book: OldWorkbook, sheet: SheetEntry) -> tuple[io.BytesIO, Places]:
    """Return a workbook of this sheet. Raises InputError for one that can't be understood or loaded."""
    try:
        cells = _Cells(book)
        for record in book.records_of(sheet):
            cells.add(record)
        cells.end_formula()
        shared = [_record(CODEPAGE, _UNICODE_PAGE), *_shared(book)]
    except (struct.error, IndexError) as error:
        raise InputError(f"a record of the sheet “{sheet.title}” can't be understood", remedy=SAVE_ANEW) from error
    return _workbook(shared, [(sheet, bytes(cells.written) + _record(EOF))]), cells.places()


class _Cells:
    """Writes the cells of a sheet, closed up."""

    def __init__(self, book: OldWorkbook) -> None:
        self.written = bytearray(_record(BOF, _BOF_OF_SHEET))
        self._book = book
        self._texts = book.shared_texts()
        self._rows: dict[int, int] = {}
        self._columns: dict[int, int] = {}
        self._merged: list[MergedRange] = []
        self._waiting: tuple[int, int] | None = None  # a formula that gives a text, which follows
        self._text = b""

    def places(self) -> Places:
        return Places(rows=array("I", self._rows), columns=list(self._columns), merged=self._merged)

    def add(self, record: Record) -> None:
        if self._waiting is not None and record.kind not in _BETWEEN_FORMULA_AND_TEXT:
            if record.kind == STRING:
                self._end_with(self._book.text(record.content))
                return
            self.end_formula()
        if record.kind not in _WITH_PLACE:
            self._merged += _merged_in(record)
            return
        row, column = struct.unpack_from("<HH", record.content)
        rest = record.content[4:]
        if record.kind == MULRK:
            for index in range((len(rest) - 2) // 6):
                self._write(RK, row, column + index, rest[6 * index : 6 * index + 6])
        elif record.kind in {LABEL, RSTRING}:
            self._write_text(row, column, self._book.text(rest[2:]))
        elif record.kind == LABELSST:
            (index,) = struct.unpack_from("<I", rest, 2)
            self._write_text(row, column, self._texts[index])
        elif record.kind == BOOLERR and rest[3]:
            self._write_text(row, column, ERROR_VALUES.get(rest[2], _OTHER_ERROR))
        elif record.kind == FORMULA:
            self._add_result(row, column, rest)
        else:
            self._write(record.kind, row, column, rest)

    def _add_result(self, row: int, column: int, rest: bytes) -> None:
        result, code, is_number = struct.unpack_from("<BxBxxxH", rest, 2)
        if is_number != _NO_NUMBER:
            self._write(NUMBER, row, column, rest[:10])
        elif result == _TEXT_RESULT:
            self._waiting = row, column
        elif result == _BOOLEAN_RESULT:
            self._write(BOOLERR, row, column, rest[:2] + bytes([code, 0]))
        elif result == _ERROR_RESULT:
            self._write_text(row, column, ERROR_VALUES.get(code, _OTHER_ERROR))

    def _end_with(self, text: str) -> None:
        if self._waiting is not None:
            self._write_text(*self._waiting, text)
        self._waiting = None

    def end_formula(self) -> None:
        """A text should have followed the formula; the workbook was never calculated."""
        self._end_with(FORMULA_WITHOUT_VALUE)

    def _write_text(self, row: int, column: int, text: str) -> None:
        if text:
            wide = text.encode("utf-16-le", "replace")
            self._write(LABEL, row, column, struct.pack("<HHB", 0, len(wide) // 2, 1) + wide)

    def _write(self, kind: int, row: int, column: int, rest: bytes) -> None:
        new_row = self._rows.setdefault(row, len(self._rows))
        new_column = self._columns.setdefault(column, len(self._columns))
        self.written += struct.pack("<HHHH", kind, len(rest) + 4, new_row, new_column) + rest


def _merged_in(record: Record) -> Iterator[MergedRange]:
    if record.kind == MERGED:
        whole = (len(record.content) - 2) // 8 * 8
        for top, bottom, left, right in struct.iter_unpack("<HHHH", record.content[2 : 2 + whole]):
            yield (top, left), (bottom, right)


def _shared(book: OldWorkbook) -> Iterator[bytes]:
    for record in book.shared:
        if record.kind == FORMAT and book.encoding is not None:
            length = record.content[2]
            text = record.content[3 : 3 + length].decode(book.encoding, "replace").encode("utf-16-le")
            yield _record(FORMAT, record.content[:2] + struct.pack("<HB", len(text) // 2, 1) + text)
        elif record.kind in _SHARED:
            yield _record(record.kind, record.content)


def _workbook(shared: list[bytes], sheets: list[tuple[SheetEntry, bytes]]) -> io.BytesIO:
    head = [_record(BOF, _BOF_OF_BOOK), *shared]
    titles = [sheet.title.encode("utf-16-le", "replace") for sheet, _ in sheets]
    start = sum(map(len, head)) + sum(12 + len(title) for title in titles) + len(_record(EOF))
    for (sheet, content), title in zip(sheets, titles, strict=True):
        kind = sheet.kind if sheet.kind in {0, 1, 2, 6} else 0
        head.append(
            _record(BOUNDSHEET, struct.pack("<IBBBB", start, min(sheet.state, 2), kind, len(title) // 2, 1) + title)
        )
        start += len(content)
    return write_container(b"".join((*head, _record(EOF), *(content for _, content in sheets))))


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
