"""A sheet whose XML is spelled in an unusual way, read by a parser and stated anew."""

from io import BytesIO
from itertools import islice
from pathlib import Path

import openpyxl
import pytest
from support.made_identifiers import made_identifiers
from support.made_workbooks import MAIN, write_sheet_xml
from support.opened_input import open_input

from batch.cells.rows import Cell
from batch.errors import InputError
from batch.inputs import InputFile
from batch.inputs.workbook.places import column_letters
from batch.inputs.workbook.restated_sheet import restate_sheet
from batch.inputs.workbook.worksheet import open_sheets
from batch.options.input_options import InputOptions

IDS = list(islice(made_identifiers(5), 8))
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def sheet(rows: str, *, head: str = "", before: str = "") -> bytes:
    return f'{head}<worksheet xmlns="{MAIN}" {MC}>{before}<sheetData>{rows}</sheetData></worksheet>'.encode()


def records(folder: Path, xml: bytes) -> list[list[Cell]]:
    (opened,) = open_sheets(write_sheet_xml(folder / "p.xlsx", xml))
    return list(opened.records())


def opened(folder: Path, rows: str) -> InputFile:
    return open_input(write_sheet_xml(folder / "p.xlsx", sheet(rows)), InputOptions(), accepts_2032=False)


def test_cells_without_a_place_follow_each_other(tmp_path: Path) -> None:
    rows = "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row r='4'><c r='B4'><v>3</v></c><c><v>4</v></c></row><row/>"
    assert records(tmp_path, sheet(rows)) == [[1, "", 2], [], [], ["", 3, 4]]


def test_rows_and_cells_that_do_not_stand_in_order_are_put_in_order(tmp_path: Path) -> None:
    rows = (
        '<row r="3"><c r="C3"><v>33</v></c><c r="A3"><v>31</v></c></row>'
        '<row r="1"><c r="A1"><v>11</v></c><c r="B2"><v>22</v></c></row>'
        '<row r="1"><c r="B1"><v>12</v></c></row>'
    )
    assert records(tmp_path, sheet(rows)) == [[11, 12], ["", 22], [31, "", 33]]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A2" t="str"><v>2</v></c></row>',
    ],
)
def test_of_two_values_for_one_cell_none_is_lost_in_silence(tmp_path: Path, rows: str) -> None:
    with pytest.raises(InputError, match=r"two values for the same cell in row 2; open it in a spreadsheet program"):
        records(tmp_path, sheet(rows))


@pytest.mark.parametrize(
    ("choices", "counts"),
    [(["x14"], 1), (["other"], 9), (["x14 other"], 9), (["nowhere"], 9), (["other", "x14"], 2), (["x14", "x14"], 1)],
)
def test_of_content_in_several_ways_the_first_that_excel_knows_counts_and_else_the_fallback(
    tmp_path: Path, choices: list[str], counts: int
) -> None:
    extensions = (
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" xmlns:other="http://example.org"'
    )

    def numbered(value: int) -> str:
        return f"<row r='1'><c r='A1'><v>{value}</v></c></row>"

    offered = "".join(
        f'<mc:Choice Requires="{needed}">{numbered(number)}</mc:Choice>' for number, needed in enumerate(choices, 1)
    )
    several = f"<mc:AlternateContent {extensions}>{offered}<mc:Fallback>{numbered(9)}</mc:Fallback>"
    rows = f"{several}</mc:AlternateContent><row r='2'><c r='A2'><v>3</v></c></row>"
    assert records(tmp_path, sheet(rows)) == [[counts], [3]]


def test_what_others_have_put_into_a_cell_is_none_of_its_value(tmp_path: Path) -> None:
    rows = (
        f'<row r="1"><c r="A1"><v>1</v><extLst><ext><v xmlns="{MAIN}">9</v></ext></extLst></c>'
        '<c r="B1" t="inlineStr"><is><t>a</t><rPh sb="0" eb="1"><t>z</t></rPh></is></c></row>'
    )
    assert records(tmp_path, sheet(rows)) == [[1, "a"]]


def test_entities_are_read(tmp_path: Path) -> None:
    head = '<!DOCTYPE worksheet [<!ENTITY one "1">]>'
    assert records(tmp_path, sheet('<row r="1"><c r="A1"><v>&one;2</v></c></row>', head=head)) == [[12]]


