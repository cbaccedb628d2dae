"""The formats that the answers need, added to a book's own."""

import pytest

from batch.export.copies.excel.parts.markup import take_apart
from batch.export.copies.excel.parts.styles import Styles
from batch.tables.words.outcomes import OutcomeClass

OWN = (
    b'<styleSheet xmlns="m"><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    b'<cellXfs count="2"><xf/><xf numFmtId="9"/></cellXfs>'
    b"%b<extLst/></styleSheet>"
)


def test_they_stand_behind_the_books_own_whose_numbers_stay() -> None:
    styles = Styles(OWN % b'<dxfs count="1"><dxf/></dxfs>')
    assert (styles.date, styles.wrapped) == (2, 3)
    assert list(styles.colours.values()) == [1, 2, 3, 4]
    assert styles.xml is not None
    assert b'<cellXfs count="4"><xf/><xf numFmtId="9"/><xf numFmtId="22"' in styles.xml
    assert b'<dxfs count="5"><dxf/><dxf><font>' in styles.xml


def test_a_list_of_conditional_formats_is_made_where_it_belongs() -> None:
    styles = Styles(OWN % b"")
    assert styles.colours == {each: index for index, each in enumerate(OutcomeClass)}
    assert styles.xml is not None
    assert b'</cellXfs><dxfs count="4">' in styles.xml
    assert styles.xml.endswith(b"</dxfs><extLst/></styleSheet>")


def test_those_that_are_there_are_not_added_again() -> None:
    once = Styles(OWN % b"")
    twice = Styles(once.xml)
    assert (twice.xml, twice.date, twice.colours) == (once.xml, once.date, once.colours)


def test_a_book_without_formats_gets_none() -> None:
    styles = Styles(None)
    assert (styles.xml, styles.date, styles.wrapped, styles.colours) == (None, None, None, {})


CHOICES = (
    b'<mc:AlternateContent xmlns:mc="c"><mc:Choice xmlns:a="%b" Requires="a">%b</mc:Choice>'
    b"<mc:Fallback>%b</mc:Fallback></mc:AlternateContent>"
)
EXCELS, FOREIGN = b"http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac", b"urn:x"
XFS = b'<xf/><xf numFmtId="9"/>'


@pytest.mark.parametrize(
    ("cell_formats", "date"),
    [
        (b"<cellXfs>%b</cellXfs>" % (CHOICES % (EXCELS, XFS, b"<xf/>")), 2),
        (b"<cellXfs>%b</cellXfs>" % (CHOICES % (FOREIGN, b"<xf/>", XFS)), 2),
        (b"<cellXfs>%b<xf/></cellXfs>" % (CHOICES % (EXCELS, b"", XFS)), 1),
        (CHOICES % (EXCELS, b"<cellXfs>%b</cellXfs>" % XFS, b"<cellXfs/>"), 2),
    ],
    ids=["some of them", "for other programs", "none", "all of them"],
)
def test_formats_that_are_written_in_two_ways_count_as_excel_counts_them(cell_formats: bytes, date: int) -> None:
    styles = Styles(b'<styleSheet xmlns="m">%b<extLst/></styleSheet>' % cell_formats)
    assert styles.date == date
    assert styles.xml is not None
    names = [child.name for child in take_apart(styles.xml).children]
    assert names == ["cellXfs", "dxfs", "extLst"]
    formats = [child.name for child in take_apart(take_apart(styles.xml).find("cellXfs") or b"").children]
    assert formats == ["xf"] * (date + 2)


def test_a_format_keeps_the_namespaces_of_the_way_that_counts() -> None:
    styles = Styles(b"<styleSheet><cellXfs>%b</cellXfs></styleSheet>" % (CHOICES % (EXCELS, b'<xf a:b="1"/>', b"")))
    assert styles.xml is not None
    assert b'xmlns:a="%b"' % EXCELS in styles.xml
