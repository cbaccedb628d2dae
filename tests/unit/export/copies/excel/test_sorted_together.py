"""Filters, sorts and tables take the answers in, so that no sort sets them beside wrong people."""

import re
from pathlib import Path

import openpyxl
import pytest
from support.analyst_books import HEADER, analyst_book, changed_part, first_sheet, part_of
from support.annotated import NAMES, annotated, opened
from support.package_rules import faults_of

SHEET, TABLE, WORKBOOK = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml", "xl/workbook.xml"


def test_a_filter_and_its_hidden_name_reach_to_the_last_answer(tmp_path: Path) -> None:
    copy = annotated(opened(analyst_book(tmp_path / "a.xlsx", "a filter")))
    sheet = first_sheet(copy)
    assert sheet.auto_filter.ref == "A1:I31"
    assert [column.colId for column in sheet.auto_filter.filterColumn] == [2], "what is filtered by stays"
    assert b"'Ark 1'!$A$1:$I$31</definedName>" in part_of(copy, WORKBOOK)


def test_a_filter_that_ended_before_the_answers_of_an_earlier_copy_is_mended(tmp_path: Path) -> None:
    first = annotated(opened(analyst_book(tmp_path / "a.xlsx", "a filter")))
    old = changed_part(first, SHEET, lambda xml: xml.replace(b'<autoFilter ref="A1:I31"', b'<autoFilter ref="A1:C31"'))
    old = changed_part(old, WORKBOOK, lambda xml: xml.replace(b"$A$1:$I$31", b"$A$1:$C$31"))
    copy = annotated(opened(old.rename(tmp_path / "a-ektepakt.xlsx")))
    assert first_sheet(copy).auto_filter.ref == "A1:I31"
    assert faults_of(copy) == []


def test_what_is_sorted_by_is_widened_and_each_condition_stays(tmp_path: Path) -> None:
    sort = b'<sortState ref="A2:C31"><sortCondition descending="1" ref="C2:C31"/></sortState>'
    path = changed_part(
        analyst_book(tmp_path / "a.xlsx", "a filter"),
        SHEET,
        lambda xml: xml.replace(b"</autoFilter>", sort + b"</autoFilter>"),
    )
    xml = part_of(annotated(opened(path)), SHEET)
    assert sort.replace(b"A2:C31", b"A2:I31") in xml


@pytest.mark.parametrize("reference", ["E1:F9", "A1:B1"])
def test_a_filter_of_another_list_stays_as_it_is(tmp_path: Path, reference: str) -> None:
    """One beside the people, and one of the titles above them."""
    workbook = openpyxl.load_workbook(analyst_book(tmp_path / "a.xlsx"))
    sheet = workbook.worksheets[0]
    if reference == "A1:B1":
        sheet.insert_rows(1, 4)
    sheet["E1"], sheet["F1"] = "Sone", "Sats"
    sheet.auto_filter.ref = reference
    workbook.save(tmp_path / "b.xlsx")
    copy = annotated(opened(tmp_path / "b.xlsx"))
    assert first_sheet(copy).auto_filter.ref == reference
    assert faults_of(copy) == []


@pytest.mark.parametrize(
    ("area", "widened"),
    [
        ("A1:C31", "'Ark 1'!$A$1:$I$31"),
        ("A1:B31", "'Ark 1'!$A$1:$B$31"),
        ("A1:C31,K1:L9", "'Ark 1'!$A$1:$I$31,'Ark 1'!$K$1:$L$9"),
        ("A1:N40", "'Ark 1'!$A$1:$N$40"),
    ],
    ids=["the list", "columns left out", "and something beside it", "more than the answers"],
)
def test_the_answers_are_printed_with_the_list(tmp_path: Path, area: str, widened: str) -> None:
    workbook = openpyxl.load_workbook(analyst_book(tmp_path / "a.xlsx"))
    workbook.worksheets[0].print_area = area
    workbook.save(tmp_path / "b.xlsx")
    copy = annotated(opened(tmp_path / "b.xlsx"))
    assert first_sheet(copy).print_area == widened
    assert faults_of(copy) == []
    assert first_sheet(annotated(opened(copy.rename(tmp_path / "b-ektepakt.xlsx")))).print_area == widened