@pytest.mark.parametrize("before", ['<dimension ref="1:12"/>', '<dimension ref="A"/>', '<dimension ref="A0:B0"/>'])
def test_a_wrong_dimension_is_not_believed(tmp_path: Path, before: str) -> None:
    assert records(tmp_path, sheet('<row r="1"><c r="A1"><v>1</v></c></row>', before=before)) == [[1]]


def test_a_new_error_value_costs_only_its_row(tmp_path: Path) -> None:
    errors = ["#SPILL!", "#GETTING_DATA", "Err:502"]
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="e"><v>{error}</v></c></row>' for n, error in enumerate(errors, 1))
    assert records(tmp_path, sheet(rows)) == [["#SPILL!"], ["#GETTING_DATA"], ["#ERROR!"]]


def test_a_date_keeps_the_format_that_makes_it_one(tmp_path: Path) -> None:
    ((value,),) = records(tmp_path, sheet("<row r='1'><c r='A1' s='1'><v>29226</v></c></row>"))
    assert str(value) == "1980-01-06"


@pytest.mark.parametrize(
    "xml",
    [
        sheet('<row r="1"><c r="A1"><v>1</w></c></row>'),
        sheet('<row r="one"><c><v>1</v></c></row>'),
        sheet('<row r="0"><c r="A0"><v>1</v></c></row>'),
        sheet('<row r="1"><c r="XFE1"><v>1</v></c></row>'),
        sheet('<row r="1"><c r="R1C1"><v>1</v></c></row>'),
        sheet("<row>")[:-40],
    ],
)
def test_a_damaged_sheet_is_refused(xml: bytes) -> None:
    with pytest.raises(InputError, match=r"; open it in a spreadsheet program and save it as \.xlsx$"):
        restate_sheet(BytesIO(xml), BytesIO())


def test_cells_in_too_many_rows_and_columns_are_refused_before_they_fill_the_memory() -> None:
    rows = "".join(
        f'<row r="{number}"><c r="{column_letters(number).decode()}{number}"><v>1</v></c></row>'
        for number in range(1, 6000)
    )
    with pytest.raises(InputError, match=r"^the sheet takes up 5478 rows of 5478 columns, .*; delete stray cells"):
        restate_sheet(BytesIO(sheet(rows)), BytesIO())


def test_what_follows_the_rows_is_not_looked_at() -> None:
    xml = sheet('<row r="1"><c r="A1"><v>1</v></c></row>').replace(b"</worksheet>", b"<broken")
    assert list(restate_sheet(BytesIO(xml), BytesIO()).rows) == [0]


def test_texts_come_through_as_openpyxl_reads_them(tmp_path: Path) -> None:
    texts = [" a ", "a&amp;b &lt;c&gt;", "&#13;&#10;x", "<![CDATA[<v>]]>", "x<!-- no -->y", "&#x1F600;"]
    rows = "".join(f"<row><c t='inlineStr'><is><t xml:space='preserve'>{text}</t></is></c></row>" for text in texts)
    read = records(tmp_path, sheet(rows))
    others = openpyxl.load_workbook(tmp_path / "p.xlsx").active
    assert others is not None
    assert read == [[each[0].value] for each in others.iter_rows()]


def test_a_trailing_row_with_only_an_uncalculated_formula_is_not_lost(tmp_path: Path) -> None:
    rows = f'<row r="1"><c r="A1" t="str"><v>fnr</v></c></row><row r="2"><c r="A2" t="str"><v>{IDS[0]}</v></c></row>'
    file = opened(tmp_path, rows + '<row r="5"><c r="A5"><f>B5</f></c></row>')
    assert [(each.row, each.cells[0]) for each in file.rows()][-1] == (5, "=")


def test_merged_cells_are_known_though_only_the_rows_are_stated_anew(tmp_path: Path) -> None:
    texts = [("A1", "Fnr"), ("B1", "Person"), ("B2", "Fornavn"), ("C2", "Etternavn")]
    rows = "".join(f"<row><c r='{at}' t='str'><v>{text}</v></c></row>" for at, text in texts)
    rows += "".join(f"<row><c r='A{number}' t='str'><v>{each}</v></c></row>" for number, each in enumerate(IDS, 3))
    merged = b'<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/></mergeCells><c r="A3"><v>1</v></c>'
    xml = sheet(rows).replace(b"</worksheet>", merged + b"</worksheet>")
    file = open_input(write_sheet_xml(tmp_path / "p.xlsx", xml), InputOptions(), accepts_2032=False)
    assert (file.reading_notes["header_row"], file.columns) == ("2", ("Fnr",))
    assert [(each.row, each.cells[0]) for each in file.rows()] == list(enumerate(IDS, 3))
