"""Error values like #REF!, which every format of workbook holds in its own way, and calamine gives as empty cells."""

import struct
from itertools import islice
from pathlib import Path

import pytest
from support.made_identifiers import made_identifiers
from support.made_workbooks import ErrorCode, RichText, write_ods, write_xlsb
from support.opened_input import open_input

from batch.cells.rows import Cell
from batch.errors import InputError
from batch.inputs.workbook.worksheet import open_sheets
from batch.options.input_options import InputOptions

MADE = Path(__file__).parents[3] / "data" / "libreoffice"
IDS = list(islice(made_identifiers(5), 8))
NUMBER, BOOLERR, NOTHING, FORMULA, STRING = 0x0203, 0x0205, 0x00FF, 0x0006, 0x0207
"""Kinds of records in an Excel 97 workbook."""


def cells(path: Path) -> list[tuple[int, Cell]]:
    return [(each.row, each.cells[0]) for each in open_input(path, InputOptions(), accepts_2032=False).rows()]


def test_an_error_that_was_entered_in_an_old_workbook_is_shown(tmp_path: Path) -> None:
    content = (MADE / "people.xls").read_bytes()
    start = content.index(struct.pack("<HH", NUMBER, 14))
    place = content[start + 4 : start + 10]
    error = struct.pack("<HH", BOOLERR, 8) + place + bytes([0x17, 1]) + struct.pack("<HHxx", NOTHING, 2)
    path = tmp_path / "people.xls"
    path.write_bytes(content[:start] + error + content[start + len(error) :])
    row, column = struct.unpack_from("<HH", place)
    (sheet,) = open_sheets(path)
    assert list(sheet.records())[row][column] == "#REF!"


@pytest.mark.parametrize(("has_text", "shown"), [(False, "="), (True, "")])
def test_a_formula_whose_text_was_never_calculated_is_shown(tmp_path: Path, *, has_text: bool, shown: str) -> None:
    content = (MADE / "people.xls").read_bytes()
    start = end = content.index(struct.pack("<HH", NUMBER, 14))
    while end - start < 32:
        end += 4 + struct.unpack_from("<H", content, end + 2)[0]
    place = content[start + 4 : start + 10]
    formula = struct.pack("<HH", FORMULA, 22) + place + struct.pack("<BxxxxxHHIH", 0, 0xFFFF, 0, 0, 0)
    size = end - start - len(formula) - 4
    follows = struct.pack("<HH", STRING if has_text else NOTHING, size) + bytes(size)
    path = tmp_path / "p.xls"
    path.write_bytes(content[:start] + formula + follows + content[end:])
    row, column = struct.unpack_from("<HH", place)
    (sheet,) = open_sheets(path)
    record = list(sheet.records())[row]
    assert (record[column] if column < len(record) else "") == shown


@pytest.mark.parametrize("shift", [b"\x00\x00", b"\x28\x00", b"\xff\xff"])
def test_a_container_of_impossible_sectors_is_called_damaged(tmp_path: Path, shift: bytes) -> None:
    content = (MADE / "sheets.xls").read_bytes()
    path = tmp_path / "p.xls"
    path.write_bytes(content[:30] + shift + content[32:])
    with pytest.raises(InputError, match=r"^can't be read as a workbook: it is damaged or not complete; copy or make"):
        open_sheets(path)


def test_an_error_in_a_binary_workbook_is_shown(tmp_path: Path) -> None:
    places = {(0, 0): "fnr", (1, 0): IDS[0], (2, 0): ErrorCode(0x2A), (2, 1): "x", (3, 0): IDS[1]}
    assert cells(write_xlsb(tmp_path / "p.xlsb", "Ark", places)) == [(2, IDS[0]), (3, "#N/A"), (4, IDS[1])]


def test_errors_in_repeated_rows_and_cells_of_an_open_document_sheet_are_all_shown(tmp_path: Path) -> None:
    rows = [
        _row(_text("fnr"), _text("mer"), _text("mest")),
        _row(_text(IDS[0])),
        _row(repeated=2),
        _row(_error("Err:502", repeated=2), _text("x"), repeated=2),
        _row(_text(IDS[1]), _error("")),
    ]
    path = write_ods(tmp_path / "people.ods", "Ark", rows)
    assert cells(path) == [(2, IDS[0]), (3, ""), (4, ""), (5, "Err:502"), (6, "Err:502"), (7, IDS[1])]
    (sheet,) = open_sheets(path)
    assert [record[1] for record in sheet.records()][4:] == ["Err:502", "Err:502", ""]


_TYPE, _EMPTY_TEXT = 'office:value-type="string"', 'office:string-value=""'
_FORMULA = 'table:formula="of:=[.B1]"'


@pytest.mark.parametrize(
    ("attributes", "texts", "shown"),
    [
        ("office:value-type='string' office:string-value = ''", ["#REF!"], "#REF!"),
        (f"{_EMPTY_TEXT} {_TYPE}", ["#N/A"], "#N/A"),
        ("", ["Err:502"], "Err:502"),
        ('office:value-type="float"', ["#VALUE!"], "#VALUE!"),
        ('office:value-type="void"', ["x"], "x"),
        (_FORMULA, [], "="),
        ("\n table:formula='of:=[.B1]'", [], "="),
        (f'{_FORMULA} office:value-type="float"', [], "="),
        (f"{_FORMULA} {_TYPE} {_EMPTY_TEXT}", [], ""),
        (_FORMULA, [""], ""),
        (f'{_FORMULA} office:value-type="float" office:value="12"', [], 12),
        (_TYPE, ["a", "b"], "a\nb"),
    ],
)
@pytest.mark.parametrize("name", ["table:table-cell", "table:covered-table-cell"])
def test_a_cell_of_an_open_document_sheet_is_blank_only_where_nothing_is_seen(
    tmp_path: Path, name: str, attributes: str, texts: list[str], shown: Cell
) -> None:
    content = "".join(f"<text:p>{text}</text:p>" for text in texts)
    cell = f"<{name} {attributes}>{content}</{name}>" if content else f"<{name} {attributes}/>"
    rows = [_row(_text("fnr"), _text("mer")), _row(cell, _text("x")), _row(_text(IDS[0]), _text("x"))]
    (sheet,) = open_sheets(write_ods(tmp_path / "p.ods", "Ark", rows))
    assert [record[0] for record in sheet.records()] == ["fnr", shown, IDS[0]]


def test_a_formatted_text_in_a_binary_workbook_is_shown(tmp_path: Path) -> None:
    places = {(0, 0): "fnr", (1, 0): IDS[0], (2, 0): RichText(IDS[1]), (3, 0): IDS[2], (4, 1): RichText("x")}
    (sheet,) = open_sheets(write_xlsb(tmp_path / "p.xlsb", "Ark", places))
    assert [record[0] for record in sheet.records()] == ["fnr", *IDS[:3], ""]
    assert list(sheet.records())[-1][1] == "x"


def _row(*cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def _text(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def _error(shown: str, *, repeated: int = 1) -> str:
    value = f'office:value-type="string" office:string-value="" table:number-columns-repeated="{repeated}"'
    return f"<table:table-cell {value}><text:p>{shown}</text:p></table:table-cell>"