def test_a_table_gets_the_columns_under_the_names_of_the_header_cells(tmp_path: Path) -> None:
    copy = annotated(opened(analyst_book(tmp_path / "a.xlsx", "a table")))
    sheet = first_sheet(copy)
    table = sheet.tables["Liste"]
    assert (table.ref, table.autoFilter.ref) == ("A1:I31", "A1:I31")
    assert [column.name for column in table.tableColumns] == [*HEADER, *NAMES] == [cell.value for cell in sheet[1]]
    assert len({column.id for column in table.tableColumns}) == 9
    assert faults_of(copy) == []


def with_attribute(name: str, xml: bytes) -> bytes:
    return re.sub(rb"<table ", f"<table {name} ".encode(), xml, count=1)


@pytest.mark.parametrize("change", ['tableType="queryTable"', 'tableType="xml"', 'totalsRowCount="1"'])
def test_beside_a_table_that_is_not_its_own_master_a_column_stays_empty(tmp_path: Path, change: str) -> None:
    path = analyst_book(tmp_path / "a.xlsx", "a table")
    changed_part(path, TABLE, lambda xml: with_attribute(change, xml))
    copy = annotated(opened(path))
    assert first_sheet(copy)["D1"].value is None
    assert first_sheet(copy)["E1"].value == NAMES[0]
    assert part_of(copy, TABLE) == part_of(path, TABLE)


def test_a_totals_row_stays_whole(tmp_path: Path) -> None:
    path = analyst_book(tmp_path / "a.xlsx", "a totals row")
    copy = annotated(opened(path, "Fnr"))
    assert [cell.value for cell in first_sheet(copy)[1]][3:] == [None, *NAMES]
    assert part_of(copy, TABLE) == part_of(path, TABLE)
    assert faults_of(copy) == []


def test_a_neighbour_keeps_its_place_and_a_column_stays_empty_beside_it(tmp_path: Path) -> None:
    path = analyst_book(tmp_path / "a.xlsx", "a table beside")
    copy = annotated(opened(path, "Fnr"))
    assert [cell.value for cell in first_sheet(copy)[1]] == [*HEADER, None, "A", "B", None, *NAMES]
    assert all(part_of(copy, f"xl/tables/table{number}.xml") for number in (1, 2))
    assert {table.ref for table in first_sheet(copy).tables.values()} == {"A1:C31", "E1:F11"}
    assert faults_of(copy) == []


def test_a_table_further_down_is_not_written_over(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(analyst_book(tmp_path / "a.xlsx"))
    sheet = workbook.worksheets[0]
    sheet["E20"], sheet["E21"] = "Sone", 1
    sheet.add_table(openpyxl.worksheet.table.Table(displayName="Soner", ref="E20:E25"))
    workbook.save(tmp_path / "b.xlsx")
    copy = annotated(opened(tmp_path / "b.xlsx"))
    assert [cell.value for cell in first_sheet(copy)[1]][3:] == [None, None, None, *NAMES]
    assert faults_of(copy) == []


def test_a_table_whose_columns_are_not_as_many_as_it_is_wide_is_written_anew(tmp_path: Path) -> None:
    path = analyst_book(tmp_path / "a.xlsx", "a table")
    changed_part(path, TABLE, lambda xml: xml.replace(b'ref="A1:C31"', b'ref="A1:B31"', 1))
    copy = annotated(opened(path))
    assert not first_sheet(copy).tables
    assert faults_of(copy) == []


def test_behind_notes_right_beside_a_table_a_column_stays_empty(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(analyst_book(tmp_path / "a.xlsx", "a table"))
    workbook.worksheets[0]["D5"] = "ring!"
    workbook.save(tmp_path / "b.xlsx")
    copy = annotated(opened(tmp_path / "b.xlsx"))
    assert [cell.value for cell in first_sheet(copy)[1]] == [*HEADER, None, None, *NAMES]
    assert first_sheet(copy).tables["Liste"].ref == "A1:C31"
    assert faults_of(copy) == []
