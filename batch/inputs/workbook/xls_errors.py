"""Finds error values and uncalculated formulas in a sheet of an Excel 97 workbook: calamine gives empty cells.

The records are those of [MS-XLS] 2.3.2 and 2.4; Excel 5 has the same.
"""

import struct
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import olefile

from batch.errors import DamagedInputError
from batch.inputs.workbook.plain_sheet import FORMULA_WITHOUT_VALUE

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

DAMAGED_CONTAINER = (OSError, struct.error, IndexError, OverflowError, ValueError, MemoryError)
"""What reading a damaged one raises."""

_BOF, _EOF, _BOUNDSHEET, _FORMULA, _BOOLERR = 0x0809, 0x000A, 0x0085, 0x0006, 0x0205
_STRING = 0x0207
_SHARED_BY_FORMULAS = frozenset({0x00BC, 0x0221, 0x0236, 0x04BC})  # between a formula and the text that it gave
_TEXT_RESULT, _ERROR_RESULT, _NO_NUMBER = 0, 2, 0xFFFF


def find_xls_errors(path: Path, sheet: int) -> dict[int, dict[int, str]]:
    """Return what such cells of a sheet (counted from 0) show, by row and column from 0. Raises InputError."""
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    try:
        content = _workbook_stream(path)
        start = list(_sheet_starts(content))[sheet]
        for row, column, text in _hidden_texts(content, start):
            found[row][column] = text
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


def _hidden_texts(content: bytes, start: int) -> Iterator[tuple[int, int, str]]:
    """Yield row, column and what is shown: error values, entered or calculated, and formulas that gave no text.

    A formula that gave one is followed by it.
    """
    waiting: tuple[int, int] | None = None
    for kind, position in _records(content, start):
        if waiting is not None and kind not in _SHARED_BY_FORMULAS:
            if kind != _STRING:
                yield *waiting, FORMULA_WITHOUT_VALUE
            waiting = None
        if kind == _BOOLERR:
            row, column, _, code, is_error = struct.unpack_from("<HHHBB", content, position)
            if is_error:
                yield row, column, ERROR_VALUES.get(code, _OTHER_ERROR)
        elif kind == _FORMULA:
            row, column, _, result, code, is_number = struct.unpack_from("<HHHBxBxxxH", content, position)
            if is_number == _NO_NUMBER and result == _ERROR_RESULT:
                yield row, column, ERROR_VALUES.get(code, _OTHER_ERROR)
            elif is_number == _NO_NUMBER and result == _TEXT_RESULT:
                waiting = row, column
