"""Puts notes on the headers of the added columns, beside those that the sheet has of its own.

A note is a text in the part of comments, and a box in an older kind of drawing (VML) without which Excel shows none.
A sheet has one part of each: ours are added to them. A header that carries a note already keeps its box, and gets the
text of today if the note was ours.
"""

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from xml.sax.saxutils import escape

from batch.errors import UnusualSheetError
from batch.export.copies.excel.parts.markup import Child, Element, attribute, take_apart
from batch.export.copies.excel.parts.relations import Relations, free_part
from batch.inputs.workbook.places import column_letters
from batch.tables.words.legend import is_header_note

AUTHOR = "ektepakt-batch"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"

_COMMENTS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors></authors>'
    b"<commentList></commentList></comments>"
)
_VML = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"></xml>'
)
_BOX_TYPE = (
    '<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel" id="ektepakt_s{number}" type="#_x0000_t202"'
    ' style="position:absolute;width:240pt;height:90pt;z-index:1;visibility:hidden" fillcolor="#ffffe1"'
    ' o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
    '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 10, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_TEXT = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^>]*)?>([^<]*)<")
_BOX_ID = re.compile(rb"""\sid\s*=\s*["']ektepakt_s([0-9]+)["']""")
_SHAPE = re.compile(rb"<((?:[\w.-]+:)?)shape\s.*?</\1shape\s*>", re.DOTALL)
_BOX_COLUMNS, _BOX_ROWS = 3, 6  # where programs draw the box by its corners and not by its size
_LIST = ("authors", "commentList")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The parts that hold the notes, as they are to be written, and the id that the sheet names the drawing by."""

    parts: Mapping[str, bytes] = field(default_factory=dict)
    new_comments: str | None = None
    drawing_id: str | None = None


def put_notes(
    archive: zipfile.ZipFile,
    relations: Relations,
    drawing: tuple[str | None, bytes | None],
    texts: Mapping[int, str | None],
    *,
    row: int,
) -> Notes:
    """Return the parts with a note in each of these columns (from 0) of a row (from 1), and tell the sheet of them.

    A column whose text is None loses the note that it had of us.
    `drawing` is the part that holds the boxes of the notes that there are, and its content. Raises UnusualSheetError
    for parts that can't be followed.
    """
    comments = relations.of("comments")
    if len(comments) > 1:
        raise UnusualSheetError("it has more than one list of notes")
    list_part = comments[0].part if comments else free_part(archive.namelist(), "xl/comments{}.xml")
    box_part = drawing[0] or free_part(archive.namelist(), "xl/drawings/vmlDrawing{}.vml")
    added = _Comments(archive.read(list_part) if comments else _COMMENTS)
    boxes = drawing[1] or _VML
    for column in [column for column, text in texts.items() if text is None and added.drop(column, row)]:
        boxes = _without_box(boxes, column, row)
    boxless = [column for column, text in texts.items() if text is not None and added.put(column, row, text)]
    boxes = _with_boxes(boxes, boxless, row)
    if not comments:
        relations.add("comments", list_part)
    return Notes(
        parts={list_part: added.xml, box_part: boxes},
        new_comments=None if comments else list_part,
        drawing_id=None if drawing[0] else relations.add("vmlDrawing", box_part),
    )


class _Comments:
    """The part that holds the texts of notes."""

    def __init__(self, xml: bytes) -> None:
        self._part = take_apart(xml)
        self._authors = self._list("authors")
        self._list_of_notes = self._list("commentList")
        self._p = self._part.prefix
        self._author = self._find_author()

    @property
    def xml(self) -> bytes:
        self._part.put("authors", self._authors.xml, _LIST)
        self._part.put("commentList", self._list_of_notes.xml, _LIST)
        return self._part.xml

    def put(self, column: int, row: int, text: str) -> bool:
        """Set a note, and return whether it is new there; one of the analyst's own stays."""
        place = b"%b%d" % (column_letters(column), row)
        own = (b'<%bcomment ref="%b" authorId="%d"><%btext><%bt xml:space="preserve">%b</%bt></%btext></%bcomment>') % (
            *(self._p, place, self._author, self._p, self._p),
            *(escape(text).encode(), self._p, self._p, self._p),
        )
        if (index := self._find(place)) is None:
            self._list_of_notes.put("comment", own, ("comment",), beside=True)
            return True
        if self._is_ours(notes := self._list_of_notes.children, index):
            notes[index] = notes[index]._replace(xml=own)
        return False

    def drop(self, column: int, row: int) -> bool:
        """Remove a note of ours, and return whether there was one."""
        index = self._find(b"%b%d" % (column_letters(column), row))
        if index is None or not self._is_ours(notes := self._list_of_notes.children, index):
            return False
        del notes[index]
        return True

    def _find(self, place: bytes) -> int | None:
        notes = enumerate(self._list_of_notes.children)
        return next((index for index, each in notes if attribute(each.xml, b"ref") == place), None)

    def _is_ours(self, notes: Sequence[Child], index: int) -> bool:
        xml = notes[index].xml
        return attribute(xml, b"authorId") == b"%d" % self._author or is_header_note(_text_of(xml))

    def _find_author(self) -> int:
        name = f"<{self._p.decode()}author>{AUTHOR}</{self._p.decode()}author>".encode()
        names = [each.xml.strip() for each in self._authors.children]
        if name not in names:
            self._authors.put("author", name, ("author",), beside=True)
            return len(names)
        return names.index(name)

    def _list(self, name: str) -> Element:
        found = self._part.find(name)
        if found is None:
            raise UnusualSheetError("its notes can't be followed")
        return take_apart(found)


def _text_of(comment: bytes) -> str:
    """Return a note's text without its looks; programs that save the file may drop its author."""
    return unescape("".join(piece.decode("utf-8", "replace") for piece in _TEXT.findall(comment)))


def _without_box(xml: bytes, column: int, row: int) -> bytes:
    """Remove the box of a cell's note."""
    place = re.compile(
        rb"<(?:\w+:)?Row>\s*%d\s*</.*<(?:\w+:)?Column>\s*%d\s*</"
        rb"|<(?:\w+:)?Column>\s*%d\s*</.*<(?:\w+:)?Row>\s*%d\s*</" % (row - 1, column, column, row - 1),
        re.DOTALL,
    )
    return _SHAPE.sub(lambda shape: b"" if place.search(shape[0]) and b'"Note"' in shape[0] else shape[0], xml)


def _with_boxes(xml: bytes, columns: list[int], row: int) -> bytes:
    """Add a box for each of these cells before the drawing's end."""
    end = xml.rfind(b"</")
    if end < 0:
        raise UnusualSheetError("the boxes of its notes can't be followed")
    first = max((int(number) for number in _BOX_ID.findall(xml)), default=0) + 1
    boxes = "".join(
        _BOX.format(
            number=number,
            left=column + 1,
            right=column + 1 + _BOX_COLUMNS,
            top=max(0, row - 2),
            bottom=max(0, row - 2) + _BOX_ROWS,
            row=row - 1,
            column=column,
        )
        for number, column in enumerate(columns, first)
    )
    kind = "" if not boxes or b'"_x0000_t202"' in xml else _BOX_TYPE
    return xml[:end] + (kind + boxes).encode() + xml[end:]
