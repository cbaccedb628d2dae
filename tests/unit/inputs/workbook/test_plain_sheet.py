"""What is recognised as spelled as usual, and that nothing else is."""

from io import BytesIO

import pytest
from support.made_workbooks import MAIN

from batch.inputs.workbook.plain_sheet import PlainSheet

EXCEL = (
    '<row r="1" spans="1:3" ht="15.75" x14ac:dyDescent="0.25"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="2"/></row>'
    '<row r="2" spans="1:3"><c r="A2"><f>SUM(B2:C2)</f><v>3</v></c><c r="B2" t="str"><f t="shared" si="0"/><v></v></c>'
    '<c r="C2" t="e" cm="1"><f t="array" ref="C2">A1</f><v>#N/A</v></c></row><row r="4" s="1" customFormat="1"/>'
)
CELLS = [
    '<c r="A1" t="b"><v>1</v></c>',
    '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>',
    '<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>a</t></r><r><t>&amp;</t></r></is></c>',
    '<c r="A1"><v>-1.5E-7</v></c>',
    '<c r="A1" t="str"><f>A2&amp;"x"</f><v xml:space="preserve"> x</v></c>',
    '\n <c r="A1" s="1"></c>\n <c r="B1" t="n">\n  <v>1</v>\n </c>\n',
    '<c r="A1" t="s"/>',
]
ODD_CELLS = [
    '<c t="e" r="A1"><v>#REF!</v></c>',
    "<c r='A1'><v>1</v></c>",
    "<c><v>1</v></c>",
    '<c r="A2"><v>1</v></c>',
    '<c r="A1"><v>1</v></c><c r="B1"/><c r="A1"><v>2</v></c>',
    '<c r="A1"><v> 1</v></c>',
    '<c r="A1"><v>&#49;</v></c>',
    '<c r="A1"><v>x</v></c>',
    '<c r="A1"><v></v></c>',
    '<c r="A1"><v>1</v><f>A2</f></c>',
    '<c r="A1"><v>1</v><extLst/></c>',
    '<c r="A1" t="d"><v>2024-01-01</v></c>',
    '<c r="A1" t="e"><v>#SPILL!</v></c>',
    '<c r="A1" t="inlineStr"><v>x</v></c>',
    '<c r="A1" t="inlineStr"><is><t><![CDATA[x]]></t></is></c>',
    '<c r="A1" t="str"><v>1<!-- x --></v></c>',
    '<!-- <c r="A1"><v>1</v></c> -->',
    '<x:c r="A1"><x:v>1</x:v></x:c>',
    "text",
]


def recognise(rows: str, *, head: str = "", end: str = "</sheetData></worksheet>") -> PlainSheet | None:
    return PlainSheet.recognise(BytesIO(f'{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}{end}'.encode()))


def test_what_excel_writes_is_recognised_with_what_loading_hides() -> None:
    sheet = recognise(EXCEL, head='<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n')
    assert sheet == PlainSheet(places=12, filled=4, hidden_texts={1: {2: "#N/A"}})


@pytest.mark.parametrize("cell", CELLS)
def test_cells_as_programs_write_them_are_recognised(cell: str) -> None:
    assert recognise(f'<row r="1">{cell}</row>') is not None


@pytest.mark.parametrize("cell", ODD_CELLS)
def test_any_other_cell_is_not_recognised(cell: str) -> None:
    assert recognise(f'<row r="1">{cell}</row><row r="2"><c r="A2"><v>1</v></c></row>') is None


@pytest.mark.parametrize(
    "rows",
    [
        "<row><c><v>1</v></c></row>",
        '<row r="2"/><row r="1"/>',
        '<row r="1"/><row r="1"/>',
        '<row r="1"/><!-- x -->',
        "x",
    ],
)
def test_rows_that_do_not_follow_each_other_are_not_recognised(rows: str) -> None:
    assert recognise(rows) is None


@pytest.mark.parametrize(
    "head", ["<!DOCTYPE x>", '<?xml version="1.0" encoding="ISO-8859-1"?>', "<!-- <sheetData> -->", "<?mso x?>"]
)
def test_what_stands_before_the_rows_may_not_change_how_they_are_read(head: str) -> None:
    assert recognise('<row r="1"/>', head=head) is None


@pytest.mark.parametrize("end", ["", "</sheetDat", '<row r="2"><c r="A2"><v>1'])
def test_a_sheet_that_is_cut_short_is_not_recognised(end: str) -> None:
    assert recognise('<row r="1"/>', end=end) is None


def test_rows_are_recognised_across_the_blocks_in_which_they_are_read() -> None:
    rows = "".join(f'<row r="{n}"><c r="B{n}" t="e"><v>#REF!</v></c></row>' for n in range(1, 20_001))
    sheet = recognise(rows)
    assert sheet is not None
    assert (sheet.places, sheet.filled, len(sheet.hidden_texts)) == (40_000, 20_000, 20_000)


def test_rows_of_mere_formats_take_no_place_beside_those_that_hold_something() -> None:
    mere_formats = "".join(f'<row r="{n}"><c r="C{n}" s="1"/></row>' for n in range(2, 50_001))
    sheet = recognise(f'<row r="1"><c r="C1"><v>1</v></c></row>{mere_formats}')
    assert sheet is not None
    assert (sheet.places < 50_000, sheet.filled, sheet.is_dense) == (True, 1, True)


def test_a_sheet_that_is_mostly_empty_is_not_dense() -> None:
    narrow = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 501))
    wide = narrow.replace('<c r="A2">', '<c r="XFD2"><v>1</v></c><c r="A2">')
    assert [sheet is not None and sheet.is_dense for sheet in map(recognise, (narrow, wide))] == [True, False]
