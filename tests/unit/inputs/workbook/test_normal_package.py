"""Excel workbooks whose parts are named, encoded or related otherwise than Excel does."""

import zipfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from support.made_identifiers import made_identifiers
from support.opened_input import open_input
from xlsxwriter import Workbook

from batch.errors import InputError
from batch.inputs import InputFile
from batch.inputs.workbook.normal_package import normal_package
from batch.options.input_options import InputOptions

IDS = list(islice(made_identifiers(9), 5))
BOOK, STRINGS = "xl/workbook.xml", "xl/sharedStrings.xml"
BOOK_LINKS, TYPES = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"

Rename = Callable[[str], str]
Edit = Callable[[str, bytes], bytes | None]


def written(path: Path, rename: Rename = str, edit: Edit = lambda _, content: content) -> Path:
    """Write a workbook of two sheets, each part renamed and edited; one that becomes None is left out."""
    with Workbook(path) as book:
        for title in ("Kunder", "Andre"):
            sheet = book.add_worksheet(title)
            for number, text in enumerate(["Fødselsnummer", *IDS]):
                sheet.write_string(number, 0, text)
    with zipfile.ZipFile(path) as archive:
        parts = [(rename(name), edit(name, archive.read(name))) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts:
            if content is not None:
                archive.writestr(name, content)
    return path


def opened(path: Path) -> InputFile:
    return open_input(path, InputOptions(sheet=("Kunder",)), accepts_2032=False)


def replaced(old: str, new: str, *suffixes: str) -> Edit:
    return lambda name, content: content.replace(old.encode(), new.encode()) if name.endswith(suffixes) else content


def in_utf16(*parts: str) -> Edit:
    return lambda name, content: (
        content.decode().replace("UTF-8", "UTF-16").encode("utf-16") if name in parts else content
    )


def without(*parts: str) -> Edit:
    return lambda name, content: None if name in parts else content


LINKS_AND_TYPES = (".rels", TYPES)
MACRO_KIND = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
SHEET_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
ODD: dict[str, tuple[Rename, Edit]] = {
    "back slashes": (lambda name: name.replace("/", "\\"), lambda _, content: content),
    "capitals": (str.upper, lambda _, content: content),
    "another case than its relation": (lambda name: name.replace("/sheet", "/Sheet"), lambda _, content: content),
    "a slash before": (lambda name: f"/{name}", lambda _, content: content),
    "at the root": (
        lambda name: name.removeprefix("xl/"),
        lambda name, content: replaced('"/xl/', '"/', TYPES)(
            name, replaced('"xl/', '"', "_rels/.rels")(name, content) or b""
        ),
    ),
    "in another folder": (
        lambda name: name.replace("xl/", "excel/"),
        lambda name, content: replaced('"xl/', '"excel/', "_rels/.rels")(
            name, replaced('"/xl/', '"/excel/', TYPES)(name, content) or b""
        ),
    ),
    "another name for the workbook": (
        lambda name: name.replace("workbook.xml", "bok.xml"),
        replaced("workbook.xml", "bok.xml", *LINKS_AND_TYPES),
    ),
    "another name for the texts": (
        lambda name: name.replace("sharedStrings", "texts"),
        replaced("sharedStrings.xml", "texts.xml", *LINKS_AND_TYPES),
    ),
    "targets with ..": (str, replaced('Target="worksheets/', 'Target="../xl/worksheets/', BOOK_LINKS)),
    "targets with back slashes": (str, replaced('Target="worksheets/', 'Target="worksheets\\', BOOK_LINKS)),
    "no relations of the package": (str, without("_rels/.rels")),
    "UTF-16": (str, in_utf16(BOOK, BOOK_LINKS, STRINGS, "xl/styles.xml", "xl/worksheets/sheet1.xml")),
    "Latin-1 texts": (
        str,
        lambda name, content: (
            content.decode().replace("UTF-8", "ISO-8859-1").encode("latin-1") if name == STRINGS else content
        ),
    ),
    "a sheet without its relation": (str, replaced('Id="rId2"', 'Id="rId99"', BOOK_LINKS)),
    "a sheet of Excel 4 macros": (
        str,
        replaced(
            f'Type="{SHEET_KIND}" Target="worksheets/sheet2',
            f'Type="{MACRO_KIND}" Target="worksheets/sheet2',
            BOOK_LINKS,
        ),
    ),
}


@pytest.mark.parametrize("kind", ODD)
def test_a_workbook_is_read_whatever_its_parts_are_called(tmp_path: Path, kind: str) -> None:
    file = opened(written(tmp_path / "people.xlsx", *ODD[kind]))
    assert [row.cells[0] for row in file.rows()] == IDS


def test_a_workbook_as_excel_lays_it_out_is_not_copied(tmp_path: Path) -> None:
    with Workbook(tmp_path / "people.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_comment("A1", "its part is ../comments1.xml")
        sheet.add_table("A1:B3")
    with zipfile.ZipFile(tmp_path / "people.xlsx") as archive:
        assert normal_package(archive) is None


@pytest.mark.parametrize("part", ["xl/styles.xml", STRINGS, BOOK])
def test_a_part_that_breaks_off_in_a_whole_archive_is_named(tmp_path: Path, part: str) -> None:
    path = written(tmp_path / "p.xlsx", edit=lambda name, content: content[:-20] if name == part else content)
    with pytest.raises(InputError, match=rf"^p\.xlsx: its part {part} can't be understood; open it in a spreadsheet"):
        opened(path)
