"""The XML of a workbook does not fill the memory: texts without end, and elements that lie too deep."""

import io
import zipfile
from pathlib import Path

import pytest
from support.made_workbooks import row, write_ods, write_xlsx
from support.opened_input import open_input

from batch.errors import InputError
from batch.inputs.workbook.bounded_xml import DEEPEST, bounded, parse_part
from batch.options.input_options import InputOptions

NINE_MEGABYTES = b"A" * (9 << 20)


def refused(path: Path, part: str, old: bytes, new: bytes) -> str:
    """Open a workbook with that change in a part, padded so that it is no bomb by its size."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = parts[part].replace(old, new, 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(InputError) as caught:
        open_input(path, InputOptions(), accepts_2032=False)
    return str(caught.value)


@pytest.mark.parametrize("xml", [b'<a b="%b"/>', b"<a>%b</a>", b"<!--%b-->"])
def test_no_text_or_tag_is_longer_than_eight_megabytes(xml: bytes) -> None:
    reader = bounded(io.BytesIO(xml % NINE_MEGABYTES))
    with pytest.raises(InputError, match=r"a part of it holds a text longer than 8 MB; check where it comes from"):
        list(iter(lambda: reader.read(1 << 16), b""))


def test_many_texts_may_be_longer_together() -> None:
    reader = bounded(io.BytesIO(b"<a>AAAAAA</a>" * (1 << 20)))
    assert sum(map(len, iter(lambda: reader.read(1 << 16), b""))) == 13 << 20


def test_a_part_is_parsed_as_deep_as_a_workbook_may_be() -> None:
    assert parse_part(b"<a>" * DEEPEST + b"</a>" * DEEPEST).tag == "a"
    with pytest.raises(InputError, match=r"a part of it holds elements more than 256 deep in each other; check where"):
        parse_part(b"<a>" * (DEEPEST + 1))


@pytest.mark.parametrize(
    ("part", "before"),
    [
        ("xl/worksheets/sheet1.xml", b"</sheetData>"),
        ("xl/workbook.xml", b"</workbook>"),
        ("_rels/.rels", b"</Relationships>"),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>"),
    ],
)
def test_elements_too_deep_in_each_other_are_refused_in_any_part(tmp_path: Path, part: str, before: bytes) -> None:
    path = write_xlsx(tmp_path / "p.xlsx", {"Ark": [row(1, "fnr")]})
    assert "256 deep in each other" in refused(path, part, before, b"<a>" * 300 + b"</a>" * 300 + before)


def test_a_tag_without_end_is_refused_in_a_sheet(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "p.xlsx", {"Ark": [row(1, "fnr")]})
    said = refused(path, "xl/worksheets/sheet1.xml", b"<row ", b'<row x="%b" ' % NINE_MEGABYTES)
    assert "longer than 8 MB" in said


@pytest.mark.parametrize(
    ("inner", "says"),
    [(b"<a>" * 300 + b"</a>" * 300, "256 deep"), (b'<a b="%b"/>' % NINE_MEGABYTES, "longer than 8 MB")],
)
def test_an_opendocument_workbook_is_bounded_alike(tmp_path: Path, inner: bytes, says: str) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>fnr</text:p></table:table-cell>'
    path = write_ods(tmp_path / "p.ods", "Ark", [f"<table:table-row>{cell}<table:table-cell x='1'/></table:table-row>"])
    assert says in refused(path, "content.xml", b"</table:table>", inner + b"</table:table>")
