"""Reads where charts, pictures, buttons and their like lie on a sheet, and moves them by whole columns."""

import re
from typing import NamedTuple

from batch.export.copies.excel.parts.markup import attribute, tags, take_apart
from batch.export.copies.excel.reach import MOST_COLUMNS

_CORNER = re.compile(
    rb"<(?:[\w.-]+:)?(from|to)(?:\s[^<>]*)?>\s*<((?:[\w.-]+:)?)col\s*>\s*([0-9]+)\s*</\2col\s*>"
    rb".*?<\2row\s*>\s*([0-9]+)\s*</\2row\s*>",
    re.DOTALL,
)
_COLUMN = re.compile(rb"(<(?:[\w.-]+:)?(?:from|to)(?:\s[^<>]*)?>\s*<(?:[\w.-]+:)?col\s*>\s*)([0-9]+)")
_BUTTON = re.compile(
    rb"(<(?:[\w.-]+:)?Anchor\s*>\s*)([0-9]+)((?:\s*,\s*[0-9]+){3}\s*,\s*)([0-9]+)(\s*,\s*[0-9]+\s*,\s*)([0-9]+)"
)
_X = re.compile(rb"""(<(?:[\w.-]+:)?pos\s(?:[^<>]*\s)?x\s*=\s*["'])(-?[0-9]+)""")
_DIGIT_PIXELS, _PIXEL_EMU = 7, 9_525  # of Excel's usual letters, in the unit of drawings
_USUAL_WIDTH = 9.140625  # characters, 64 pixels
_ROW_EMU = 190_500


class ColumnEdges:
    """Where the columns of a sheet begin, in the unit of drawings, by what stands before its rows."""

    def __init__(self, columns: bytes | None, sheet_format: bytes | None) -> None:
        usual = None if sheet_format is None else attribute(sheet_format, b"defaultColWidth")
        self._usual = _emu(usual)
        self._ranges: list[tuple[int, int, int]] = []
        for child in [] if columns is None else take_apart(columns).children:
            first, last = (int(attribute(child.xml, name) or b"0") for name in (b"min", b"max"))
            is_hidden = attribute(child.xml, b"hidden") in {b"1", b"true"}
            size = 0 if is_hidden else _emu(attribute(child.xml, b"width") or usual)
            self._ranges.append((first - 1, last, size - self._usual))

    def left(self, column: int) -> int:
        """Return where a column (from 0) begins."""
        surplus = sum(max(0, min(column, last) - first) * more for first, last, more in self._ranges)
        return column * self._usual + surplus

    def column_at(self, place: int) -> int:
        low, high = 0, MOST_COLUMNS - 1
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.left(middle) <= place else (low, middle - 1)
        return low


class Anchored(NamedTuple):
    """What a thing covers: columns and rows from 0."""

    left: int
    right: int
    bottom: int


def covered(xml: bytes, edges: ColumnEdges) -> Anchored | None:
    """Return what the thing that this XML describes covers; None for one that lies nowhere."""
    if (button := _BUTTON.search(xml)) is not None:
        return Anchored(int(button[2]), int(button[4]), int(button[6]))
    corners = {match[1]: (int(match[3]), int(match[4])) for match in _CORNER.finditer(xml)}
    extent = next(tags(xml, b"ext"), None)
    width, height = (int(attribute(extent[0], name) or b"0") for name in (b"cx", b"cy")) if extent else (0, 0)
    if b"from" in corners:
        left, top = corners[b"from"]
        if b"to" in corners:
            return Anchored(left, corners[b"to"][0], corners[b"to"][1])
        return Anchored(left, edges.column_at(edges.left(left) + width), top + height // _ROW_EMU)
    if (place := _X.search(xml)) is not None:
        x, y = int(place[2]), int(attribute(xml[place.start() :], b"y") or b"0")
        return Anchored(edges.column_at(x), edges.column_at(x + width), (y + height) // _ROW_EMU)
    return None


def shifted(xml: bytes, by: int, edges: ColumnEdges) -> bytes:
    """Return the XML of a thing so many columns further right."""
    if (place := _X.search(xml)) is not None and _CORNER.search(xml) is None:
        x = int(place[2])
        column = edges.column_at(x)
        return xml[: place.start(2)] + b"%d" % (x + edges.left(column + by) - edges.left(column)) + xml[place.end(2) :]
    moved = _COLUMN.sub(lambda found: found[1] + b"%d" % (int(found[2]) + by), xml)
    return _BUTTON.sub(
        lambda found: b"".join(
            [found[1], b"%d" % (int(found[2]) + by), found[3], b"%d" % (int(found[4]) + by), found[5], found[6]]
        ),
        moved,
    )


def _emu(width: bytes | None) -> int:
    return int(float(width or _USUAL_WIDTH) * _DIGIT_PIXELS + 0.5) * _PIXEL_EMU
