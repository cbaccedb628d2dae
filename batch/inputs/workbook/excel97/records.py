"""Reads the records of an old Excel workbook, of Excel 5 (BIFF5) or 97 (BIFF8).

The records are those of [MS-XLS] 2.3.2 and 2.4; in BIFF5 texts are bytes of a code page, in BIFF8 Unicode.
"""

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple, Self

from batch.errors import InputError
from batch.inputs.workbook.excel97.texts import read_shared_texts

SAVE_ANEW = "open it in a spreadsheet program and save it as .xlsx"

BOF, EOF, BOUNDSHEET, CONTINUE = 0x0809, 0x000A, 0x0085, 0x003C
CODEPAGE, DATE_1904, FILEPASS, FORMAT, XF, SST = 0x0042, 0x0022, 0x002F, 0x041E, 0x00E0, 0x00FC
NUMBER, RK, MULRK, LABELSST, BOOLERR = 0x0203, 0x027E, 0x00BD, 0x00FD, 0x0205
LABEL, RSTRING, FORMULA, STRING, MERGED = 0x0204, 0x00D6, 0x0006, 0x0207, 0x00E5

_UNICODE = 0x0600
_WORKSHEET = 0x0010
_PAGES = {1200: "latin-1", 10000: "mac_roman", 32768: "mac_roman", 32769: "cp1252", 10007: "mac_cyrillic"}


class Record(NamedTuple):
    """What a record is of, and its content."""

    kind: int
    content: bytes


class SheetEntry(NamedTuple):
    """What the workbook says of a sheet."""

    title: str
    state: int  #: 0 visible, 1 hidden, 2 very hidden
    kind: int  #: 0 a worksheet, 1 of macros, 2 a chart, 6 a module
    start: int


def records(stream: bytes, position: int) -> Iterator[Record]:
    """Walk over the records up to the end of their part; a part within it, such as a chart, is left out."""
    depth = 0
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        if depth <= 1:
            yield Record(kind, stream[position + 4 : position + 4 + size])
        depth += (kind == BOF) - (kind == EOF)
        if depth <= 0:
            return
        position += 4 + size


@dataclass(frozen=True, slots=True, kw_only=True)
class OldWorkbook:
    """The records that all sheets share, and where each sheet begins."""

    stream: bytes
    shared: list[Record]
    sheets: list[SheetEntry]
    encoding: str | None  #: None where texts are Unicode

    @classmethod
    def of(cls, stream: bytes) -> Self:
        """Raise InputError for a protected one, and for what is none."""
        try:
            return cls._of(stream, list(records(stream, 0)))
        except (struct.error, IndexError) as error:
            raise InputError("its first records can't be understood", remedy=SAVE_ANEW) from error

    @classmethod
    def _of(cls, stream: bytes, shared: list[Record]) -> Self:
        if shared[0].kind != BOF:
            raise IndexError
        if any(record.kind == FILEPASS for record in shared):
            raise InputError("is protected by a password", remedy="save it without one")
        version, kind = struct.unpack_from("<HH", shared[0].content)
        page = next((record.content for record in shared if record.kind == CODEPAGE), b"\xe4\x04")
        encoding = None if version == _UNICODE else _encoding(page)
        if kind == _WORKSHEET:  # without a workbook around it
            sheets = [SheetEntry("Sheet1", 0, 0, 0)]
        else:
            sheets = [_sheet(each.content, encoding) for each in shared if each.kind == BOUNDSHEET]
        return cls(stream=stream, shared=shared, sheets=sheets, encoding=encoding)

    def records_of(self, sheet: SheetEntry) -> Iterator[Record]:
        """Raise InputError where no sheet begins at the place that the workbook says."""
        found = records(self.stream, sheet.start)
        if next(found, Record(EOF, b"")).kind != BOF:
            raise InputError(f"the sheet “{sheet.title}” has no part in the workbook", remedy=SAVE_ANEW)
        return found

    def shared_texts(self) -> list[str]:
        """Return the table of texts that cells refer to. Raises InputError."""
        first = next((index for index, each in enumerate(self.shared) if each.kind == SST), None)
        if first is None:
            return []
        more = takewhile(lambda record: record.kind == CONTINUE, self.shared[first + 1 :])
        try:
            return list(read_shared_texts([self.shared[first].content, *(record.content for record in more)]))
        except struct.error as error:
            raise InputError("its table of texts can't be understood", remedy=SAVE_ANEW) from error

    def text(self, content: bytes) -> str:
        """Return a text with its length before it."""
        (length,) = struct.unpack_from("<H", content)
        return _text(content[2:], length, self.encoding)


def _text(content: bytes, length: int, encoding: str | None) -> str:
    if encoding is not None:
        return content[:length].decode(encoding, "replace")
    if content[:1] and content[0] & 1:
        return content[1 : 1 + 2 * length].decode("utf-16-le", "replace")
    return content[1 : 1 + length].decode("latin-1")


def _sheet(content: bytes, encoding: str | None) -> SheetEntry:
    start, state, kind, length = struct.unpack_from("<IBBB", content)
    return SheetEntry(_text(content[7:], length, encoding).replace("\0", ""), state & 3, kind, start)


def _encoding(page: bytes) -> str:
    (number,) = struct.unpack_from("<H", page)
    name = _PAGES.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError as error:
        raise InputError(f"its texts are of code page {number}, which isn't known", remedy=SAVE_ANEW) from error
    return name
