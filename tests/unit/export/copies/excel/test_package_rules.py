"""Every copy keeps the rules by which Excel repairs or refuses a file; and each rule finds what breaks it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.analyst_books import EXTRAS, analyst_book, changed_part
from support.annotated import annotated, opened
from support.package_rules import faults_of

SHEET, BOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"
TABLE, TYPES, NOTES = "xl/tables/table1.xml", "[Content_Types].xml", "xl/comments1.xml"
LINKS = "xl/worksheets/_rels/sheet1.xml.rels"


@pytest.mark.parametrize("extra", list(EXTRAS))
def test_a_book_and_its_copy_are_sound(tmp_path: Path, extra: str) -> None:
    path = analyst_book(tmp_path / "a.xlsx", extra)
    assert faults_of(path) == []
    assert faults_of(annotated(opened(path, "Fnr"))) == []


def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(xml: bytes) -> bytes:
        assert old in xml
        return xml.replace(old, new, 1)

    return change


@pytest.mark.parametrize(
    ("part", "change", "fault"),
    [
        (SHEET, swap(b"<pageMargins", b"<sheetPr/><pageMargins"), "the order in worksheet"),
        (SHEET, swap(b"<pageMargins", b"<autoFilter/><pageMargins"), "the order in worksheet"),
        (SHEET, swap(b"</worksheet>", b"<nothing/></worksheet>"), "no nothing belongs in worksheet"),
        (SHEET, swap(b'dxfId="3"', b'dxfId="33"'), "rule of format 33"),
        (SHEET, swap(b'priority="2"', b'priority="1"'), "two rules of priority 1"),
        (SHEET, swap(b'r="B2"', b'r="A2"'), "the cell A2 follows"),
        (SHEET, swap(b'<row r="3"', b'<row r="2"'), "row 2 follows row 2"),
        (SHEET, swap(b'min="5" max="5"', b'min="4" max="5"'), "columns 4 to 5 follow 4"),
        (SHEET, swap(b"<v>5</v>", b"<v>555</v>"), "has text 555 of"),
        (SHEET, swap(b' s="1"', b' s="99"'), "has format 99 of"),
        (SHEET, swap(b'<tableParts count="1">', b'<tableParts count="2">'), "tableParts counts 2 of 1"),
        (BOOK, swap(b'sheetId="2"', b'sheetId="1"'), "two sheets have the id 1"),
        (BOOK, swap(b'name="ektepakt_info"', b'name="ARK 1"'), "two sheets are called ark 1"),
        (BOOK, swap(b'name="ektepakt_info"', b'name="a/b"'), "no sheet can be called a/b"),
        (STYLES, swap(b'numFmtId="22" fontId="0"', b'numFmtId="22" fontId="7"'), "fontId 7 of"),
        (STYLES, swap(b'<dxfs count="4">', b'<dxfs count="5">'), "dxfs counts 5 of 4"),
        (TABLE, swap(b'id="9"', b'id="8"'), "two columns have the id 8"),
        (TABLE, swap(b'name="ektepakt_repair"', b'name="EKTEPAKT_OUTCOME"'), "two columns are called ektepakt_outcome"),
        (TABLE, swap(b'name="ektepakt_repair"', b'name="reparert"'), "and the cells say"),
        (TABLE, swap(b'<autoFilter ref="A1:I31"', b'<autoFilter ref="A1:H31"'), "its filter covers A1:H31"),
        (TABLE, swap(b'ref="A1:I31"', b'ref="A1:H31"'), "9 columns on 8"),
        (TYPES, swap(b'PartName="/xl/comments1.xml"', b'PartName="/xl/comments9.xml"'), "comments9.xml, which is not"),
        (TYPES, swap(b'Extension="vml"', b'Extension="vmx"'), "no content type of xl/drawings/vmlDrawing1.vml"),
        (NOTES, swap(b'ref="E1"', b'ref="D1"'), "two notes on D1"),
        (NOTES, swap(b'authorId="0"', b'authorId="1"'), "a note of nobody"),
        (LINKS, swap(b"../comments1.xml", b"../comments2.xml"), "comments2.xml, which is not there"),
        (LINKS, swap(b'Id="rIdE1"', b'Id="rIdE2"'), "two relations rIdE2"),
    ],
)
def test_what_breaks_a_rule_is_found(tmp_path: Path, part: str, change: Callable[[bytes], bytes], fault: str) -> None:
    copy = annotated(opened(analyst_book(tmp_path / "a.xlsx", "a table")))
    assert any(fault in found for found in faults_of(changed_part(copy, part, change)))


def test_a_filter_and_its_name_that_differ_are_found(tmp_path: Path) -> None:
    copy = annotated(opened(analyst_book(tmp_path / "a.xlsx", "a filter")))
    assert faults_of(changed_part(copy, BOOK, swap(b"$I$31", b"$H$31"))) == [
        "the filter of Ark 1 is A1:I31 and named $A$1:$H$31"
    ]
