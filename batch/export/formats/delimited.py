"""Writes a table as CSV: RFC 4180 with commas, UTF-8, LF, a header line; null is an empty field.

In a table that people open, a text that a spreadsheet would run as a formula is neutralised (cells/formulas.py).
Fields are made and lines joined by Arrow, a column at a time; its own CSV writer quotes every text or none.
"""

from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from batch.cells.formulas import neutralised
from batch.tables import LIST_SEPARATOR, OutputTable

_DELIMITER, _QUOTE = ",", '"'
_UTC = "+00:00"
_ROWS_AT_ONCE = 4_000  # their fields and lines are in memory together, beside the group
_QUOTED = (_DELIMITER, _QUOTE, "\r", "\n")


class CsvTableWriter:
    """Takes rows group by group; timestamps in ISO 8601 with the offset +00:00, lists joined."""

    def __init__(self, file: BinaryIO, table: OutputTable[Any]) -> None:
        self._file = file
        self._is_opened_by_people = table.is_opened_by_people
        self._file.write(f"{_DELIMITER.join(table.column_names)}\n".encode())

    def write(self, group: pa.Table) -> None:
        for rows in group.to_batches(max_chunksize=_ROWS_AT_ONCE):
            self._write_rows(rows)

    def _write_rows(self, rows: pa.RecordBatch) -> None:
        fields = [self._fields(column) for column in rows.columns]
        lines = pc.binary_join_element_wise(*fields, _DELIMITER, null_handling="replace")
        (all_lines,) = pc.binary_join(pa.ListArray.from_arrays([0, len(lines)], lines), "\n")
        self._file.write(all_lines.as_buffer())
        self._file.write(b"\n")

    def close(self) -> None:
        """Leave the file open: every byte has been handed to it."""

    def _fields(self, column: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
        texts = _as_text(column)
        if self._is_opened_by_people and pa.types.is_string(column.type):
            texts = pa.array([text and neutralised(text) for text in texts.to_pylist()], type=pa.string())
        return _quoted(texts) if _may_need_quotes(texts) else texts


def _may_need_quotes(texts: Any) -> bool:  # noqa: ANN401 - pyarrow ships no types
    """Look at all texts at once: a pattern takes fifty times as long, and few columns need any."""
    _, _, buffer = texts.buffers()
    content = buffer.to_pybytes() if buffer else b""
    return any(mark.encode() in content for mark in _QUOTED)


def _quoted(texts: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
    doubled = pc.replace_substring(texts, _QUOTE, _QUOTE * 2)
    needs_quotes = pc.match_substring_regex(texts, f"[{''.join(_QUOTED)}]")
    return pc.if_else(needs_quotes, pc.binary_join_element_wise(_QUOTE, doubled, _QUOTE, ""), texts)


def _as_text(column: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
    if pa.types.is_timestamp(column.type):
        in_utc = pc.replace_substring(column.cast(pa.timestamp("us")).cast(pa.string()), " ", "T")
        return pc.binary_join_element_wise(pc.replace_substring(in_utc, ".000000", ""), _UTC, "")
    if pa.types.is_list(column.type):
        return pc.binary_join(pa.ListArray.from_arrays(column.offsets, column.values.fill_null("")), LIST_SEPARATOR)
    return column.cast(pa.string())
