"""A header over several rows is told by its merged cells, and never from a row that may be somebody's."""

from collections.abc import Sequence
from itertools import islice

import pytest
from support.made_identifiers import made_identifiers

from batch.cells.rows import Cell
from batch.inputs.columns.layout import find_layout
from batch.inputs.columns.merged_names import MergedRange, lower_names

IDS = list(islice(made_identifiers(5, day_from=10), 6))
DATA = [[each, "Ola", "Hansen"] for each in IDS]
GROUPS = ["Fnr", "Person", None]
PARTS = [None, "Fornavn", "Etternavn"]
NAME, GROUP = ((0, 0), (1, 0)), ((0, 1), (0, 2))


def header(rows: Sequence[Sequence[Cell]], *merged: MergedRange) -> tuple[int | None, str]:
    """Return the position of the header, and what the column of identifiers is called."""
    layout = find_layout(lower_names(rows, merged), wanted=(), accepts_2032=False)
    return layout.header, layout.columns[0].name


def test_the_name_over_both_rows_stands_in_the_second() -> None:
    assert header([GROUPS, PARTS, *DATA], NAME, GROUP) == (1, "Fnr")
    assert lower_names([GROUPS, PARTS], [NAME, GROUP]) == [[None, "Person", None], ["Fnr", "Fornavn", "Etternavn"]]


def test_it_does_so_below_a_title_that_is_merged_over_all_columns() -> None:
    title: list[Cell] = ["Kunder 2026", None, None]
    merged = [((0, 0), (0, 2)), ((1, 0), (2, 0)), ((1, 1), (1, 2))]
    assert header([title, GROUPS, PARTS, *DATA], *merged) == (2, "Fnr")
    person = ["Fnr", "Fornavn", "Etternavn"]
    assert header([title, person, [None, "Kari", "Lund"], *DATA], ((0, 0), (0, 2)), ((1, 0), (2, 0))) == (1, "Fnr")


def test_it_does_so_over_three_rows() -> None:
    rows = [["Fnr", "Person", None], [None, "Navn", None], PARTS, *DATA]
    assert header(rows, ((0, 0), (2, 0)), ((0, 1), (0, 2)), ((1, 1), (1, 2))) == (2, "Fnr")


def test_columns_at_the_end_that_a_copy_has_got_from_us_stand_below_no_group() -> None:
    rows = [GROUPS, [*PARTS, "ektepakt_outcome", "ektepakt_antall"], *([*each, "empty", 0] for each in DATA)]
    assert header(rows, NAME, GROUP) == (1, "Fnr")


@pytest.mark.parametrize(
    ("second", "merged"),
    [
        (PARTS, []),
        (PARTS, [NAME]),
        (PARTS, [GROUP]),
        (PARTS, [NAME, ((0, 1), (1, 2))]),
        ([None, IDS[0], "Hansen"], [NAME, GROUP]),
        ([None, "f. 12.03.1990", "Hansen"], [NAME, GROUP]),
        ([None, 5, "Hansen"], [NAME, GROUP]),
        ([IDS[0], "Fornavn", "Etternavn"], [NAME, GROUP]),
        ([None, "Kari", "Lund", "Oslo"], [NAME, GROUP]),
        ([None, None, None], [NAME, GROUP]),
    ],
)
def test_a_row_that_may_be_somebodys_is_no_header(second: list[Cell], merged: list[MergedRange]) -> None:
    rows = [GROUPS, second, *DATA]
    assert lower_names(rows, merged) == rows
    assert header(rows, *merged) == (0, "Fnr")


def test_an_identifier_that_is_merged_over_the_rows_of_one_person_stays_where_it_is() -> None:
    rows = [["Fnr", "Person", None], *DATA, [IDS[0], "Ola", None], [None, "Kari", "Lund"]]
    assert lower_names(rows, [((7, 0), (8, 0)), ((7, 1), (7, 2))]) == rows
