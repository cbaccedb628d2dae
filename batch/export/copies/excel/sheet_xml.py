"""Streams the XML of a sheet, row by row, from one archive to another."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from batch.errors import UnusualSheetError
from batch.export.copies.excel.parts.markup import attribute, with_attribute
from batch.export.copies.excel.reach import read_range
from batch.export.copies.excel.sheet_row import RowXml
from batch.inputs.workbook.places import column_index

_BLOCK_BYTES = 1 << 20
_SHEET_DATA = re.compile(rb"<((?:\w+:)?)sheetData\s*>")
_DIMENSION = re.compile(rb"""<(?:\w+:)?dimension(?:\s[^<>]*)?/>""")
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

    def __init__(self, xml: IO[bytes], *, is_ordered: bool = True) -> None:
        self._xml = xml
        self._is_ordered = is_ordered
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
                if number <= last and self._is_ordered:
                    raise UnusualSheetError("its rows are not in order")
                before = self._rest[position : match.start()]
                if before.strip():
                    raise UnusualSheetError("there is something between its rows")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSurvey:
    """What is known of a sheet before it is copied: the columns in use (from 0), and what stands around its rows."""

    used: set[int]
    head: bytes
    tail: bytes
    last_row: int


def survey_sheet(xml: IO[bytes], *, from_row: int) -> SheetSurvey:
    """Find the columns in which a cell holds something, or is merged with others, from this row on."""
    sheet = SheetXml(xml)
    used: set[int] = set()
    last = 0
    for row in sheet.rows():
        last = row.number
        filled = [cell.column for cell in sheet.row_xml.cells(row.number, row.content) if cell.content]
        if row.number >= from_row:
            used.update(filled)
    tail = b"".join(sheet.tail())
    for left, right, bottom in _MERGED.findall(tail):
        if int(bottom) >= from_row:
            used.update(range(column_index(left), column_index(right) + 1))
    return SheetSurvey(used=used, head=sheet.head, tail=tail, last_row=last)


def copy_sheet(
    xml: IO[bytes], target: IO[bytes], write_row: WriteRow, *, head: bytes, tail: bytes, last_column: int
) -> None:
    """Copy a sheet in which `write_row` sets cells, up to this column (from 0), between another head and tail."""
    sheet = SheetXml(xml)
    target.write(_DIMENSION.sub(lambda found: _widen(found, last_column), head, count=1))
    for row in sheet.rows():
        written = write_row(sheet.row_xml, row.number, row.attributes, row.content)
        target.write(row.before + (row.xml if written is None else written))
    target.write(tail)


def _widen(found: re.Match[bytes], last_column: int) -> bytes:
    """Leave out what is no plain range: it is a hint for programs, some of which stumble over such a one."""
    reach = read_range((attribute(found[0], b"ref") or b"").replace(b"$", b""))
    if reach is None or not 1 <= reach.top <= reach.bottom:
        return b""
    return with_attribute(found[0], b"ref", reach.to_column(max(reach.right, last_column)))
