"""A sheet in any spelling that the format allows gives every row, by its identifier or by its reason."""

from collections.abc import Sequence
from io import BytesIO
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.made_identifiers import made_identifiers
from support.made_workbooks import MAIN, write_sheet_xml
from support.opened_input import open_input
from support.spelled_sheets import Content, Speller, Spelling, spellings

from batch.cells.digits import Digits, Reason, find_digits
from batch.cells.rows import Cell
from batch.inputs.workbook.plain_sheet import PlainSheet
from batch.options.input_options import InputOptions

IDS = [each for each in islice(made_identifiers(9), 60) if each[0] != "0"][:30]
TEXTS = ["navn", "fnr", *IDS]
OLD_ERRORS = ["#REF!", "#N/A", "#DIV/0!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"]
ERRORS = [*OLD_ERRORS, "#SPILL!", "#CALC!", "#FIELD!", "#GETTING_DATA", "#NAVN?"]
Row = tuple[Content | None, str | Reason | None]
"""A cell, and what is found in it: digits or a reason; None for a row of which nothing is seen."""


def text(content: str) -> Content:
    return Content(type="inlineStr", runs=[content], is_number=False)


def as_any_kind(identifier: str) -> st.SearchStrategy[Content]:
    return st.sampled_from(
        [
            Content(type="s", value=str(TEXTS.index(identifier))),
            Content(type="inlineStr", runs=[identifier]),
            Content(type="inlineStr", runs=[identifier[:6], identifier[6:]]),
            Content(type="str", formula='IF(A1<>"","x & y")', value=identifier, is_number=False),
            Content(type="str", value=identifier, is_number=False),
            Content(value=identifier),
            Content(type="n", value=identifier),
            Content(type="n", formula="A1*1", value=identifier),
            Content(formula="", value=f"{identifier}.0"),
            Content(type="n", value=f"{identifier[0]}.{identifier[1:]}E+10"),
        ]
    )


rows_with_identifier = st.sampled_from(IDS).flatmap(lambda each: st.tuples(as_any_kind(each), st.just(each)))
common_rows: st.SearchStrategy[Row] = st.one_of(
    rows_with_identifier,
    st.sampled_from(OLD_ERRORS).map(lambda each: (Content(type="e", value=each), Reason.SPREADSHEET_ERROR)),
    st.sampled_from(
        [
            (Content(type="e", formula="1/0", value="#DIV/0!"), Reason.SPREADSHEET_ERROR),
            (Content(formula="A1"), Reason.FORMULA),
            (Content(type="n", formula="A1", value=""), Reason.FORMULA),
            (Content(type="b", value="1"), Reason.BOOLEAN),
            (text("æ & <"), Reason.OTHER_CHARACTERS),
            (None, None),
            (Content(), None),
            (Content(type="str", formula='""', value=""), None),
        ]
    ),
)
rows_with_reason: st.SearchStrategy[Row] = st.one_of(
    st.sampled_from(ERRORS).map(lambda each: (Content(type="e", value=each), Reason.SPREADSHEET_ERROR)),
    st.sampled_from(ERRORS).map(lambda each: (Content(type="e", formula="1/0", value=each), Reason.SPREADSHEET_ERROR)),
    st.sampled_from(
        [
            (Content(formula="A1"), Reason.FORMULA),
            (Content(formula="", value=""), Reason.FORMULA),
            (Content(type="n", formula="A1", value=""), Reason.FORMULA),
            (Content(type="str", formula="A1"), Reason.FORMULA),
            (Content(type="b", formula="A1", value=""), Reason.FORMULA),
            (Content(type="e", value=""), Reason.SPREADSHEET_ERROR),
            (Content(type="b", value="1"), Reason.BOOLEAN),
            (Content(type="b", value="false"), Reason.BOOLEAN),
            (Content(type="d", value="2024-02-29"), Reason.DATE_CELL),
            (text("mangler"), Reason.OTHER_CHARACTERS),
            (Content(type="str", value="øæå <&>", is_number=False), Reason.OTHER_CHARACTERS),
            (Content(type="n", value="ukjent", is_number=False), Reason.OTHER_CHARACTERS),
            (Content(type="noe", value="ukjent", is_number=False), Reason.OTHER_CHARACTERS),
        ]
    ),
)
blank_rows: st.SearchStrategy[Row] = st.sampled_from(
    [
        (None, None),
        (Content(), None),
        (Content(type="n", value=""), None),
        (Content(type="str", formula='""', value=""), None),
        (Content(type="inlineStr", runs=[""]), None),
    ]
)


def tables(rows: st.SearchStrategy[Row]) -> st.SearchStrategy[list[Row]]:
    """Some identifiers first, so that the column can be told."""
    whole = st.lists(rows_with_identifier, min_size=5, max_size=8)
    return st.tuples(whole, st.lists(rows, max_size=12)).map(lambda parts: [*parts[0], *parts[1]])


def found_in(cell: Cell) -> str | Reason:
    found = find_digits(cell)
    return found.text if isinstance(found, Digits) else found


def read(xml: bytes) -> dict[int, str | Reason]:
    with TemporaryDirectory() as folder:
        path = write_sheet_xml(Path(folder) / "p.xlsx", xml, texts=TEXTS)
        file = open_input(path, InputOptions(), accepts_2032=False)
        return {each.row: found_in(each.cells[0]) for each in file.rows() if not each.is_blank}


def expected(table: Sequence[Row]) -> dict[int, str | Reason]:
    return {number: found for number, (_, found) in enumerate(table, 2) if found is not None}


def spell(data: st.DataObject, table: Sequence[Row], spelling: Spelling) -> bytes:
    header = [text("navn"), Content(type="s", value="1")]
    return Speller(data.draw, spelling).sheet([header, *([None, content] for content, _ in table)])


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@UNHURRIED
@given(st.data(), tables(st.one_of(rows_with_identifier, rows_with_reason, blank_rows)), spellings)
def test_every_row_is_found_in_any_spelling(data: st.DataObject, table: list[Row], spelling: Spelling) -> None:
    assert read(spell(data, table, spelling)) == expected(table)


@UNHURRIED
@given(st.data(), tables(common_rows), st.sampled_from(["", "x:"]))
def test_every_row_is_found_where_calamine_reads_the_sheet_as_it_stands(
    data: st.DataObject, table: list[Row], prefix: str
) -> None:
    spelling = Spelling(prefix=prefix, namespace=MAIN, encoding="utf-8", is_even=True, has_places=True)
    xml = spell(data, table, spelling)
    assert PlainSheet.recognise(BytesIO(xml)) is not None
    assert read(xml) == expected(table)
