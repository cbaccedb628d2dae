"""Changes what follows the rows of a sheet: its filter, the colours of the outcomes, where its notes are."""

import re
from collections.abc import Iterable, Mapping

from batch.errors import UnusualSheetError
from batch.export.copies.excel.parts.colours import colour_rules, free_priority, without_earlier
from batch.export.copies.excel.parts.markup import Element, attribute, tags, take_apart, with_attribute
from batch.export.copies.excel.parts.relations import Relations
from batch.export.copies.excel.reach import Reach
from batch.export.copies.excel.sheet_columns import SHEET_ORDER
from batch.inputs.workbook.places import column_letters
from batch.options.export_options import Words
from batch.tables.words.outcomes import OutcomeClass

_SORT = "sortState"
_LINK = re.compile(rb"""[\w.-]+:id\s*=\s*["']([^"']*)["']""")


def read_tail(tail: bytes, head: bytes) -> Element:
    """Take apart what follows the rows, by what stands before them."""
    return take_apart(tail, before=head)


def widen_filter(sheet: Element, reach: Reach) -> None:
    """Take the answers into the sheet's own filter, and into what it sorts."""
    for name in ("autoFilter", _SORT):
        if (xml := sheet.find(name)) is not None:
            sheet.put(name, _widened(xml, name, reach), SHEET_ORDER)


def colour_outcomes(
    sheet: Element,
    outcome_columns: Iterable[int],
    *,
    rows: tuple[int, int],
    words: Words,
    formats: Mapping[OutcomeClass, int],
    prefix: bytes,
) -> None:
    """Colour the columns of outcomes (from 0), from the first to the last of these rows."""
    without_earlier(sheet)
    first, last = rows
    if not formats or last < first:
        return
    letters = [column_letters(column).decode() for column in outcome_columns]
    ranges = [f"{letter}{first}:{letter}{last}" for letter in letters]
    priority = free_priority([child.xml for child in sheet.children])
    rules = colour_rules(ranges, words, formats, prefix=prefix, priority=priority)
    sheet.put("conditionalFormatting", rules, SHEET_ORDER, beside=True)


def notes_drawing(sheet: Element, relations: Relations) -> str | None:
    """Return the part of the drawing that the sheet names for its notes, None where it names none."""
    named = _LINK.search(sheet.find("legacyDrawing") or b"")
    parts = {each.id.encode(): each.part for each in relations.of("vmlDrawing")}
    if named is not None and named[1] not in parts:
        raise UnusualSheetError("the boxes of its notes are missing")
    return None if named is None else parts[named[1]]


def point_to_notes(sheet: Element, relation_id: str, office: str, *, prefix: bytes) -> None:
    """Name the drawing that holds the boxes of the notes."""
    xml = f'<{prefix.decode()}legacyDrawing xmlns:r="{office}" r:id="{relation_id}"/>'.encode()
    sheet.put("legacyDrawing", xml, SHEET_ORDER)


def _widened(xml: bytes, name: str, reach: Reach) -> bytes:
    sorts_columns = attribute(xml, b"columnSort") not in {None, b"0", b"false"}
    reference = attribute(xml, b"ref")
    if reference is None or sorts_columns:
        return xml
    wider = with_attribute(xml, b"ref", reach.widened(reference))
    inner = None if name == _SORT else next(tags(wider, b"sortState"), None)
    if inner is None:
        return wider
    return wider[: inner.start()] + _widened(inner[0], _SORT, reach) + wider[inner.end() :]
