"""Streams the XML of a sheet, row by row, from one archive to another."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from batch.errors import UnusualSheetError
from batch.export.copies.excel.sheet_columns import show_columns
from batch.export.copies.excel.sheet_row import RowXml
from batch.inputs.workbook.places import column_index, column_letters

MOST_COLUMNS = 16_384

_BLOCK_BYTES = 1 << 20
_SHEET_DATA = re.compile(rb"<((?:\w+:)?)sheetData\s*>")
_DIMENSION = re.compile(rb"""(<(?:\w+:)?dimension\s[^>]*?ref\s*=\s*["'])([A-Z]+)([0-9]+)(?::([A-Z]+)([0-9]+))?""")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z]+)[0-9]+:([A-Z]+)([0-9]+)""")
_ODDITIES = (b"<!--", b"<![CDATA[", b"<?mso")

WriteRow = Callable[[RowXml, int, bytes, bytes], bytes | None]
"""Takes a row's number, attributes and content; returns its new XML, None to leave it as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One row as it stands, and what stands before it."""

    number: int
    attributes: bytes
    content: bytes
    xml: bytes
    before: bytes


class SheetXml:
    """One pass over a sheet's XML. Raises UnusualSheetError for a layout that can't be followed safely."""

    def __init__(self, xml: IO[bytes]) -> None:
        self._xml = xml
        self._rest = b""
        while (start := _SHEET_DATA.search(self._rest)) is None:
            self._fill("no cells were found in it")
        self.head, self._rest = self._rest[: start.end()], self._rest[start.end() :]
        self.row_xml = RowXml(start[1])
        self._end = b"</%bsheetData" % start[1]

    def rows(self) -> Iterator[SheetRow]:
        number = 0
        while True:
            end = self._rest.find(self._end)
            position = 0
            for match in self.row_xml.row.finditer(self._rest, 0, end if end >= 0 else len(self._rest)):
                last, number = number, self.row_xml.number(match[1], after=number)
                if number <= last:
                    raise UnusualSheetError("its rows are not in order")
                before = self._rest[position : match.start()]
                yield SheetRow(number=number, attributes=match[1], content=match[2] or b"", xml=match[0], before=before)
                position = match.end()
            self._rest = self._rest[position:]
            if end >= 0:
                return
            self._fill("its end was not found")

    def tail(self) -> Iterator[bytes]:
        """Yield what follows the rows, once they were gone through."""
        yield self._rest
        while block := self._xml.read(_BLOCK_BYTES):
            yield block

    def _fill(self, fault: str) -> None:
        block = self._xml.read(_BLOCK_BYTES)
        if not block:
            raise UnusualSheetError(fault)
        self._rest += block
        if any(oddity in self._rest for oddity in _ODDITIES):
            raise UnusualSheetError("it holds comments or raw text")


def used_columns(xml: IO[bytes], *, from_row: int) -> set[int]:
    """Return the columns (from 0) in which a cell holds something, or is merged with others, from this row on."""
    sheet = SheetXml(xml)
    used = {
        cell.column
        for row in sheet.rows()
        if row.number >= from_row
        for cell in sheet.row_xml.cells(row.content)
        if cell.content
    }
    for first, last, last_row in _MERGED.findall(b"".join(sheet.tail())):
        if int(last_row) >= from_row:
            used.update(range(column_index(first), column_index(last) + 1))
    return used


def copy_sheet(xml: IO[bytes], target: IO[bytes], write_row: WriteRow, *, first: int, last: int) -> None:
    """Copy a sheet in which `write_row` sets cells in the columns from `first` to `last` (from 0), and show those."""
    sheet = SheetXml(xml)
    head = show_columns(sheet.head, first, last)
    target.write(_DIMENSION.sub(lambda found: _widen(found, last), head, count=1))
    for row in sheet.rows():
        written = write_row(sheet.row_xml, row.number, row.attributes, row.content)
        target.write(row.before + (row.xml if written is None else written))
    for block in sheet.tail():
        target.write(block)


def _widen(found: re.Match[bytes], last_column: int) -> bytes:
    start, first, first_row, last, last_row = found.groups()
    reach = max(column_index(last or first), last_column)
    return start + first + first_row + b":" + column_letters(reach) + (last_row or first_row)
