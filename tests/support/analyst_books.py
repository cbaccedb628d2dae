"""Workbooks as analysts have them: a list of people with a filter, a table, notes, charts or formats of its own."""

import zipfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from support.made_identifiers import made_identifiers

IDS = list(islice(made_identifiers(3), 30))
HEADER = ("Navn", "Fnr", "Saldo")
TITLE = "Ark 1"

Extra = Callable[[Any, Any], object]


def _columns() -> list[dict[str, str]]:
    return [{"header": name} for name in HEADER]


def _chart(workbook: Any) -> Any:
    chart = workbook.add_chart({"type": "line"})
    chart.add_series({"values": f"='{TITLE}'!$C$2:$C$9"})
    return chart


EXTRAS: dict[str, Extra] = {
    "nothing": lambda _, sheet: sheet.set_column(0, 0, 9),
    "a filter": lambda _, sheet: (sheet.autofilter(0, 0, 30, 2), sheet.filter_column("C", "x > 5")),
    "a table": lambda _, sheet: sheet.add_table(0, 0, 30, 2, {"name": "Liste", "columns": _columns()}),
    "a totals row": lambda _, sheet: sheet.add_table(
        0, 0, 31, 2, {"total_row": True, "columns": [*_columns()[:2], {"header": "Saldo", "total_function": "sum"}]}
    ),
    "a table beside": lambda _, sheet: (
        sheet.add_table(0, 0, 30, 2, {"columns": _columns()}),
        sheet.add_table(0, 4, 10, 5, {"columns": [{"header": "A"}, {"header": "B"}]}),
    ),
    "notes": lambda _, sheet: (sheet.write_comment("B3", "sjekk"), sheet.write_comment("A1", "hei")),
    "rules": lambda book, sheet: (
        sheet.conditional_format("C2:C30", {"type": "3_color_scale"}),
        sheet.conditional_format(
            "C2:C30", {"type": "cell", "criteria": ">", "value": 5, "format": book.add_format({"bold": True})}
        ),
    ),
    "charts": lambda book, sheet: (sheet.insert_chart("E2", _chart(book)), sheet.insert_chart("N2", _chart(book))),
    "a button": lambda _, sheet: sheet.insert_button("E3", {"caption": "Kjør"}),
    "links and rules of entry": lambda _, sheet: (
        sheet.write_url("A2", "https://example.org"),
        sheet.data_validation("C2:C9", {"validate": "integer", "criteria": ">", "value": 1}),
        sheet.protect(),
    ),
}


def analyst_book(path: Path, extra: str = "nothing") -> Path:
    """Write a list of thirty people with one of these beside it."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet(TITLE)
        sheet.write_row(0, 0, HEADER)
        for number, digits in enumerate(IDS, 1):
            sheet.write_row(number, 0, [f"Person {number}", digits, number])
        EXTRAS[extra](workbook, sheet)
    return path


def first_sheet(path: Path) -> Any:
    return openpyxl.load_workbook(path).worksheets[0]


def part_of(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def changed_part(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Change one part of a package, or add it."""
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts[name] = change(parts.get(name, b""))
    with zipfile.ZipFile(path, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return path
