"""Sets cells in the XML of one row of a sheet, and leaves every other cell as it stands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from xml.sax.saxutils import escape

from batch.errors import UnusualSheetError
from batch.inputs.workbook.places import column_index, column_letters

_ATTRIBUTES = rb"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*"""
_PLACE = re.compile(rb"""\sr\s*=\s*["'](?:([A-Za-z]{1,3})([0-9]+)["'])?""")
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]+)["']""")
_STYLE = re.compile(rb"""\ss\s*=\s*["']([0-9]+)["']""")
_SPANS = re.compile(rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCell:
    """What a cell is to hold: text, a number, or nothing; without a `style` it keeps that of what it held."""

    value: str | float | None
    style: int | None = None


class XmlCell(NamedTuple):
    """One cell as it stands in the XML; a tuple, since millions of them are looked at. `column` counts from 0."""

    column: int
    attributes: bytes
    content: bytes
    xml: bytes

    @property
    def is_formula(self) -> bool:
        """Whether its value is calculated, by a formula of its own or one that it shares with others."""
        return _FORMULA.search(self.content) is not None

    @property
    def style(self) -> int | None:
        found = _STYLE.search(self.attributes)
        return int(found[1]) if found else None


class RowXml:
    """Reads and writes rows of one sheet, whose elements have this namespace prefix (`x:`, or none)."""

    def __init__(self, prefix: bytes) -> None:
        self._prefix = prefix
        p = re.escape(prefix)
        self.row = re.compile(b"<%brow(%b)\\s*(?:/>|>(.*?)</%brow\\s*>)" % (p, _ATTRIBUTES, p), re.DOTALL)
        self._cell = re.compile(b"<%bc(%b)\\s*(?:/>|>(.*?)</%bc\\s*>)" % (p, _ATTRIBUTES, p), re.DOTALL)
        self._cell_start = b"<%bc" % prefix

    def number(self, attributes: bytes, *, after: int) -> int:
        """Return a row's number; one without follows the row before it."""
        found = _ROW_NUMBER.search(attributes)
        return int(found[1]) if found else after + 1

    def cells(self, number: int, content: bytes) -> Iterator[XmlCell]:
        """Raise UnusualSheetError where anything stands between two cells, or one says that it stands elsewhere."""
        end, column, row = content.find(self._cell_start), -1, b"%d" % number
        for match in self._cell.finditer(content):
            if content[end : match.start()].strip():
                raise UnusualSheetError("there is something between the cells of a row")
            place = _PLACE.search(match[1])
            if place and place[2] != row:
                raise UnusualSheetError("a cell says that it stands in another row, or in none")
            column = column_index(place[1]) if place else column + 1
            end = match.end()
            yield XmlCell(column, match[1], match[2] or b"", match[0])

    def write(self, number: int, attributes: bytes, content: bytes, new: Mapping[int, NewCell]) -> bytes:
        """Return the row's XML with these cells set; `spans`, a hint for programs, goes since it may be wrong now."""
        old = list(self.cells(number, content))
        tail = content[content.rfind(old[-1].xml) + len(old[-1].xml) :] if old else content
        made = {cell.column: self._placed(number, cell) for cell in old}
        # An empty cell's format was meant for something else: it could show a count as a date.
        styles = {cell.column: cell.style for cell in old if cell.content}
        for column, cell in new.items():
            made[column] = self._make(number, column, cell, styles.get(column))
        cells = b"".join(made[column] for column in sorted(made))
        return b"<%brow%b>%b%b</%brow>" % (self._prefix, _SPANS.sub(b"", attributes), cells, tail, self._prefix)

    def _placed(self, number: int, cell: XmlCell) -> bytes:
        """Say where a cell stands that only followed the one before it."""
        if _PLACE.search(cell.attributes):
            return cell.xml
        start = len(self._cell_start)
        return b'%b r="%b%d"%b' % (cell.xml[:start], column_letters(cell.column), number, cell.xml[start:])

    def _make(self, number: int, column: int, cell: NewCell, own_style: int | None) -> bytes:
        style = own_style if cell.style is None else cell.style
        start = b'%b r="%b%d"' % (self._cell_start, column_letters(column), number)
        start += b"" if style is None else b' s="%d"' % style
        p = self._prefix
        match cell.value:
            case None:
                return b"" if style is None else start + b"/>"
            case str():
                text = escape(_NO_XML.sub("\ufffd", cell.value)).encode()
                shown = b'<%bis><%bt xml:space="preserve">%b</%bt></%bis>' % (p, p, text, p, p)
                return b'%b t="inlineStr">%b</%bc>' % (start, shown, p)
            case _:
                return b"%b><%bv>%b</%bv></%bc>" % (start, p, repr(cell.value).encode(), p, p)
