"""Moves charts and pictures to the right that would lie on the answers."""

import re
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from batch.errors import UnusualSheetError
from batch.export.copies.excel.parts.markup import Child, attribute, tags, take_apart
from batch.export.copies.excel.parts.relations import Relations
from batch.export.copies.excel.reach import Reach
from batch.export.copies.excel.sheet_xml import MOST_COLUMNS

_CORNER = re.compile(
    rb"<((?:[\w.-]+:)?)(from|to)\s*>\s*<\1col\s*>\s*([0-9]+)\s*</\1col\s*>.*?<\1row\s*>\s*([0-9]+)\s*</\1row\s*>",
    re.DOTALL,
)
_COLUMN = re.compile(rb"(<((?:[\w.-]+:)?)(?:from|to)\s*>\s*<\2col\s*>\s*)([0-9]+)")
_COLUMN_EMU = 609_600  # the width of a column that nobody has set, in the unit of drawings
_ROW_EMU = 190_500


class _Anchored(NamedTuple):
    """What a chart or picture covers: columns and rows from 0."""

    left: int
    right: int
    bottom: int


def moved_drawings(archive: zipfile.ZipFile, relations: Relations, reach: Reach) -> Iterator[tuple[str, bytes]]:
    """Yield the drawings in which something lies on the new columns, with all that reach so far moved aside alike."""
    if not reach.new:
        return
    for each in relations.of("drawing"):
        drawing = take_apart(archive.read(each.part))
        covered = [_covered(child.xml) for child in drawing.children]
        lying = [found for found in covered if found is not None and _lies_on(found, reach)]
        if not lying:
            continue
        shift = max(reach.columns) + 2 - min(found.left for found in lying)
        first = min(reach.new)
        if any(found is not None and found.right + shift >= MOST_COLUMNS for found in covered):
            raise UnusualSheetError("there is no room for its charts beside the answers")
        drawing.children = [
            Child(child.name, _COLUMN.sub(partial(_shifted, by=shift), child.xml))
            if found is not None and found.right >= first
            else child
            for child, found in zip(drawing.children, covered, strict=True)
        ]
        yield each.part, drawing.xml


def _lies_on(found: _Anchored, reach: Reach) -> bool:
    return found.left <= max(reach.new) and found.right >= min(reach.new) and found.bottom >= reach.header_row - 1


def _covered(xml: bytes) -> _Anchored | None:
    """Return what an anchor covers; None for one that no cell holds."""
    corners = {match[2]: (int(match[3]), int(match[4])) for match in _CORNER.finditer(xml)}
    if b"from" not in corners:
        return None
    left, top = corners[b"from"]
    if b"to" in corners:
        return _Anchored(left, corners[b"to"][0], corners[b"to"][1])
    extent = next(tags(xml, b"ext"), None)
    width, height = (int(attribute(extent[0], name) or b"0") for name in (b"cx", b"cy")) if extent else (0, 0)
    return _Anchored(left, left + width // _COLUMN_EMU, top + height // _ROW_EMU)


def _shifted(found: re.Match[bytes], *, by: int) -> bytes:
    return found[1] + b"%d" % (int(found[3]) + by)
