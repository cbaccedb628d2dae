"""Writes a table as CSV: RFC 4180 with commas, UTF-8, LF, a header line; null is an empty field.

In a table that people open, a text that a spreadsheet would run as a formula is neutralised (cells/formulas.py).
"""

import csv
import io
from datetime import datetime
from typing import Any, BinaryIO

from batch.cells.formulas import neutralised
from batch.tables import LIST_SEPARATOR, OutputTable, Row, Value


class CsvTableWriter:
    """Takes rows one by one; timestamps in ISO 8601 with the offset the register gave, lists joined."""

    def __init__(self, file: BinaryIO, table: OutputTable[Any]) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        self._writer = csv.writer(_LfLines(self._text), lineterminator="\r\n")
        self._writer.writerow(table.column_names)
        self._field = _field_for_people if table.is_opened_by_people else _field

    def write(self, row: Row) -> None:
        self._writer.writerow([self._field(value) for value in row])

    def close(self) -> None:
        """Hand every byte to the file, and leave the file open."""
        self._text.flush()
        self._text.detach()


class _LfLines:
    """Ends lines with LF, though the csv module is told CRLF: it quotes only what occurs in its line end."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text

    def write(self, line: str) -> int:
        return self._text.write(f"{line[:-2]}\n")


def _field(value: Value) -> str | int:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat()
        case tuple():
            return LIST_SEPARATOR.join(part or "" for part in value)
        case _:
            return value


def _field_for_people(value: Value) -> str | int:
    field = _field(value)
    return neutralised(field) if isinstance(field, str) else field
