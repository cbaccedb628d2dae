"""Annotated copies of workbooks whose own file can't be kept: all sheets anew, values and kinds of cell."""

import shutil
from datetime import datetime
from itertools import islice
from pathlib import Path

import openpyxl
import pytest
import python_calamine as calamine
from support import builders as make
from support.annotated import NAMES, annotated, none, opened
from support.made_identifiers import made_identifiers
from support.made_workbooks import write_xlsb
from support.opened_input import open_input

from batch.options.input_options import InputOptions
from batch.tables.words.legend import LEGEND_SHEET

LEGEND = {LEGEND_SHEET: calamine.SheetVisibleEnum.Visible}
SAMPLES = make.DATA / "libreoffice"
FIRST, SECOND, *_ = make.TENOR


def sample(folder: Path, name: str) -> Path:
    return Path(shutil.copy(SAMPLES / name, folder / name))


def grid(path: Path, title: str) -> list[list[object]]:
    return [list(each) for each in calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(title).to_python()]


@pytest.mark.parametrize("name", ["people.ods", "people.xls"])
def test_an_old_or_open_document_workbook_becomes_an_excel_workbook(tmp_path: Path, name: str) -> None:
    path = sample(tmp_path, name)
    copy = annotated(opened(path))
    assert copy.name == "people-ektepakt.xlsx"
    old, new = grid(path, "people"), grid(copy, "people")
    assert new[0] == [*old[0], *NAMES]
    for own, row in zip(old[1:], new[1:], strict=True):
        assert row[0] == own[0]
        assert row[1] == f"{own[1]:.0f}"
        assert row[2] == own[2]
        assert row[3:5] == ["har ektepakt", 1]
        assert row[6] == datetime(2023, 6, 1, 5, 30)  # noqa: DTZ001 - Excel's dates know no zone


@pytest.mark.parametrize("name", ["sheets.ods", "sheets.xls"])
def test_all_sheets_are_there_and_hidden_ones_hidden(tmp_path: Path, name: str) -> None:
    path = sample(tmp_path, name)
    with calamine.CalamineWorkbook.from_path(path) as workbook:
        old = {sheet.name: sheet.visible for sheet in workbook.sheets_metadata}
    copy = annotated(opened(path, sheet=_visible_with_identifiers(path)))
    with calamine.CalamineWorkbook.from_path(copy) as workbook:
        assert {sheet.name: sheet.visible for sheet in workbook.sheets_metadata} == old | LEGEND
    for title in set(old) - {_visible_with_identifiers(path)}:
        assert _values(grid(copy, title)) == _values(grid(path, title))


def _visible_with_identifiers(path: Path) -> str:
    return open_input(path, InputOptions(), accepts_2032=False).reading_notes["sheet"]


def _values(rows: list[list[object]]) -> list[str]:
    return [str(cell) for row in rows for cell in row if cell not in ("", None)]


def test_a_binary_workbook_becomes_a_plain_one(tmp_path: Path) -> None:
    path = write_xlsb(
        tmp_path / "a.xlsb", "Ark", {(0, 0): "fnr", (0, 1): "saldo", (1, 0): FIRST, (1, 1): 7.5, (2, 0): SECOND}
    )
    copy = annotated(opened(path), outcomes={SECOND: none()})
    assert [row[:4] for row in grid(copy, "Ark")] == [
        ["fnr", "saldo", *NAMES[:2]],
        [FIRST, 7.5, "har ektepakt", 1],
        [SECOND, "", "ingen ektepakt", 0],
    ]


def test_texts_that_look_like_formulas_and_links_stay_text(tmp_path: Path) -> None:
    cells: dict[tuple[int, int], str | float] = {(0, 0): "fnr", (0, 1): "merknad"}
    notes = ["=1+1", "https://example.org", "{=SUM(A1)}", "0012"]
    for number, (digits, note) in enumerate(zip(make.TENOR, notes, strict=True), 1):
        cells |= {(number, 0): digits, (number, 1): note}
    copy = annotated(opened(write_xlsb(tmp_path / "a.xlsb", "Ark", cells)))
    sheet = openpyxl.load_workbook(copy)["Ark"]
    assert [(cell.value, cell.data_type, cell.hyperlink) for (cell,) in sheet["B2:B5"]] == [
        (note, "s", None) for note in notes
    ]


def test_equal_answers_give_equal_bytes(tmp_path: Path) -> None:
    file = opened(sample(tmp_path, "people.ods"))
    assert annotated(file).read_bytes() == annotated(file).read_bytes()


def test_nothing_is_left_beside_the_copy(tmp_path: Path) -> None:
    ids = list(islice(made_identifiers(6), 300))
    cells: dict[tuple[int, int], str | float] = {(0, 0): "fnr"} | {(row, 0): each for row, each in enumerate(ids, 1)}
    copy = annotated(opened(write_xlsb(tmp_path / "a.xlsb", "Ark", cells)))
    assert {path.name for path in copy.parent.iterdir()} == {copy.name, "ledger.sqlite3"}
