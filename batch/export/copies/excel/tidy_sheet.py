"""Puts the XML of a sheet in order in memory, so that it can be copied row by row: rows sorted, and each there once."""

import io
import re
from collections import defaultdict

from batch.errors import UnusualSheetError
from batch.export.copies.excel.parts.alternatives import without_alternatives
from batch.export.copies.excel.parts.markup import with_attribute
from batch.export.copies.excel.sheet_row import RowXml
from batch.export.copies.excel.sheet_xml import SheetXml

_MOST_BYTES = 200 << 20  # a sheet of 500,000 rows; the copy takes as much again
_ASIDE = re.compile(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|<\?(?!xml\s).*?\?>", re.DOTALL)
_ESCAPES = {b"&": b"&amp;", b"<": b"&lt;", b">": b"&gt;"}


def tidy_sheet(xml: bytes) -> bytes:
    """Return the sheet without comments, raw text and alternatives, its rows in order; each cell is kept as it looks.

    Raises UnusualSheetError where two values stand in one place, or the layout can't be followed all the same.
    """
    if len(xml) > _MOST_BYTES:
        raise UnusualSheetError("it is too large to be put in order")
    sheet = SheetXml(io.BytesIO(without_alternatives(_ASIDE.sub(_plain, xml))), is_ordered=False)
    found: defaultdict[int, list[tuple[bytes, bytes]]] = defaultdict(list)
    for row in sheet.rows():
        found[row.number].append((row.attributes, row.content))
    rows = [_one_row(sheet.row_xml, number, found[number]) for number in sorted(found)]
    return b"".join([sheet.head, *rows, *sheet.tail()])


def _plain(found: re.Match[bytes]) -> bytes:
    return re.sub(rb"[&<>]", lambda mark: _ESCAPES[mark[0]], found[1] or b"")


def _one_row(xml: RowXml, number: int, pieces: list[tuple[bytes, bytes]]) -> bytes:
    """Join what is said of a row; cells that only followed the one before them get their place."""
    attributes = with_attribute(b"<row%b>" % pieces[0][0], b"r", b"%d" % number)[len(b"<row") : -1]
    placed = [xml.write(number, attributes, content, {}) for _, content in pieces]
    contents = [xml.row.fullmatch(each) for each in placed]
    content = b"".join(each[2] or b"" for each in contents if each)
    columns = [cell.column for cell in xml.cells(number, content)] if len(pieces) > 1 else []
    if len(columns) != len({*columns}):
        raise UnusualSheetError("it holds two values for one cell")
    return xml.write(number, attributes, content, {})
