"""Finds the cells of an OpenDocument sheet that are no blank though calamine gives an empty value.

LibreOffice saves `#REF!` as an empty text that is shown as `#REF!`; other programs save a text without saying that it
is one, or a formula that was never calculated.
"""

import re
from collections.abc import Iterable, Iterator
from typing import IO
from xml.etree import ElementTree as ET

from batch.inputs.workbook.bounded_xml import refuse_deep
from batch.inputs.workbook.plain_sheet import FORMULA_WITHOUT_VALUE

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SHEET, _ROW = f"{_TABLE}table", f"{_TABLE}table-row"
_TITLE = f"{_TABLE}name"
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_ROWS_REPEATED, _COLUMNS_REPEATED = f"{_TABLE}number-rows-repeated", f"{_TABLE}number-columns-repeated"
_PARAGRAPH = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
_TEXT = f"{_OFFICE}string-value"
_FORMULA = f"{_TABLE}formula"
_TYPE = f"{_OFFICE}value-type"
_VALUES = frozenset(
    f"{_OFFICE}{name}" for name in ("value", "string-value", "boolean-value", "date-value", "time-value")
)
_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14
_BLOCK_BYTES = 1 << 20

_MOST_UNDECIDED = 1 << 23  # bytes of one row
_CELL_NAME, _ROW_END, _BODY = b"table-cell", b"</table:table-row>", b"</office:body>"
_LAYOUT = rb'(?: table:(?!formula)[\w-]++="[^"<>&]*+")*+'
_MORE = rb'(?: (?:calcext|xmlns|office):[\w-]++="[^"<>&]*+")*+'
_TEXTS, _CELL_END = b"(?:<text:p>[^<]++</text:p>)", b"</table:(?:covered-)?table-cell>"
_PLAIN_CELL = re.compile(
    rb"<table:(?:covered-)?table-cell%b(?:/>|"
    rb'(?: table:formula="[^"<>]*+")?+%b office:value-type="(?:'
    rb'string"(?: office:string-value="[^"<>]++")?+(?: calcext:[\w-]++="[^"<>&]*+")*+>%b++%b|'
    rb'(?!string)\w++"(?: office:currency="[^"<>]*+")?+ office:(?:boolean-|date-|time-)?value="[^"<>&]++"%b'
    rb"(?:/>|>%b*+%b)))" % (_LAYOUT, _LAYOUT, _TEXTS, _CELL_END, _MORE, _TEXTS, _CELL_END)
)


def find_ods_errors(xml: IO[bytes], title: str) -> dict[int, dict[int, str]]:
    """Return what such cells show, by row and column from 0; `xml` is the part of the workbook that holds all sheets.

    A workbook in which every cell is spelled as LibreOffice spells values has none, and is spared the parser.
    """
    if _holds_only_plain_cells(xml):
        return {}
    xml.seek(0)
    found: dict[int, dict[int, str]] = {}
    first = 0
    for row in _rows(xml, title):
        repeated = int(row.get(_ROWS_REPEATED, "1"))
        if texts := dict(_hidden_texts(row)):
            found.update(dict.fromkeys(range(first, min(first + repeated, _MOST_ROWS)), texts))
        first += repeated
    return found


def _holds_only_plain_cells(xml: IO[bytes]) -> bool:
    """Take away the cells that are recognised: of what is left, nothing may be named like a cell."""
    rest = b""
    while block := xml.read(_BLOCK_BYTES):
        whole, _, rest = (rest + block).rpartition(_ROW_END)
        if _CELL_NAME in _PLAIN_CELL.sub(b"", whole) or len(rest) >= _MOST_UNDECIDED:
            return False
    return _CELL_NAME not in rest and _BODY in rest


def _rows(xml: IO[bytes], title: str) -> Iterator[ET.Element]:
    """Yield the rows of one sheet; every row is freed after use, so that memory holds one."""
    is_wanted, depth = False, 0
    for event, element in ET.iterparse(xml, ("start", "end")):  # noqa: S314 - expat itself limits entities since 2.4.1
        depth += 1 if event == "start" else -1
        refuse_deep(depth)
        if event == "start" and element.tag == _SHEET:
            is_wanted = element.get(_TITLE) == title
        elif event == "end" and element.tag == _ROW:
            if is_wanted:
                yield element
            element.clear()


def _hidden_texts(row: Iterable[ET.Element]) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        repeated = int(cell.get(_COLUMNS_REPEATED, "1"))
        if not _has_value(cell) and (text := _shown(cell) or _uncalculated(cell)):
            yield from ((each, text) for each in range(column, min(column + repeated, _MOST_COLUMNS)))
        column += repeated


def _has_value(cell: ET.Element) -> bool:
    """Whether calamine gives it: a text may lie in the attribute or, without one, in what is shown."""
    is_shown_text = cell.get(_TYPE) == "string" and cell.get(_TEXT) is None
    return is_shown_text or any(cell.get(name) for name in _VALUES)


def _uncalculated(cell: ET.Element) -> str:
    """An empty text that a formula gave is an empty paragraph, or an empty value."""
    is_calculated = cell.get(_TEXT) is not None or cell.find(_PARAGRAPH) is not None
    return FORMULA_WITHOUT_VALUE if cell.get(_FORMULA) is not None and not is_calculated else ""


def _shown(cell: ET.Element) -> str:
    return "\n".join("".join(paragraph.itertext()) for paragraph in cell.iterfind(_PARAGRAPH)).strip()
