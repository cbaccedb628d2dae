"""Finds the error values in a sheet of an Excel 97 workbook, which calamine gives as empty cells.

The records are those of [MS-XLS] 2.3.2 and 2.4; Excel 5 has the same.
"""

import struct
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import olefile

from batch.errors import DamagedInputError

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

DAMAGED_CONTAINER = (OSError, struct.error, IndexError, OverflowError, ValueError, MemoryError)
"""What reading a damaged one raises."""

_BOF, _EOF, _BOUNDSHEET, _FORMULA, _BOOLERR = 0x0809, 0x000A, 0x0085, 0x0006, 0x0205
_ERROR_RESULT, _NO_NUMBER = 2, 0xFFFF


def find_xls_errors(path: Path, sheet: int) -> dict[int, dict[int, str]]:
    """Return the error values of a sheet (counted from 0) by row and column from 0. Raises InputError."""
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    try:
        content = _workbook_stream(path)
        for row, column, code in _errors(content, list(_sheet_starts(content))[sheet]):
            found[row][column] = ERROR_VALUES.get(code, "#N/A")
    except DAMAGED_CONTAINER as error:
        raise DamagedInputError("a workbook") from error
    return found


def _workbook_stream(path: Path) -> bytes:
    with olefile.OleFileIO(path) as archive:
        content: bytes = archive.openstream("Workbook" if archive.exists("Workbook") else "Book").read()
        return content


def _records(content: bytes, position: int) -> Iterator[tuple[int, int]]:
    """Walk over the records up to the end of their part: kind, and where the content begins.

    A chart within a sheet is a part within its part.
    """
    depth = 0
    while position + 4 <= len(content):
        kind, size = struct.unpack_from("<HH", content, position)
        yield kind, position + 4
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        position += 4 + size


def _sheet_starts(content: bytes) -> Iterator[int]:
    """Yield where the part of each sheet begins, in the order of the sheets."""
    for kind, position in _records(content, 0):
        if kind == _BOUNDSHEET:
            yield struct.unpack_from("<I", content, position)[0]


def _errors(content: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Yield row, column and code of the error values, entered or calculated."""
    for kind, position in _records(content, start):
        if kind == _BOOLERR:
            row, column, _, code, is_error = struct.unpack_from("<HHHBB", content, position)
            if is_error:
                yield row, column, code
        elif kind == _FORMULA:
            row, column, _, result, code, is_number = struct.unpack_from("<HHHBxBxxxH", content, position)
            if is_number == _NO_NUMBER and result == _ERROR_RESULT:
                yield row, column, code
