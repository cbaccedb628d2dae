"""Rows that are written past xlsxwriter are read by others as it would have written them."""

import math
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from support import builders as make
from support.package_rules import faults_of

from batch.export.streamed_rows import CELL_LENGTH, CellValue, StreamedRows, fitting
from batch.export.streamed_workbook import DATE_TIME, streamed_workbook

FORMATS = {datetime: DATE_TIME, date: "dd.mm.yyyy", time: "hh:mm:ss", timedelta: "[h]:mm:ss"}
VALUES: list[CellValue] = [
    *("06821349425", "  to linjer\n\tog blanke ", "<b>&amp;</b>", "<r>x</r>", "=1+1", "_x0041_", "]]>", "😀"),
    *("a\x07b", "a\rb", "a\ud800b\uffff", "_x005F_", "", None, True, False, 0, -7, 2**53 + 1, 0.1, 1e300),
    *(datetime(2026, 3, 29, 12, 30, 15), date(1900, 1, 15), time(23, 59, 1), timedelta(hours=40)),  # noqa: DTZ001 - as a cell has it
]


def written(path: Path, rows: Sequence[Sequence[CellValue]], *, header: bool = False, is_plain: bool = False) -> Path:
    with path.open("w+b") as file, streamed_workbook(file, created=make.NOW) as workbook:
        looks = {kind: workbook.add_format({"num_format": look}) for kind, look in FORMATS.items()}
        sheet = workbook.add_worksheet("Ark")
        if header:
            sheet.write_comment(0, 0, "note")
            sheet.write_string(0, 0, "header")
        writer = StreamedRows(sheet, looks)
        for number, row in enumerate(rows, header):
            if is_plain:
                for column, value in enumerate(row):
                    _plainly(sheet, number, column, value, looks)
            else:
                writer.write(number, row)
    return path


def _plainly(sheet, row, column, value, looks) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    match value:
        case None | "":
            return
        case bool():
            sheet.write_boolean(row, column, value)
        case int() | float():
            sheet.write_number(row, column, value)
        case str():
            sheet.write_string(row, column, value)
        case _:
            sheet.write_datetime(row, column, value, looks[type(value)])


def cells(path: Path) -> list[list[object]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["Ark"].iter_rows()]


def read_by_calamine(path: Path) -> list[list[object]]:
    return list(python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())


def test_other_programs_read_what_xlsxwriter_would_have_written(tmp_path: Path) -> None:
    values = [value for value in VALUES if value not in {"<r>x</r>", "a\ud800b\uffff", 2**53 + 1}]
    ours, theirs = written(tmp_path / "a.xlsx", [values]), written(tmp_path / "b.xlsx", [values], is_plain=True)
    assert cells(ours) == cells(theirs)
    assert read_by_calamine(ours) == read_by_calamine(theirs)
    assert faults_of(ours) == []


def test_every_text_comes_back(tmp_path: Path) -> None:
    texts = [value for value in VALUES if isinstance(value, str) and value]
    (read,) = read_by_calamine(written(tmp_path / "a.xlsx", [texts]))
    assert read == [text.replace("\ud800", "\ufffd").replace("\uffff", "\ufffd") for text in texts]
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["Ark"]["E1"].data_type == "s", "no formula"


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("rows", [0, 1, 3])
def test_what_was_written_before_stands_once_and_above(tmp_path: Path, rows: int, *, header: bool) -> None:
    path = written(tmp_path / "a.xlsx", [[f"r{number}", 1] for number in range(rows)], header=header)
    assert faults_of(path) == []
    expected = [["header", *[None] * bool(rows)]] * header + [[f"r{number}", 1] for number in range(rows)]
    assert cells(path) == expected


def test_a_row_may_be_left_out_and_a_number_that_is_none_is_a_text(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", [["a"], [], [None, ""], [math.inf, math.nan]])
    assert cells(path) == [["a", None], [None, None], [None, None], ["inf", "nan"]]


@pytest.mark.parametrize("text", ["å" * CELL_LENGTH, "😀" * (CELL_LENGTH // 2), ""])
def test_a_text_that_a_cell_holds_stays_whole(text: str) -> None:
    assert fitting(text) is text


@pytest.mark.parametrize("letter", ["å", "😀"])
def test_a_longer_text_is_cut_and_says_so(letter: str) -> None:
    kept = fitting(letter * (CELL_LENGTH + 1))
    assert kept.endswith(f"{letter} […]")
    assert CELL_LENGTH - 2 <= len(kept.encode("utf-16-le")) // 2 <= CELL_LENGTH
