"""Moves charts, pictures, buttons and other things to the right that would lie on the answers."""

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field

from batch.errors import UnusualSheetError
from batch.export.copies.excel.parts.anchors import Anchored, ColumnEdges, covered, shifted
from batch.export.copies.excel.parts.markup import Child, Element, take_apart
from batch.export.copies.excel.parts.relations import Relations
from batch.export.copies.excel.reach import MOST_COLUMNS, Reach

_ANCHOR = re.compile(rb"<((?:[\w.-]+:)?)anchor[\s>].*?</\1anchor\s*>", re.DOTALL)
_SHAPE = re.compile(rb"<((?:[\w.-]+:)?)shape\s.*?</\1shape\s*>", re.DOTALL)
_OF_A_NOTE = re.compile(rb"""ObjectType\s*=\s*["']Note["']""")
_SHEETS_OWN = frozenset({"controls", "oleObjects", "AlternateContent"})
"""What a sheet itself says of buttons and embedded documents, beside the drawings that show them."""


@dataclass(slots=True)
class _Things:
    """The things of one part, between the bytes that stand around them."""

    pieces: list[bytes] = field(default_factory=list)
    movable: list[int] = field(default_factory=list)  #: which of the pieces are things

    @classmethod
    def cut(cls, xml: bytes, pattern: re.Pattern[bytes]) -> "_Things":
        things, end = cls(), 0
        for found in pattern.finditer(xml):
            things.pieces += [xml[end : found.start()], found[0]]
            if not _OF_A_NOTE.search(found[0]):
                things.movable.append(len(things.pieces) - 1)
            end = found.end()
        things.pieces.append(xml[end:])
        return things

    @classmethod
    def of_drawing(cls, xml: bytes) -> "_Things":
        drawing = take_apart(xml)
        pieces = [drawing.start, *(child.xml for child in drawing.children), drawing.end]
        return cls(pieces, list(range(1, len(pieces) - 1)))

    @property
    def xml(self) -> bytes:
        return b"".join(self.pieces)


def moved_drawings(
    archive: zipfile.ZipFile, relations: Relations, sheet: Element, reach: Reach, edges: ColumnEdges
) -> dict[str, bytes]:
    """Return the drawings of a sheet, and change its own tail, so that nothing lies on the new columns.

    All that reach so far move aside alike, a button in each of the places that describe it. Raises UnusualSheetError
    where there is no room.
    """
    if not reach.new:
        return {}
    parts = {each.part: _Things.of_drawing(archive.read(each.part)) for each in relations.of("drawing")}
    parts |= {each.part: _Things.cut(archive.read(each.part), _SHAPE) for each in relations.of("vmlDrawing")}
    own = {
        place: _Things.cut(child.xml, _ANCHOR)
        for place, child in enumerate(sheet.children)
        if child.name in _SHEETS_OWN
    }
    changed = _move_aside([*parts.values(), *own.values()], reach, edges)
    for place, things in own.items():
        sheet.children[place] = Child(sheet.children[place].name, things.xml)
    return {part: things.xml for part, things in parts.items()} if changed else {}


def _move_aside(of: Iterable[_Things], reach: Reach, edges: ColumnEdges) -> bool:
    """Move things of all parts by as many columns, and return whether there was need."""
    found = [
        (things, place, each)
        for things in of
        for place in things.movable
        if (each := covered(things.pieces[place], edges)) is not None
    ]
    lying = [each for _, _, each in found if _lies_on(each, reach)]
    if not lying:
        return False
    shift = max(reach.columns) + 2 - min(each.left for each in lying)
    for things, place, each in found:
        if each.right >= min(reach.new):
            if each.right + shift >= MOST_COLUMNS:
                raise UnusualSheetError("there is no room for its charts beside the answers")
            things.pieces[place] = shifted(things.pieces[place], shift, edges)
    return True


def _lies_on(found: Anchored, reach: Reach) -> bool:
    return found.left <= max(reach.new) and found.right >= min(reach.new) and found.bottom >= reach.header_row - 1
