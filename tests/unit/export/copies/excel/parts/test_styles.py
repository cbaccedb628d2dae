"""The formats that the answers need, added to a book's own."""

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
