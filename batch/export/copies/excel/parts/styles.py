"""Adds to a workbook's formats those that the answers need, once: a copy that is fed back has them already."""

from batch.export.copies.excel.parts.alternatives import without_alternatives
from batch.export.copies.excel.parts.colours import looks
from batch.export.copies.excel.parts.markup import Element, take_apart, with_attribute
from batch.tables.words.outcomes import OutcomeClass

STYLES = "xl/styles.xml"

_ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles"),
    *("colors", "extLst"),
)
_DATE_AND_TIME = 22  # the number format that every program shows as its user's country writes it


class Styles:
    """The formats of a workbook by their index, and the XML with those that were added; none without such a part."""

    def __init__(self, xml: bytes | None) -> None:
        self._sheet = None if xml is None else take_apart(without_alternatives(xml))
        self.date = self._cell_format(b' numFmtId="%d"' % _DATE_AND_TIME, b' applyNumberFormat="1"', b"")
        alignment = b'<%balignment vertical="top" wrapText="1"/>'
        self.wrapped = self._cell_format(b' numFmtId="0"', b' applyAlignment="1"', alignment)
        self.colours = {each: index for each in OutcomeClass if (index := self._colour(each)) is not None}

    @property
    def xml(self) -> bytes | None:
        return None if self._sheet is None else self._sheet.xml

    def _cell_format(self, number: bytes, applied: bytes, inner: bytes) -> int | None:
        if self._sheet is None or (old := self._sheet.find("cellXfs")) is None:
            return None
        p = self._sheet.prefix
        xf_id = b"" if self._sheet.find("cellStyleXfs") is None else b' xfId="0"'
        attributes = number + b' fontId="0" fillId="0" borderId="0"' + xf_id + applied
        xml = b"<%bxf%b>%b</%bxf>" % (p, attributes, inner % p, p) if inner else b"<%bxf%b/>" % (p, attributes)
        return self._add("cellXfs", take_apart(old), "xf", xml)

    def _colour(self, of: OutcomeClass) -> int | None:
        if self._sheet is None:
            return None
        p = self._sheet.prefix
        return self._add("dxfs", take_apart(self._sheet.find("dxfs") or b"<%bdxfs/>" % p), "dxf", looks(of, p))

    def _add(self, name: str, formats: Element, child: str, xml: bytes) -> int:
        """Return the index of a format, which is added behind the others if it is not among them."""
        assert self._sheet is not None
        there = [each.xml.strip() for each in formats.children]
        if xml in there:
            return there.index(xml)
        formats.put(child, xml, (child,), beside=True)
        formats.start = with_attribute(formats.start, b"count", b"%d" % len(formats.children))
        self._sheet.put(name, formats.xml, _ORDER)
        return len(there)
