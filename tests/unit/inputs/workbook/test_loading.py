"""A sheet is loaded once for several readings, and not kept for longer than it is needed."""

import os
from itertools import islice
from pathlib import Path

from support.made_identifiers import made_identifiers
from support.made_workbooks import row, write_xlsx
from support.opened_input import open_input

from batch.inputs.workbook.loading import SheetAddress, load_sheet
from batch.inputs.workbook.package import WorkbookFormat
from batch.options.input_options import InputOptions

IDS = list(islice(made_identifiers(5), 3))


def address(path: Path, title: str = "Ark") -> SheetAddress:
    return SheetAddress(path=path, format=WorkbookFormat.XLSX, title=title, index=0)


def test_a_sheet_is_kept_until_it_is_released_or_another_one_is_loaded(tmp_path: Path) -> None:
    rows = [row(1, "fnr"), row(2, IDS[0])]
    path, other = (write_xlsx(tmp_path / name, {"Ark": rows}) for name in ("a.xlsx", "b.xlsx"))
    file = open_input(path, InputOptions(), accepts_2032=False)
    kept = load_sheet(address(path))
    assert list(file.rows()) == list(file.rows())
    assert load_sheet(address(path)) is kept
    file.release()
    assert load_sheet(address(path)) is not kept
    kept = load_sheet(address(path))
    load_sheet(address(other))
    assert load_sheet(address(path)) is not kept


def test_a_file_that_changed_is_loaded_anew(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Ark": [row(1, "fnr"), row(2, IDS[0])]})
    before = load_sheet(address(path))
    write_xlsx(path, {"Ark": [row(1, "fnr"), row(2, IDS[1])]})
    os.utime(path, (0, 0))
    assert [cells for _, cells in before.rows()] == [["fnr"], [IDS[0]]]
    assert [cells for _, cells in load_sheet(address(path)).rows()] == [["fnr"], [IDS[1]]]
