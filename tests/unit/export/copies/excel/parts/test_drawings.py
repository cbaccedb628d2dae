"""Charts and pictures that would lie on the answers move to the right, and nothing else does."""

import re
from pathlib import Path

import pytest
from support.analyst_books import analyst_book, changed_part, first_sheet, part_of
from support.annotated import NAMES, annotated, opened
from support.package_rules import faults_of

DRAWING = "xl/drawings/drawing1.xml"
VML = "xl/drawings/vmlDrawing1.vml"


def columns(path: Path) -> list[tuple[int, int]]:
    found = [int(each) for each in re.findall(rb"<xdr:col>([0-9]+)</xdr:col>", part_of(path, DRAWING))]
    return list(zip(found[::2], found[1::2], strict=True))


def test_charts_on_the_answers_move_behind_them_and_keep_their_order_and_size(tmp_path: Path) -> None:
    path = analyst_book(tmp_path / "a.xlsx", "charts")
    before = columns(path)
    copy = annotated(opened(path))
    after, last_answer = columns(copy), 2 + len(NAMES)
    shift = after[0][0] - before[0][0]
    assert min(left for left, _ in after) > last_answer
    assert after == [(left + shift, right + shift) for left, right in before]
    assert faults_of(copy) == []


@pytest.mark.parametrize("style", [r"xdr:twoCellAnchor", r"xdr:oneCellAnchor"])
def test_whatever_the_anchor(tmp_path: Path, style: str) -> None:
    def one_cell(xml: bytes) -> bytes:
        without_end = re.sub(rb"<xdr:to>.*?</xdr:to>", b'<xdr:ext cx="4572000" cy="2743200"/>', xml, flags=re.DOTALL)
        return without_end.replace(b"twoCellAnchor", b"oneCellAnchor")

    path = analyst_book(tmp_path / "a.xlsx", "charts")
    if "one" in style:
        changed_part(path, DRAWING, one_cell)
    xml = part_of(annotated(opened(path)), DRAWING)
    lefts = [int(each) for each in re.findall(rb"<xdr:from><xdr:col>([0-9]+)", xml)]
    assert len(lefts) == 2
    assert min(lefts) > 2 + len(NAMES)


def test_what_lies_above_the_header_or_far_to_the_right_stays(tmp_path: Path) -> None:
    path = analyst_book(tmp_path / "a.xlsx", "charts")
    far = changed_part(path, DRAWING, lambda xml: re.sub(rb"<xdr:col>4<", b"<xdr:col>20<", xml))
    far = changed_part(far, DRAWING, lambda xml: re.sub(rb"<xdr:col>1[0-9]<", b"<xdr:col>28<", xml))
    assert part_of(annotated(opened(far)), DRAWING) == part_of(path, DRAWING)


def test_a_chart_that_an_analyst_puts_on_answers_that_are_there_stays(tmp_path: Path) -> None:
    copy = annotated(opened(analyst_book(tmp_path / "a.xlsx", "charts")))
    moved = changed_part(copy, DRAWING, lambda xml: re.sub(rb"<xdr:col>10<", b"<xdr:col>4<", xml))
    again = moved.rename(tmp_path / "b.xlsx")
    assert part_of(annotated(opened(again)), DRAWING) == part_of(again, DRAWING)


@pytest.mark.parametrize("change", [(rb"<xdr:col>20<", b"<xdr:col>16380<"), (rb"</xdr:wsDr>", b"")])
def test_charts_without_room_beside_the_answers_or_damaged_stay(tmp_path: Path, change: tuple[bytes, bytes]) -> None:
    path = analyst_book(tmp_path / "a.xlsx", "charts")
    changed_part(path, DRAWING, lambda xml: re.sub(*change, xml))
    copy = annotated(opened(path))
    assert part_of(copy, DRAWING) == part_of(path, DRAWING)
    assert NAMES[0].encode() in part_of(copy, "xl/worksheets/sheet1.xml")


def test_what_no_cell_holds_moves_behind_the_answers_as_wide_as_they_are(tmp_path: Path) -> None:
    def absolute(xml: bytes) -> bytes:
        place = b'<xdr:pos x="2438400" y="190500"/><xdr:ext cx="4572000" cy="2743200"/>'
        first, end, rest = xml.partition(b"</xdr:twoCellAnchor>")
        first = re.sub(rb"<xdr:from>.*</xdr:to>", place, first, flags=re.DOTALL)
        return (first + end).replace(b"twoCellAnchor", b"absoluteAnchor") + rest

    path = changed_part(analyst_book(tmp_path / "a.xlsx", "charts"), DRAWING, absolute)
    copy = annotated(opened(path))
    place = re.search(rb'<xdr:pos x="([0-9]+)" y="190500"/>', part_of(copy, DRAWING))
    assert place is not None
    widths = [first_sheet(copy).column_dimensions[letter].width for letter in "ABCDEFGHI"]
    assert int(place[1]) > sum(round(width * 7) * 9525 for width in widths)
    assert (columns(copy)[0][0] - columns(path)[0][0]) > len(NAMES), "the other goes with it"


CONTROL = (
    b'<mc:AlternateContent xmlns:mc="m"><mc:Choice Requires="x14"><controls><control shapeId="1025" name="Kj\xc3\xb8r">'
    b'<controlPr><anchor moveWithCells="1"><from xmlns:xdr="x"><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff>'
    b"<xdr:row>2</xdr:row><xdr:rowOff>0</xdr:rowOff></from><to><xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff>"
    b"<xdr:row>3</xdr:row><xdr:rowOff>0</xdr:rowOff></to></anchor></controlPr></control></controls></mc:Choice>"
    b"</mc:AlternateContent>"
)


def test_a_button_moves_wherever_it_is_described(tmp_path: Path) -> None:
    path = analyst_book(tmp_path / "a.xlsx", "a button")
    sheet = "xl/worksheets/sheet1.xml"
    changed_part(path, sheet, lambda xml: xml.replace(b"</worksheet>", CONTROL + b"</worksheet>"))
    copy = annotated(opened(path))
    boxes = [
        re.findall(rb'ObjectType="Button".*?<x:Anchor>([^<]*)<', part_of(each, VML), re.DOTALL)[0].split(b",")
        for each in (path, copy)
    ]
    moved = int(boxes[1][0]) - int(boxes[0][0])
    assert int(boxes[1][0]) > 2 + len(NAMES)
    assert int(boxes[1][4]) - int(boxes[0][4]) == moved
    assert [int(each) for each in re.findall(rb"<xdr:col>([0-9]+)", part_of(copy, sheet))] == [4 + moved, 5 + moved]
