"""XML taken apart and put together again."""

from xml.parsers import expat

import pytest

from batch.export.copies.excel.parts.markup import attribute, prefix_of, take_apart, with_attribute


@pytest.mark.parametrize(
    "xml",
    [
        b'<?xml version="1.0"?>\n<a x="1"> <b/>\n<c><d/></c> </a>\n',
        b"<x:a xmlns:x='u'><x:b y='<'/></x:a>".replace(b"'<'", b"'&lt;'"),
        b"<a></a>",
        b"<a>text</a>",
        b"<a><b/><!-- note --><b/></a>",
    ],
)
def test_what_is_not_changed_is_byte_for_byte_the_same(xml: bytes) -> None:
    assert take_apart(xml).xml == xml


def test_an_element_that_closes_itself_takes_children() -> None:
    element = take_apart(b'<p:a count="0"/> ')
    element.put("b", b"<p:b/>", ("b",))
    assert element.xml == b'<p:a count="0"><p:b/></p:a> '


def test_a_child_is_put_where_the_order_has_it() -> None:
    element = take_apart(b"<a><b/><d/><unknown/></a>")
    element.put("c", b"<c/>", ("a", "b", "c", "d"))
    assert element.xml == b"<a><b/><c/><d/><unknown/></a>"
    element.put("d", b"<d e='1'/>", ("a", "b", "c", "d"))
    assert element.xml == b"<a><b/><c/><d e='1'/><unknown/></a>"


def test_a_piece_is_taken_apart_by_what_stands_around_it() -> None:
    tail = take_apart(b"</s><f/></w>", before=b"<w><s>")
    assert [child.name for child in tail.children] == ["s", "f"]
    assert tail.xml == b"</s><f/></w>"


@pytest.mark.parametrize("xml", [b"<a>", b"", b"<!-- <a r='1'/> --><a/>", "<a/>".encode("utf-16")])
def test_what_cannot_be_followed_is_refused(xml: bytes) -> None:
    with pytest.raises(expat.ExpatError):
        take_apart(xml)


def test_attributes_are_those_of_the_first_element() -> None:
    xml = b"""<?xml version="1.0"?><x:t a = 'A1:B2' b="2"><u a="3"/></x:t>"""
    assert (attribute(xml, b"a"), attribute(xml, b"version"), prefix_of(xml)) == (b"A1:B2", None, b"x:")
    assert with_attribute(xml, b"a", b"A1:C2") == xml.replace(b"A1:B2", b"A1:C2")
    assert b'b="2" c="4"><u' in with_attribute(xml, b"c", b"4")
    assert with_attribute(b"<t/>", b"c", b"4") == b'<t c="4"/>'
