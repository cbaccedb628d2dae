"""Changes what a workbook says of its sheets: names the one that explains the copy, widens filter and print area."""

import re
import zipfile
from xml.sax.saxutils import escape

from batch.export.copies.excel.legend import LEGEND_WIDTHS, LINE_HEIGHT, LegendLine, legend_lines
from batch.export.copies.excel.parts.colours import colour_rules
from batch.export.copies.excel.parts.markup import attribute, take_apart
from batch.export.copies.excel.parts.relations import Relations
from batch.export.copies.excel.parts.styles import Styles
from batch.export.copies.excel.reach import Reach
from batch.export.copies.row_answers import Answers
from batch.options.export_options import Words

WORKBOOK = "xl/workbook.xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"

_BOLD = '<rPr><b/><sz val="11"/><rFont val="Calibri"/><family val="2"/></rPr>'  # LibreOffice's own would have serifs
_FILTER_NAME, _PRINT_NAME = b"_xlnm._FilterDatabase", b"_xlnm.Print_Area"
_TARGET = re.compile(rb"(?<=!)\$[A-Za-z]{1,3}\$[0-9]+:\$[A-Za-z]{1,3}\$[0-9]+(?=\s*(?:,|</))")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"


class Book:
    """The part that lists the sheets."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._part = take_apart(archive.read(WORKBOOK))
        self._relations = Relations(archive, WORKBOOK)
        self._sheets = take_apart(self._part.find("sheets") or b"<sheets/>")

    @property
    def parts(self) -> dict[str, bytes]:
        """The parts as they are to be written."""
        self._part.put("sheets", self._sheets.xml, ("sheets",))
        return {WORKBOOK: self._part.xml, self._relations.part: self._relations.xml}

    @property
    def main_namespace(self) -> str:
        return _STRICT_MAIN if _STRICT_MAIN.encode() in self._part.start else _MAIN

    def add_sheet(self, title: str, part: str) -> None:
        """List a sheet behind all others."""
        relation_id = self._relations.add("worksheet", part)
        ids = [int(attribute(child.xml, b"sheetId") or b"0") for child in self._sheets.children]
        xml = (
            f'<{self._sheets.prefix.decode()}sheet name="{title}" sheetId="{max(ids) + 1}"'
            f' xmlns:r="{self._relations.office}" r:id="{relation_id}"/>'
        )
        self._sheets.put("sheet", xml.encode(), ("sheet",), beside=True)

    def widen_names(self, sheet_part: str, reach: Reach) -> None:
        """Keep the hidden name that a filter has in step with the filter, and print the answers with the list."""
        if (names := self._part.find("definedNames")) is None:
            return
        own, sheet = take_apart(names), b"%d" % self._index(sheet_part)
        widened = {_FILTER_NAME: reach.widened, _PRINT_NAME: reach.widened_to_print}
        for index, child in enumerate(own.children):
            widen = widened.get(attribute(child.xml, b"name") or b"")
            if widen is not None and attribute(child.xml, b"localSheetId") == sheet:
                xml = _TARGET.sub(lambda found, widen=widen: widen(found[0]), child.xml)  # type: ignore[misc]
                own.children[index] = child._replace(xml=xml)
        self._part.put("definedNames", own.xml, ("definedNames",))

    def _index(self, sheet_part: str) -> int:
        """Return the position of a sheet among all, chart sheets too."""
        ids = {each.id.encode() for each in self._relations.all if each.part == sheet_part}
        pattern = re.compile(rb"""[\w.-]+:id\s*=\s*["']([^"']*)["']""")
        linked = [pattern.search(child.xml) for child in self._sheets.children]
        return next((index for index, found in enumerate(linked) if found and found[1] in ids), -1)


def legend_sheet(book: Book, styles: Styles, answers: Answers) -> bytes:
    """Return the XML of the sheet that explains the copy; its outcomes have the colours that they have beside rows."""
    words = answers.words or Words.NB
    lines = list(legend_lines(words, is_sandbox=answers.is_sandbox))
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(LEGEND_WIDTHS, 1)
    )
    rows = "".join(_row(number, line, styles.wrapped) for number, line in enumerate(lines, 1))
    coloured = [f"A{number}" for number, line in enumerate(lines, 1) if line.is_outcome]
    rules = b""
    if styles.colours:
        rules = colour_rules([f"{coloured[0]}:{coloured[-1]}"], words, styles.colours, prefix=b"", priority=1)
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{book.main_namespace}">'
        f"<cols>{columns}</cols><sheetData>{rows}</sheetData>{rules.decode()}</worksheet>"
    ).encode()


def _row(number: int, line: LegendLine, style: int | None) -> str:
    look = _BOLD if line.is_bold else ""
    kept = f' s="{style}"' if style is not None and line.is_wrapped else ""
    height = f' ht="{line.line_count * LINE_HEIGHT}" customHeight="1"' if line.line_count > 1 else ""
    cells = "".join(
        f'<c r="{letter}{number}"{kept} t="inlineStr"><is><r>{look}<t>{escape(text)}</t></r></is></c>'
        for letter, text in zip("ABC", line.cells, strict=False)
    )
    return f'<row r="{number}"{height}>{cells}</row>' if cells else ""
