"""Annotated copies of Excel workbooks: the analyst's own file, with the answers set in its rows."""

import re
import zipfile
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.table import Table
from support import builders as make
from support.annotated import NAMES, annotated, none, opened, refused
from support.made_identifiers import made_identifiers
from support.made_workbooks import row, write_xlsx

from batch.outcome import OutcomeKind
from batch.tables.words.legend import LEGEND_SHEET
from batch.tables.words.outcomes import OUTCOMES

FIRST, SECOND, THIRD, FOURTH = make.TENOR
KINDS = (OutcomeKind.FOUND, OutcomeKind.EMPTY, OutcomeKind.REJECTED, OutcomeKind.INVALID_ID)
EMPTY = {digits: none() for digits in make.TENOR}
FOUND, NONE, REJECTED, NO_ID = (OUTCOMES[kind].nb for kind in KINDS)
MAIN = "xl/worksheets/sheet1.xml"
ADDED = {"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/worksheets/sheet4.xml"}
OF_THE_LEGEND = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
OF_THE_SHEET = {"xl/styles.xml", "xl/tables/table1.xml", "xl/worksheets/_rels/sheet1.xml.rels"}
MACROS = {
    "xl/vbaProject.bin": b"macros",
    "xl/_rels/vbaProject.bin.rels": b"<Relationships/>",
}


def rich(path: Path) -> Path:
    """Make a workbook as a careful analyst does: titles, looks, formulas, a table, a filter, further sheets."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Medlemmer"
    sheet["A1"] = "Medlemmer 2026"
    sheet.merge_cells("A1:H1")
    sheet.append([])
    sheet.append([])
    sheet.append(["Nr", "Fnr", "Saldo", "Dobbelt"])
    for number, digits in enumerate(make.TENOR, 5):
        sheet.append([number, int(digits), 10.5 * number, f"=C{number}*2"])
        sheet.cell(number, 3).number_format = "#,##0.00"
        sheet.cell(number, 2).fill = PatternFill("solid", fgColor="FFFF00")
    sheet.cell(4, 4).font = Font(bold=True)
    sheet.column_dimensions["B"].width = 31
    sheet.add_table(Table(displayName="Liste", ref="A4:D8"))
    sheet.freeze_panes = "A5"
    sheet["XFD6"] = "langt borte"
    other = workbook.create_sheet("Notater")
    other["A1"] = "=Medlemmer!C5"
    workbook.create_sheet("Skjult").sheet_state = "hidden"
    workbook.save(path)
    return path


def cells(path: Path, title: str) -> dict[str, Any]:
    sheet = openpyxl.load_workbook(path)[title]
    filled = [cell for each in sheet.iter_rows(max_col=30) for cell in each if cell.value is not None]
    return {cell.coordinate: cell.value for cell in filled}


def answers(path: Path, number: int, *, first: int) -> list[Any]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [sheet.cell(number, first + place).value for place in range(len(NAMES))]


def read_part(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def repacked(path: Path, **changed: bytes | None) -> Path:
    """Put these parts in place of a workbook's own; None removes one."""
    with zipfile.ZipFile(path) as archive:
        parts: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (parts | changed).items():
            if content is not None:
                archive.writestr(name, content)
    return path


def test_everything_that_is_not_added_stays(tmp_path: Path) -> None:
    path = rich(tmp_path / "Liste.xlsx")
    copy = annotated(opened(path), outcomes=EMPTY)
    assert copy.name == "Liste-ektepakt.xlsx"
    old, new = cells(path, "Medlemmer"), cells(copy, "Medlemmer")
    identifiers = {f"B{number}": str(int(digits)) for number, digits in enumerate(make.TENOR, 5)}
    added = {place for place in new if place not in old}
    assert {place: new[place] for place in old} == old | identifiers
    assert {place.rstrip("0123456789") for place in added} <= set("EFGHIJ")
    own_tail, tail = (read_part(each, MAIN).partition(b"</sheetData>")[2] for each in (path, copy))
    colours = re.search(rb"<conditionalFormatting .*</conditionalFormatting>", tail)
    assert colours is not None
    assert re.sub(rb"<legacyDrawing [^>]*/>", b"", tail.replace(colours[0], b"")) == own_tail


