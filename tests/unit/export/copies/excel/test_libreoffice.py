"""Annotated copies as LibreOffice opens them, of files that LibreOffice, XlsxWriter and openpyxl made."""

import csv
import shutil
import subprocess
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import openpyxl
import pytest
import python_calamine as calamine
import xlsxwriter
from support.annotated import NAMES, annotated, opened
from support.made_identifiers import made_identifiers

SOFFICE = shutil.which("soffice")
IDS = list(islice(made_identifiers(21), 40))
ROWS: list[list[str | int]] = [
    ["Medlemmer", "", ""],
    ["", "", ""],
    ["Navn", "Fnr", "Nr"],
    *(["Ærlig, Åse", digits, number] for number, digits in enumerate(IDS)),
]

pytestmark = [
    pytest.mark.tools,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (Debian: libreoffice-calc)"),
    pytest.mark.timeout(300),
]


def by_xlsxwriter(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Ark")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
        sheet.autofilter(2, 0, 42, 2)
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=Ark!$C$4:$C$43"})
        sheet.insert_chart("M2", chart)
    return path


def by_openpyxl(path: Path) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in ROWS:
        sheet.append([value or None for value in row[:2]] + row[2:])
    workbook.save(path)
    return path


def by_libreoffice(path: Path) -> Path:
    source = path.with_suffix(".csv")
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(ROWS)
    return _convert(source, path.suffix[1:], path.parent)


def _convert(source: Path, target: str, folder: Path) -> Path:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", target, "--outdir", folder, source]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{source.stem}.{target.partition(':')[0]}"


@pytest.mark.parametrize(
    ("make_file", "suffix"),
    [(by_xlsxwriter, ".xlsx"), (by_openpyxl, ".xlsx"), (by_libreoffice, ".xlsx"), (by_libreoffice, ".ods")],
)
def test_libreoffice_opens_the_copy_and_shows_every_row_with_its_answers(
    tmp_path: Path, make_file: Callable[[Path], Path], suffix: str
) -> None:
    copy = annotated(opened(make_file(tmp_path / f"liste{suffix}")))
    shown = _convert(copy, "csv:Text - txt - csv (StarCalc):59,34,76,1", tmp_path / "shown")
    with shown.open(encoding="utf-8", newline="") as file:
        rows = [row[:9] for row in csv.reader(file, delimiter=";")]
    assert rows[2] == ["Navn", "Fnr", "Nr", *NAMES]
    assert [row[0] for row in rows[:2]] == ["Medlemmer", ""]
    assert [row[1].zfill(11) for row in rows[3:]] == IDS
    assert {tuple(row[3:5]) for row in rows[3:]} == {("har ektepakt", "1")}
    assert all("23" in row[6] and "5:30" in row[6] for row in rows[3:])


@pytest.mark.parametrize("make_file", [by_xlsxwriter, by_openpyxl, by_libreoffice])
def test_calamine_and_openpyxl_read_the_same(tmp_path: Path, make_file: Callable[[Path], Path]) -> None:
    copy = annotated(opened(make_file(tmp_path / "liste.xlsx")))
    by_one = calamine.CalamineWorkbook.from_path(copy).get_sheet_by_index(0).to_python()
    by_other = openpyxl.load_workbook(copy).worksheets[0].iter_rows(values_only=True)
    assert [["" if cell is None else cell for cell in row] for row in by_other] == [list(row) for row in by_one]
