"""Notes on the headers, beside those that the sheet has of its own."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from support.analyst_books import analyst_book, changed_part, first_sheet, part_of
from support.annotated import NAMES, annotated, opened
from support.package_rules import faults_of

from batch.tables.words.legend import HEADER_NOTES

SHEET, RELATIONS = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"


def test_an_analysts_notes_and_their_boxes_stay(tmp_path: Path) -> None:
    path = analyst_book(tmp_path / "a.xlsx", "notes")
    copy = annotated(opened(path))
    sheet = first_sheet(copy)
    assert (sheet["B3"].comment.text, sheet["A1"].comment.text) == ("sjekk", "hei")
    assert sheet["D1"].comment.text == HEADER_NOTES[NAMES[0]].nb
    own, boxes = (part_of(each, "xl/drawings/vmlDrawing1.vml") for each in (path, copy))
    assert boxes.startswith(own.rpartition(b"</")[0])
    assert part_of(copy, SHEET).count(b"<legacyDrawing ") == 1
    assert faults_of(copy) == []


def test_boxes_join_the_buttons_of_a_sheet_without_notes(tmp_path: Path) -> None:
    path = analyst_book(tmp_path / "a.xlsx", "a button")
    copy = annotated(opened(path))
    boxes = part_of(copy, "xl/drawings/vmlDrawing1.vml")
    assert boxes.count(b'ObjectType="Note"') == len(NAMES)
    assert boxes.count(b'ObjectType="Button"') == 1
    assert faults_of(copy) == []


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (RELATIONS, lambda xml: re.sub(rb"<Relationship [^>]*vmlDrawing[^>]*>", b"", xml)),
        ("xl/comments1.xml", lambda xml: re.sub(rb"<commentList.*</commentList>", b"", xml)),
        ("xl/comments1.xml", lambda xml: xml[:-20]),
        ("xl/comments1.xml", lambda _: b""),
        ("xl/drawings/vmlDrawing1.vml", lambda xml: xml[:20]),
    ],
)
def test_damaged_notes_stay_as_they_are_and_cost_no_format(
    tmp_path: Path, part: str, change: Callable[[bytes], bytes]
) -> None:
    path = changed_part(analyst_book(tmp_path / "a.xlsx", "notes"), part, change)
    copy = annotated(opened(path))
    assert part_of(copy, part) == part_of(path, part)
    assert part_of(copy, "xl/worksheets/sheet1.xml").count(b"har ektepakt</t>") > 1
    assert part_of(copy, "xl/theme/theme1.xml") == part_of(path, "xl/theme/theme1.xml"), "it is not written anew"


def test_a_strict_book_gets_no_notes_since_it_has_no_boxes(tmp_path: Path) -> None:
    path = analyst_book(tmp_path / "a.xlsx")
    names = (
        SHEET,
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "_rels/.rels",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
    )
    for name in names:
        changed_part(path, name, _as_strict)
    copy = annotated(opened(path))
    assert b'<c r="D2" t="inlineStr"><is><t xml:space="preserve">har ektepakt</t>' in part_of(copy, SHEET)
    assert b"vmlDrawing" not in part_of(copy, "[Content_Types].xml")
    assert b'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet"' in part_of(copy, names[2])
    assert b"http://schemas.openxml" not in part_of(copy, "xl/worksheets/sheet2.xml")


def _as_strict(xml: bytes) -> bytes:
    xml = xml.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    return xml.replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
