"""OpenDocument workbooks of other programs than LibreOffice are read as if it had written them."""

import re
import zipfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from support.made_identifiers import made_identifiers
from support.made_workbooks import write_ods
from support.opened_input import open_input

from batch.cells.rows import Cell
from batch.errors import InputError
from batch.inputs.workbook.worksheet import open_sheets
from batch.options.input_options import InputOptions

IDS = list(islice(made_identifiers(5), 8))
LATIN, UTF_16 = '<?xml version="1.0" encoding="ISO-8859-1"?>', '<?xml version="1.0" encoding="UTF-16"?>'


def _row(*texts: str) -> str:
    cells = (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
    )
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def rewritten(folder: Path, content: Callable[[str], str | bytes], *, without: str = "", first: str = "") -> Path:
    """Write a workbook whose content was changed, or which lacks an entry."""
    plain = write_ods(folder / "plain.ods", "Ark", [_row("fnr", "Ærø"), *(_row(each, "x") for each in IDS)])
    path = folder / "p.ods"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: name != first):
            if name == "content.xml":
                target.writestr(name, content(source.read(name).decode()))
            elif not re.fullmatch(without, name):
                target.writestr(name, source.read(name))
    return path


def as_it_is(xml: str) -> str:
    return xml


def other_prefix(xml: str) -> str:
    return re.sub(r"(</?|\s)table:", r"\1t:", xml).replace("xmlns:table=", "xmlns:t=")


def cells(path: Path) -> list[Cell]:
    return [each.cells[0] for each in open_input(path, InputOptions(), accepts_2032=False).rows()]


@pytest.mark.parametrize(
    "content",
    [
        lambda xml: re.sub("(</?(?!text:|/text:)[a-z])", r"\n  \1", xml),
        lambda xml: re.sub("(</?(?:table|office):)", r"\n\t\1", xml),
        lambda xml: (LATIN + xml).encode("latin-1"),
        lambda xml: (UTF_16 + xml).encode("utf-16"),
        lambda xml: re.sub("<text:p>([0-9]+)", r"<text:p><![CDATA[\1]]>", xml),
        lambda xml: xml.replace(' table:name="Ark"', ""),
        other_prefix,
    ],
    ids=["each tag", "indented", "Latin-1", "UTF-16", "raw text", "no name", "other prefix"],
)
def test_xml_spelled_otherwise_gives_the_same_rows(tmp_path: Path, content: Callable[[str], str | bytes]) -> None:
    path = rewritten(tmp_path, content)
    assert cells(path) == IDS
    (sheet,) = open_sheets(path)
    assert next(iter(sheet.records())) == ["fnr", "Ærø"]


@pytest.mark.parametrize("without", ["mimetype", "META-INF/.*|mimetype"])
def test_an_archive_without_the_entries_that_say_what_it_is_is_read(tmp_path: Path, without: str) -> None:
    assert cells(rewritten(tmp_path, as_it_is, without=without)) == IDS


def test_the_entry_that_says_what_it_is_may_stand_anywhere(tmp_path: Path) -> None:
    assert cells(rewritten(tmp_path, as_it_is, first="content.xml")) == IDS


def test_a_document_of_another_kind_stays_one(tmp_path: Path) -> None:
    path = rewritten(tmp_path, lambda xml: re.sub("<table:.*</table:table>", "", xml), without="mimetype")
    with pytest.raises(InputError, match=r"^is a document, not a workbook; save the table in it as CSV or \.xlsx$"):
        open_sheets(path)


def test_two_sheets_of_one_name_are_refused(tmp_path: Path) -> None:
    path = rewritten(tmp_path, lambda xml: re.sub("(<table:table .*</table:table>)", r"\1\1", xml))
    with pytest.raises(InputError, match=r"^has several sheets of one name"):
        open_sheets(path)


def test_a_flat_file_is_called_so(tmp_path: Path) -> None:
    path = tmp_path / "p.fods"
    path.write_text('<?xml version="1.0" encoding="UTF-8"?>\n\n<office:document xmlns:office="urn:x"/>')
    with pytest.raises(InputError, match=r"^p\.fods: is a flat OpenDocument file; open it in a spreadsheet program"):
        open_input(path, InputOptions(), accepts_2032=False)
