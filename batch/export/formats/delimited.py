"""Writes a table as CSV: RFC 4180, UTF-8, LF, a header line; null is an empty field.

Programs get commas, and each text as it is; Norwegian Excel gets semicolons, a byte order mark, and `="0101"` for what
it would take for a number, a date, an amount or a truth value. Where people open a table, a text that a spreadsheet
would run as a formula is neutralised (cells/formulas.py).
Fields are made and lines joined by Arrow, a column at a time; its own CSV writer quotes every text or none.
"""

import codecs
from dataclasses import dataclass
from functools import reduce
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from batch.cells.formulas import neutralised
from batch.tables import LIST_SEPARATOR, OutputTable

_QUOTE = '"'
_UTC = "+00:00"
_ROWS_AT_ONCE = 4_000  # their fields and lines are in memory together, beside the group
_MONTHS = "jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[kc]t|nov|de[sc]"
_TAKEN_FOR_ANOTHER = (
    r"(?i)^[\s\p{Z}]*(?:[\p{Nd}.,(]"  # 0101, 1-2, 1E5, .5, (7)
    rf"|(?:{_MONTHS})\p{{L}}*[^\p{{L}}\p{{Nd}}]*\p{{Nd}}"  # mar 3, Desember 2020
    r"|(?:\p{Sc}|(?:kr|nok|usd|eur|gbp|sek|dkk)\b)[^\p{L}\p{Nd}]*\p{Nd}"  # kr 5, € 7
    r"|(?:u?sann|true|false)[\s\p{Z}]*$)[^\r\n]*$"
)
"""How a text begins that Norwegian Excel would take for a number, a date, an amount or a truth, and would change."""
_MOST_IN_A_FORMULA = 255  # characters; Excel takes no longer text in one
_EXACT = 10**15  # Excel keeps fifteen digits of a number


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvDialect:
    """How CSV is laid out, and for whom."""

    delimiter: str
    begins_with: bytes = b""
    is_for_excel: bool = False

    @property
    def quoted(self) -> tuple[str, ...]:
        """The characters for which a field is put in quotes."""
        return self.delimiter, _QUOTE, "\r", "\n"


FOR_PROGRAMS = CsvDialect(delimiter=",")
FOR_EXCEL = CsvDialect(delimiter=";", begins_with=codecs.BOM_UTF8, is_for_excel=True)


class CsvTableWriter:
    """Takes rows group by group; timestamps in ISO 8601 with the offset +00:00, lists joined."""

    def __init__(self, file: BinaryIO, table: OutputTable, dialect: CsvDialect = FOR_PROGRAMS) -> None:
        self._file = file
        self._dialect = dialect
        self._is_opened_by_people = table.is_opened_by_people or dialect.is_for_excel
        self._file.write(dialect.begins_with + f"{dialect.delimiter.join(table.column_names)}\n".encode())

    def write(self, group: pa.Table) -> None:
        for rows in group.to_batches(max_chunksize=_ROWS_AT_ONCE):
            self._write_rows(rows)

    def _write_rows(self, rows: pa.RecordBatch) -> None:
        fields = [self._fields(column) for column in rows.columns]
        lines = pc.binary_join_element_wise(*fields, self._dialect.delimiter, null_handling="replace")
        (all_lines,) = pc.binary_join(pa.ListArray.from_arrays([0, len(lines)], lines), "\n")
        self._file.write(all_lines.as_buffer())
        self._file.write(b"\n")

    def close(self) -> None:
        """Leave the file open: every byte has been handed to it."""

    def _fields(self, column: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
        texts = _as_text(column)
        is_foreign = pa.types.is_string(column.type) or pa.types.is_list(column.type)
        if self._is_opened_by_people and is_foreign:
            texts = pa.array([text and neutralised(text) for text in texts.to_pylist()], type=pa.string())
        if self._dialect.is_for_excel and (is_foreign or pa.types.is_integer(column.type)):
            texts = _kept_as_text(texts, column)
        return _quoted(texts, self._dialect.quoted)


def _kept_as_text(texts: Any, column: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
    """Write as a formula that gives the text what Excel would take for something else, and would change."""
    if pa.types.is_integer(column.type):
        would_change = pc.or_(pc.greater_equal(column, _EXACT), pc.less_equal(column, -_EXACT))
    else:
        is_short = pc.less_equal(pc.utf8_length(texts), _MOST_IN_A_FORMULA)
        would_change = pc.and_(pc.match_substring_regex(texts, _TAKEN_FOR_ANOTHER), is_short)
    doubled = pc.replace_substring(texts, _QUOTE, _QUOTE * 2)
    return pc.if_else(would_change, pc.binary_join_element_wise(f"={_QUOTE}", doubled, _QUOTE, ""), texts)


def _quoted(texts: Any, quoted: tuple[str, ...]) -> Any:  # noqa: ANN401 - pyarrow ships no types
    """Put those in quotes that need it; few columns have any, so all texts of one are looked at together first."""
    content = _content(texts)
    marks = [mark for mark in quoted if mark.encode() in content]
    if not marks:
        return texts
    doubled = pc.replace_substring(texts, _QUOTE, _QUOTE * 2) if _QUOTE in marks else texts
    needs_quotes = reduce(pc.or_, [pc.match_substring(texts, mark) for mark in marks])
    return pc.if_else(needs_quotes, pc.binary_join_element_wise(_QUOTE, doubled, _QUOTE, ""), texts)


def _content(texts: Any) -> bytes:  # noqa: ANN401 - pyarrow ships no types
    _, places, content = texts.buffers()
    if content is None:
        return b""
    starts = memoryview(places).cast("i")  # those of the whole group, of which these texts are some
    begin, end = starts[texts.offset], starts[texts.offset + len(texts)]
    return bytes(content.slice(begin, end - begin))


def _as_text(column: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
    if pa.types.is_timestamp(column.type):
        in_utc = pc.replace_substring(column.cast(pa.timestamp("us")).cast(pa.string()), " ", "T")
        return pc.binary_join_element_wise(pc.replace_substring(in_utc, ".000000", ""), _UTC, "")
    if pa.types.is_list(column.type):
        return pc.binary_join(pa.ListArray.from_arrays(column.offsets, column.values.fill_null("")), LIST_SEPARATOR)
    return column.cast(pa.string())
