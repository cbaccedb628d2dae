"""Sets how wide the columns of answers are, and shows them: the unused ones beside a table are often hidden."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from batch.export.copies.excel.parts.anchors import ColumnEdges
from batch.export.copies.excel.parts.markup import Child, Element, attribute, take_apart, with_attribute
from batch.export.copies.row_answers import Answers

SHEET_ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells"),
    *("phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors"),
    *("smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"),
    *("webPublishItems", "tableParts", "extLst"),
)
"""The elements of a sheet in the order that ECMA-376 (18.3.1.99) gives them."""

_DATE_LENGTH = 19  # "31.12.2026 23:59:59"
_MOST_CHARACTERS = 50  # a sentence of advice nearly; two such columns and the others fill a wide screen
FILTER_BUTTON = 3  # characters that it takes of a header
PEEKED_ROWS = 2_000  # tell the widths of nearly all sheets, and memory holds them
_SHOWN = re.compile(rb"""\s(?:hidden|width|customWidth|bestFit|collapsed)\s*=\s*(?:"[^"]*"|'[^']*')""")


def answer_widths(answers: Answers) -> list[int]:
    """Return the width of each added column, in characters, by its header and the first rows."""
    rows = answers.peek(PEEKED_ROWS) or [answers.nothing]
    return [
        max(len(name) + FILTER_BUTTON, text_width(map(shown_length, values)))
        for name, values in zip(answers.names, zip(*rows, strict=True), strict=True)
    ]


def text_width(lengths: Iterable[int]) -> int:
    """Return the width, in characters, that shows cells of these lengths, within reason."""
    return min(max(lengths, default=0), _MOST_CHARACTERS) + 1


def shown_length(value: object) -> int:
    """Return how many characters a cell takes."""
    if isinstance(value, date):
        return _DATE_LENGTH
    return 0 if value is None else len(str(value))


def set_widths(head: bytes, widths: Mapping[int, int]) -> bytes:
    """Return what stands before a sheet's rows, with these columns (from 0) as wide as that and shown."""
    sheet = take_apart(head, after=_closing(head))
    columns = take_apart(sheet.find("cols") or b"<%bcols/>" % sheet.prefix)
    columns.children = sorted(_with_widths(columns, widths), key=lambda child: _reach(child.xml)[0])
    sheet.put("cols", columns.xml, SHEET_ORDER)
    return sheet.xml


def column_edges(head: bytes) -> ColumnEdges:
    """Tell where the columns begin."""
    sheet = take_apart(head, after=_closing(head))
    return ColumnEdges(sheet.find("cols"), sheet.find("sheetFormatPr"))


def _with_widths(columns: Element, widths: Mapping[int, int]) -> Iterator[Child]:
    """Cut the elements that describe ranges of columns, so that each of these has one of its own."""
    old: dict[int, bytes] = {}
    for child in columns.children:
        begin, end = _reach(child.xml)
        own = sorted(column for column in range(begin, end + 1) if column - 1 in widths) if begin else []
        old |= dict.fromkeys(own, child.xml)
        if not own:
            yield child
            continue
        for start, stop in zip([begin, *(each + 1 for each in own)], [*(each - 1 for each in own), end], strict=True):
            if start <= stop:
                yield Child("col", _reaching(child.xml, start, stop))
    for column, width in widths.items():
        element = _SHOWN.sub(b"", old.get(column + 1, b"<%bcol/>" % columns.prefix))
        sized = with_attribute(with_attribute(element, b"width", b"%d" % width), b"customWidth", b"1")
        yield Child("col", _reaching(sized, column + 1, column + 1))


def _reach(xml: bytes) -> tuple[int, int]:
    begin, end = (int(attribute(xml, name) or b"0") for name in (b"min", b"max"))
    return begin, end


def _reaching(xml: bytes, begin: int, end: int) -> bytes:
    return with_attribute(with_attribute(xml, b"min", b"%d" % begin), b"max", b"%d" % end)


def _closing(head: bytes) -> bytes:
    """Return the end tags of what is open before a sheet's rows."""
    prefix = re.findall(rb"<((?:[\w.-]+:)?)sheetData", head)[-1]
    return b"</%bsheetData></%bworksheet>" % (prefix, prefix)
