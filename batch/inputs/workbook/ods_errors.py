"""Finds the cells of an OpenDocument sheet that show a text though their value is empty, as those with an error do.

LibreOffice saves `#REF!` as an empty text that is shown as `#REF!`; calamine gives the value.
"""

from collections.abc import Iterable, Iterator
from typing import IO
from xml.etree import ElementTree as ET

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SHEET, _ROW = f"{_TABLE}table", f"{_TABLE}table-row"
_TITLE = f"{_TABLE}name"
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_ROWS_REPEATED, _COLUMNS_REPEATED = f"{_TABLE}number-rows-repeated", f"{_TABLE}number-columns-repeated"
_PARAGRAPH = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
_VALUE = f"{_OFFICE}string-value"
_EMPTY_VALUE = b'string-value=""'
_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14
_BLOCK_BYTES = 1 << 20


def find_ods_errors(xml: IO[bytes], title: str) -> dict[int, dict[int, str]]:
    """Return what such cells show, by row and column from 0; `xml` is the part of the workbook that holds all sheets.

    Most workbooks have none, and are spared the reading of their XML.
    """
    if not _has_empty_value(xml):
        return {}
    xml.seek(0)
    found: dict[int, dict[int, str]] = {}
    first = 0
    for row in _rows(xml, title):
        repeated = int(row.get(_ROWS_REPEATED, "1"))
        if texts := dict(_shown_texts(row)):
            found.update(dict.fromkeys(range(first, min(first + repeated, _MOST_ROWS)), texts))
        first += repeated
    return found


def _has_empty_value(xml: IO[bytes]) -> bool:
    end = b""
    while block := xml.read(_BLOCK_BYTES):
        if _EMPTY_VALUE in end + block:
            return True
        end = block[-len(_EMPTY_VALUE) :]
    return False


def _rows(xml: IO[bytes], title: str) -> Iterator[ET.Element]:
    """Yield the rows of one sheet; every row is freed after use, so that memory holds one."""
    is_wanted = False
    for event, element in ET.iterparse(xml, ("start", "end")):  # noqa: S314 - expat itself limits entities since 2.4.1
        if event == "start" and element.tag == _SHEET:
            is_wanted = element.get(_TITLE) == title
        elif event == "end" and element.tag == _ROW:
            if is_wanted:
                yield element
            element.clear()


def _shown_texts(row: Iterable[ET.Element]) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        repeated = int(cell.get(_COLUMNS_REPEATED, "1"))
        if cell.get(_VALUE) == "" and (text := _shown(cell)):
            yield from ((each, text) for each in range(column, min(column + repeated, _MOST_COLUMNS)))
        column += repeated


def _shown(cell: ET.Element) -> str:
    return "\n".join("".join(paragraph.itertext()) for paragraph in cell.iterfind(_PARAGRAPH)).strip()