def test_every_other_part_is_the_files_own(tmp_path: Path) -> None:
    path = rich(tmp_path / "Liste.xlsx")
    copy = annotated(opened(path), outcomes=EMPTY)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy) as new:
        names = old.namelist()
        assert new.namelist()[: len(names)] == names
        assert set(new.namelist()[len(names) :]) == ADDED
        assert {name for name in names if old.read(name) != new.read(name)} == {MAIN, *OF_THE_LEGEND, *OF_THE_SHEET}


def test_looks_widths_and_hidden_sheets_stay(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(annotated(opened(rich(tmp_path / "Liste.xlsx")), outcomes=EMPTY))
    sheet = workbook["Medlemmer"]
    assert sheet["C5"].number_format == "#,##0.00"
    assert sheet["B5"].fill.fgColor.rgb == "00FFFF00"
    assert sheet.column_dimensions["B"].width == 31
    assert sheet["E4"].font.b, "the added names look as the name beside them"
    assert (sheet["XFD6"].value, sheet.freeze_panes) == ("langt borte", "A5")
    assert workbook["Skjult"].sheet_state == "hidden"


def test_an_answer_is_text_number_and_local_date(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx", {"Ark": [row(1, "fnr", "navn"), row(2, FIRST, "Ola"), row(3, SECOND, "Åse")]}
    )
    copy = annotated(opened(path), outcomes={SECOND: refused("=1+1 <æ> & \x0b")})
    assert answers(copy, 1, first=3) == list(NAMES)
    found = answers(copy, 2, first=3)
    assert found[:2] == [FOUND, 1]
    assert found[3] == datetime(2023, 6, 1, 5, 30)  # noqa: DTZ001 - Excel's dates know no zone
    *rejected, message = answers(copy, 3, first=3)
    assert rejected == [REJECTED, None, None, None, None]
    assert message.endswith("rett nummeret og kjør på nytt. (Ektepaktregisteret: =1+1 <æ> & \ufffd)")
    assert openpyxl.load_workbook(copy).worksheets[0]["H3"].data_type == "s"


def test_days_are_counted_from_1904_where_the_workbook_does(tmp_path: Path) -> None:
    path = rich(tmp_path / "Liste.xlsx")
    workbook = re.sub(rb"<workbookPr\b", b'<workbookPr date1904="1"', read_part(path, "xl/workbook.xml"))
    copy = annotated(opened(repacked(path, **{"xl/workbook.xml": workbook})))
    assert answers(copy, 5, first=5)[3] == datetime(2023, 6, 1, 5, 30)  # noqa: DTZ001


def test_a_workbook_without_formats_gets_the_date_as_text(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Ark": [row(1, "fnr"), row(2, FIRST)]})
    repacked(path, **{"xl/styles.xml": None})
    assert answers(annotated(opened(path)), 2, first=2)[3] == "2023-06-01T05:30:00+02:00"


def test_the_identifier_is_text_as_it_stood(tmp_path: Path) -> None:
    ids = [*islice((each for each in made_identifiers(4) if each[0] == "0"), 8), *islice(made_identifiers(5), 12)]
    rows = [row(number, float(digits)) for number, digits in enumerate(ids, 2)]
    path = write_xlsx(tmp_path / "a.xlsx", {"Ark": [row(1, "fnr"), *rows]})
    sheet = openpyxl.load_workbook(annotated(opened(path))).worksheets[0]
    assert [sheet.cell(number, 1).value for number in range(2, 22)] == [str(int(digits)) for digits in ids]
    assert [sheet.cell(number, 6).value for number in range(2, 10)] == [
        "lest fra tallcelle, manglende null foran satt inn"
    ] * 8


def test_formulas_and_dates_in_the_identifier_column_stay_what_they_are(tmp_path: Path) -> None:
    formula = f'<c r="A3"><f>B3*1</f><v>{SECOND}</v></c>'
    shared = f'<c r="A6"><f t="shared" si="0"/><v>{SECOND}</v></c>'
    date = '<c r="A4" s="1"><v>45000</v></c>'
    rows = [row(1, "fnr", "nr"), row(2, FIRST, 1), row(3, formula, 2), row(4, date, 3), row(5, THIRD), row(6, shared)]
    copy = annotated(opened(write_xlsx(tmp_path / "a.xlsx", {"Ark": rows})), outcomes=EMPTY)
    sheet = openpyxl.load_workbook(copy).worksheets[0]
    assert (sheet["A3"].value, sheet["A4"].is_date) == ("=B3*1", True)
    assert [sheet.cell(number, 3).value for number in range(2, 6)] == [NONE, NONE, NO_ID, NONE]
    assert b'<f t="shared" si="0"/>' in read_part(copy, MAIN)


def test_rows_and_cells_that_do_not_say_where_they_stand(tmp_path: Path) -> None:
    text = '<c t="inlineStr"><is><t>{}</t></is></c>'
    line = "<row>{}</row>".format
    rows = [line(text.format("fnr") + text.format("navn")), "<row/>", line(text.format(FIRST) + text.format("Ola"))]
    copy = annotated(opened(write_xlsx(tmp_path / "a.xlsx", {"Ark": rows})), outcomes=EMPTY)
    assert cells(copy, "Ark") == {
        **dict(zip(("A1", "B1"), ("fnr", "navn"), strict=True)),
        **{f"{'CDEFGH'[place]}1": name for place, name in enumerate(NAMES)},
        "A3": FIRST,
        "B3": "Ola",
        "C3": NONE,
        "D3": 0,
    }


def test_notes_beside_the_table_are_not_written_over(tmp_path: Path) -> None:
    note = '<c r="D3" t="inlineStr"><is><t>ring!</t></is></c>'
    rows = [row(1, "fnr", "navn"), row(2, FIRST, "Ola"), row(3, SECOND, "Åse", note)]
    copy = annotated(opened(write_xlsx(tmp_path / "a.xlsx", {"Ark": rows})), outcomes=EMPTY)
    assert cells(copy, "Ark")["D3"] == "ring!"
    assert answers(copy, 1, first=5) == list(NAMES)
    assert answers(copy, 3, first=5)[:2] == [NONE, 0]


def test_cells_that_only_have_a_format_make_room(tmp_path: Path) -> None:
    rows = [row(1, "fnr"), row(2, FIRST, '<c r="B2" s="1"/>', '<c r="C2" s="1"/>', '<c r="Z2" s="1"/>')]
    path = write_xlsx(tmp_path / "a.xlsx", {"Ark": rows})
    copy = annotated(opened(path), outcomes=EMPTY)
    assert answers(copy, 2, first=2)[:2] == [NONE, 0]
    assert b'r="Z2" s="1"/>' in read_part(copy, MAIN)


def test_the_answers_are_seen_where_all_columns_beside_the_table_were_hidden(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Ark": [row(1, "fnr", "navn"), row(2, FIRST, "Ola")]})
    columns = b'<cols><col min="1" max="1" width="9" hidden="1"/><col min="3" max="16384" width="9" hidden="1"/></cols>'
    xml = read_part(path, MAIN).replace(b"<sheetData>", columns + b"<sheetData>")
    copy = annotated(opened(repacked(path, **{MAIN: xml})), outcomes=EMPTY)
    widths = openpyxl.load_workbook(copy).worksheets[0].column_dimensions
    assert [(widths[letter].hidden, widths[letter].width > 9) for letter in "CDEFGH"] == [(False, True)] * 6
    assert b'<col min="1" max="1" width="9" hidden="1"/>' in read_part(copy, MAIN)
    assert b'<col min="9" max="16384" width="9" hidden="1"/></cols>' in read_part(copy, MAIN)
    assert answers(copy, 2, first=3)[0] == NONE


def test_prefixed_elements_are_followed(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Ark": [row(1, "fnr"), row(2, FIRST)]})
    xml = read_part(path, MAIN).replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
    xml = xml.replace(b"xmlns=", b"xmlns:x=")
    copy = annotated(opened(repacked(path, **{MAIN: xml})), outcomes=EMPTY)
    assert answers(copy, 2, first=2)[:2] == [NONE, 0]


def test_a_sheet_that_cannot_be_followed_is_written_anew(tmp_path: Path) -> None:
    path = rich(tmp_path / "Liste.xlsx")
    xml = read_part(path, MAIN).replace(b"<sheetData>", b"<sheetData><!-- by hand -->")
    copy = annotated(opened(repacked(path, **{MAIN: xml})), outcomes=EMPTY)
    assert answers(copy, 5, first=5)[:2] == [NONE, 0]
    assert openpyxl.load_workbook(copy).sheetnames == ["Medlemmer", "Notater", "Skjult", LEGEND_SHEET]


def test_a_sheet_whose_rows_do_not_stand_in_order_is_written_anew(tmp_path: Path) -> None:
    rows = [row(1, "fnr"), row(3, SECOND), row(2, FIRST)]
    copy = annotated(opened(write_xlsx(tmp_path / "a.xlsx", {"Ark": rows})), outcomes={SECOND: none()})
    assert [list(each)[:2] for each in openpyxl.load_workbook(copy)["Ark"].iter_rows(values_only=True)] == [
        ["fnr", NAMES[0]],
        [FIRST, FOUND],
        [SECOND, NONE],
    ]


def test_macros_are_left_behind(tmp_path: Path) -> None:
    path = tmp_path / "Liste.xlsm"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_column(0, 0, ["fnr", FIRST])
    types = read_part(path, "[Content_Types].xml").replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    )
    types = types.replace(
        b"<Override", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Override', 1
    )
    links = read_part(path, "xl/_rels/workbook.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rIdM" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"'
        b' Target="vbaProject.bin"/></Relationships>',
    )
    repacked(path, **MACROS, **{"[Content_Types].xml": types, "xl/_rels/workbook.xml.rels": links})
    copy = annotated(opened(path), outcomes=EMPTY)
    assert copy.name == "Liste-ektepakt.xlsx"
    with zipfile.ZipFile(copy) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert not set(MACROS) & set(archive.namelist())
    assert b"macro" not in everything
    assert b"vbaProject" not in everything
    assert answers(copy, 2, first=2)[0] == NONE


def test_a_copy_that_is_annotated_again_gets_its_answers_in_place(tmp_path: Path) -> None:
    first = annotated(opened(rich(tmp_path / "Liste.xlsx")), outcomes={FIRST: {"kind": OutcomeKind.TIMEOUT}})
    again = tmp_path / "again"
    again.mkdir()
    second = annotated(opened(first.rename(again / first.name)), outcomes=EMPTY)
    assert second.name == first.name
    assert set(cells(second, "Medlemmer")) <= set(cells(again / first.name, "Medlemmer")) | {"F5"}
    assert answers(second, 5, first=5)[:4] == [NONE, 0, None, None]


@pytest.mark.parametrize("title", ["Medlemmer", "Notater"])
def test_the_sheet_that_was_named_is_the_one_that_is_annotated(tmp_path: Path, title: str) -> None:
    rows = [row(1, "fnr"), row(2, FIRST)]
    path = write_xlsx(tmp_path / "a.xlsx", {"Medlemmer": rows, "Notater": rows})
    copy = annotated(opened(path, sheet=title), outcomes=EMPTY)
    assert {name: "B2" in cells(copy, name) for name in ("Medlemmer", "Notater")} == {
        "Medlemmer": title == "Medlemmer",
        "Notater": title == "Notater",
    }


def test_equal_answers_give_equal_bytes(tmp_path: Path) -> None:
    file = opened(rich(tmp_path / "Liste.xlsx"))
    assert annotated(file, outcomes=EMPTY).read_bytes() == annotated(file, outcomes=EMPTY).read_bytes()
