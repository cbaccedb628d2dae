"""Finds how far the cells of a sheet in a binary Excel workbook reach, and which ones calamine gives as empty or not.

The records are those of [MS-XLSB] 2.1.7.62 and 2.3.
"""

import struct
from collections import defaultdict

from batch.inputs.workbook.excel97.restated import ERROR_VALUES
from batch.inputs.workbook.parts import binary_records
from batch.inputs.workbook.plain_sheet import HiddenTexts

_ROW_HEADER, _FIRST_FILLED, _LAST_FILLED = 0, 2, 11
_RICH_TEXT = 62
_ERROR_CELLS = frozenset({3, 11})  # an error entered, and one that a formula gave


def scan_xlsb_sheet(content: bytes) -> tuple[int, int, HiddenTexts]:
    """Return how many rows and columns the sheet has, and the texts that loading would hide."""
    row = rows = columns = 0
    hidden: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for kind, start, end in binary_records(content):
        if kind == _ROW_HEADER:
            (row,) = struct.unpack_from("<I", content, start)
        elif _FIRST_FILLED <= kind <= _LAST_FILLED or kind == _RICH_TEXT:
            (column,) = struct.unpack_from("<I", content, start)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if kind in _ERROR_CELLS:
                hidden[row][column] = ERROR_VALUES.get(content[start + 8], "#N/A")
            elif kind == _RICH_TEXT:
                hidden[row][column] = _rich_text(content, start, end)
    return rows, columns, hidden


def _rich_text(content: bytes, start: int, end: int) -> str:
    """A text with its formats: column, style, flags, then its length and characters."""
    (length,) = struct.unpack_from("<I", content, start + 9)
    return content[start + 13 : min(start + 13 + 2 * length, end)].decode("utf-16-le")
