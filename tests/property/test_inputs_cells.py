"""Reading a cell never raises, and never changes a digit."""

from contextlib import suppress
from datetime import date, time, timedelta
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st
from support.made_identifiers import made_identifiers

from batch.cells.evidence import ColumnCounts, ColumnEvidence, gather_evidence, gather_evidence_by_column
from batch.cells.reading import read_cell, read_cells
from batch.cells.rows import Cell
from batch.cells.rules import ReadingRules
from batch.errors import IdentityError
from batch.identity import Identity

RULES = ReadingRules(accepts_2032=False)
TENOR_RULES = ReadingRules(accepts_2032=False, pads_only_tenor=True)
ALLOWING = ReadingRules(accepts_2032=False, accepts_zero_filled=True)
IDS = list(islice(made_identifiers(8), 50))
NUMBERS_LOST_ZEROS = ColumnEvidence()
NUMBERS_KEPT_ZEROS = ColumnEvidence(ColumnCounts(keeps_zeros=True), ColumnCounts(keeps_zeros=True))
LOOK_ALIKES = " \t\n\u00a0\u202f-\u2013\u2212.,'\u2019\"=E+0123456789Ol\uff10\u0661\ufeff\u200b\u00ad#/;"

any_cell = st.one_of(
    st.none(),
    st.text(),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@st.composite
def damaged_identifiers(draw: st.DrawFn) -> str:
    """An identifier with characters put in, taken away or replaced."""
    text = draw(st.sampled_from(IDS))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.text(LOOK_ALIKES, max_size=2)) + text[place + draw(st.integers(0, 1)) :]
    return text


@given(st.text())
def test_any_text_is_an_identity_or_has_a_reason(text: str) -> None:
    with suppress(IdentityError):
        assert Identity.parse(text, accepts_2032=False).digits == text


@given(any_cell, st.lists(any_cell, max_size=5))
def test_any_cell_gives_an_identity_or_a_reason_and_can_be_printed(cell: Cell, neighbours: list[Cell]) -> None:
    reading = read_cell(cell, gather_evidence([cell, *neighbours], TENOR_RULES), TENOR_RULES)
    assert (reading.identity is None) == (reading.reason is not None)
    assert len(reading.input_value) <= 2500
    assert "\n" not in reading.input_value.encode("utf-8").decode()


@given(st.one_of(damaged_identifiers(), st.text(LOOK_ALIKES, max_size=30)))
def test_a_repair_takes_away_what_is_no_digit_or_adds_one_zero(text: str) -> None:
    reading = read_cell(text, NUMBERS_LOST_ZEROS, RULES)
    if reading.identity is not None:
        seen = "".join(char for char in text if char in "0123456789")
        added = "0" if "leading_zero" in (reading.repair or "") else ""
        assert (added + seen).startswith(reading.identity.digits)
        assert (reading.repair is None) == (text == reading.identity.digits)


@given(st.lists(st.sampled_from(IDS), min_size=1, max_size=60))
def test_a_column_of_numbers_gets_back_every_zero(ids: list[str]) -> None:
    column: list[Cell] = [int(number) for number in ids]
    evidence = gather_evidence(column, TENOR_RULES)
    assert [read_cell(cell, evidence, TENOR_RULES).digits for cell in column] == ids


@given(st.sampled_from([date(2024, 1, 1), time(1), timedelta(1), True, 4.5]))
def test_what_is_no_number_and_no_text_is_no_identifier(cell: Cell) -> None:
    assert read_cell(cell, NUMBERS_LOST_ZEROS, RULES).identity is None


@given(
    st.lists(st.one_of(any_cell, damaged_identifiers(), st.text("0123456789", min_size=9, max_size=12)), max_size=30),
    st.sampled_from([(NUMBERS_LOST_ZEROS, RULES), (NUMBERS_KEPT_ZEROS, RULES), (NUMBERS_LOST_ZEROS, ALLOWING)]),
)
def test_cells_are_read_alike_one_by_one_and_together(
    cells: list[Cell], column: tuple[ColumnEvidence, ReadingRules]
) -> None:
    assert read_cells(cells, *column) == [read_cell(cell, *column) for cell in cells]


@given(st.lists(any_cell | damaged_identifiers(), max_size=12), st.integers(1, 5))
def test_the_evidence_of_a_column_does_not_depend_on_how_it_is_grouped(cells: list[Cell], size: int) -> None:
    whole = gather_evidence(cells, TENOR_RULES)
    groups = [[cells[start : start + size]] for start in range(0, len(cells), size)]
    (grouped,) = gather_evidence_by_column(groups, TENOR_RULES, columns=1)
    assert grouped == whole


@given(st.lists(any_cell | damaged_identifiers(), max_size=12), st.lists(damaged_identifiers(), max_size=5))
def test_texts_say_nothing_about_the_numbers_beside_them(cells: list[Cell], texts: list[str]) -> None:
    numbers = [cell for cell in cells if type(cell) in {int, float}]
    beside, alone = gather_evidence([*cells, *texts], RULES), gather_evidence(numbers, RULES)
    assert read_cells(numbers, beside, RULES) == read_cells(numbers, alone, RULES)
