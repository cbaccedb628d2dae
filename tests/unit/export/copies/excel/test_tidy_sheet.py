"""Sheets whose XML is in no order are copied with their looks, the answers beside the right people."""

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from support import builders as make
from support.annotated import annotated, none, opened
from support.made_workbooks import DATE, MAIN, cell, row, write_sheet_xml

from batch.outcome import OutcomeKind
from batch.tables.words.outcomes import OUTCOMES

FIRST, SECOND, THIRD, FOURTH = make.TENOR
EMPTY = {digits: none() for digits in (SECOND, FOURTH)}
SHOWN = {digits: OUTCOMES[OutcomeKind.EMPTY if digits in EMPTY else OutcomeKind.FOUND].nb for digits in make.TENOR}
HEADER = row(1, "fnr", "dato")
ROWS = [row(number, digits, cell(f"B{number}", 45_000 + number, DATE)) for number, digits in enumerate(make.TENOR, 2)]

Spelling = tuple[str, str | Callable[[re.Match[str]], str]]


def _prefixed(found: re.Match[str]) -> str:
    return f"<{found[1]}x:{found[2]}" + (f" xmlns:x{found[3]}" if found[3] else "")


def apart(number: int) -> str:
    """One row in two elements, the later cell first."""
    return re.sub(r"(<row[^>]*>)(<c .*?</c>)(.*)(</row>)", r"\1\3\4\1\2\4", ROWS[number])


def in_two_ways(rows: str, needed: str) -> str:
    """The rows for Excel, or for all programs but the one that knows of the others."""
    extensions = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:other="http://example.org"'
        ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
    )
    others = re.sub(r"[0-9]{11}", "of others", rows)
    choice, fallback = (rows, others) if needed == "x14" else (others, rows)
    return (
        f'<mc:AlternateContent {extensions}><mc:Choice Requires="{needed}">{choice}</mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )


def book(path: Path, *rows: str, spell: Spelling = ("^$", "")) -> Path:
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
    return write_sheet_xml(path, re.sub(*spell, xml).encode())


def assert_answered(copy: Path) -> None:
    for records in (
        [[each.value for each in record] for record in openpyxl.load_workbook(copy)["Ark"].iter_rows()],
        CalamineWorkbook.from_path(str(copy)).get_sheet_by_name("Ark").to_python(),
    ):
        assert {str(record[0]): record[2] for record in records if record[0] in SHOWN} == SHOWN


ODD = {
    "from the last": (HEADER, *ROWS[::-1]),
    "header last": (*ROWS, HEADER),
    "some do not say their number": (HEADER, ROWS[0], ROWS[1].replace(' r="3"', "", 1), ROWS[3], ROWS[2]),
    "in two pieces": (HEADER, *map(apart, range(4))),
    "in two ways": (HEADER, ROWS[0], in_two_ways(ROWS[1] + ROWS[2], "x14"), ROWS[3]),
    "in a way for others": (HEADER, ROWS[0], in_two_ways(ROWS[1] + ROWS[2], "other"), ROWS[3]),
    "with comments": ("<!-- x --><!--<row>-->", HEADER, "<?mso-x ?>", *ROWS),
}


@pytest.mark.parametrize("rows", ODD.values(), ids=ODD)
def test_the_rows_are_put_in_order_and_keep_their_looks(tmp_path: Path, rows: tuple[str, ...]) -> None:
    copy = annotated(opened(book(tmp_path / "p.xlsx", *rows)), outcomes=EMPTY)
    assert_answered(copy)
    sheet = openpyxl.load_workbook(copy)["Ark"]
    assert [sheet.cell(number, 2).style_id for number in range(2, 6)] == [DATE] * 4


def test_elements_may_have_a_prefix(tmp_path: Path) -> None:
    path = book(tmp_path / "p.xlsx", HEADER, *ROWS[::-1], spell=(r'<(/?)(\w+)(?: xmlns(="[^"]*"))?', _prefixed))
    copy = annotated(opened(path), outcomes=EMPTY)
    assert_answered(copy)
    assert openpyxl.load_workbook(copy)["Ark"].cell(2, 2).style_id == DATE


def test_raw_text_stays_what_it_says(tmp_path: Path) -> None:
    marked = row(1, "fnr", "R").replace(">R<", "><![CDATA[R&D <x>]]><")
    copy = annotated(opened(book(tmp_path / "p.xlsx", marked, *ROWS)), outcomes=EMPTY)
    assert_answered(copy)
    assert "R&D <x>" in str(openpyxl.load_workbook(copy)["Ark"]["B1"].value)


@pytest.mark.parametrize("spell", [(r'r="([AB])(\d)"', r'r="$\1$\2"'), (r'<row r="(\d)"', r'<row r="2\1"')])
def test_where_a_cell_says_that_it_stands_elsewhere_all_is_written_anew(tmp_path: Path, spell: Spelling) -> None:
    assert_answered(annotated(opened(book(tmp_path / "p.xlsx", HEADER, *ROWS, spell=spell)), outcomes=EMPTY))


def test_rows_in_two_lists_have_the_book_written_anew(tmp_path: Path) -> None:
    path = book(tmp_path / "p.xlsx", HEADER, *ROWS[:2], "</sheetData><sheetData>", *ROWS[2:])
    assert_answered(annotated(opened(path), outcomes=EMPTY))


REACHES = [
    ' ref="1:5"',
    ' ref="A:B"',
    ' ref=""',
    "",
    ' ref="A0:B5"',
    ' ref="$A$1:$B$5"',
    ' ref="B5:A1"',
    ' ref="#REF!"',
]


@pytest.mark.parametrize("reach", REACHES)
def test_a_reach_that_is_no_range_is_left_out_for_whoever_stumbles_over_it(tmp_path: Path, reach: str) -> None:
    spell = ("<sheetData>", f"<dimension{reach}/><sheetData>")
    assert_answered(annotated(opened(book(tmp_path / "p.xlsx", HEADER, *ROWS, spell=spell)), outcomes=EMPTY))
