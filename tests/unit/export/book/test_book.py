"""The workbook of a run, read back with another library than the one that wrote it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from support import builders as make

from batch.export.about_run import AboutRun
from batch.export.book import sheets
from batch.export.book.titles import BOOK_NAME
from batch.export.result_files import TableForms, WrittenTables, export
from batch.export.streamed_rows import CELL_LENGTH
from batch.identity.environment import Environment
from batch.options.export_options import OutputFormat, Words
from batch.outcome import Entry, OutcomeKind
from batch.tables import ERRORS, RESULT_TABLES, OutputTable

BOOK = TableForms(formats=(OutputFormat.XLSX,))
TITLES = ["Summary", "Oppslag", "Ektepakter", "Roller", "Avtaleinnhold", "Errors"]


def entries() -> list[Entry]:
    empty = make.body({"rolleinnehaver": make.TENOR[1], "antallEktepakt": 0, "ektepakt": []})
    return [
        make.entry(OutcomeKind.FOUND),
        make.entry(OutcomeKind.EMPTY, of=make.subject(make.TENOR[1]), row=3, body=empty),
        make.entry(OutcomeKind.INVALID_ID, of=make.subject(None, input_value="=1+1"), row=5, row_count=2, attempts=0),
        make.entry(OutcomeKind.TIMEOUT, of=make.subject(make.TENOR[3]), row=6, attempts=4),
    ]


def export_book(folder: Path, of: Iterable[Entry] | None = None, about: AboutRun | None = None) -> WrittenTables:
    return export(entries() if of is None else of, folder, BOOK, about or make.about_run())


def book(folder: Path, of: Iterable[Entry] | None = None, **about: object) -> Workbook:
    export_book(folder, of, make.about_run(**about))
    return openpyxl.load_workbook(folder / BOOK_NAME)


def column(workbook: Workbook, title: str, name: str) -> list[object]:
    header, *rows = workbook[title].iter_rows(values_only=True)
    return [row[header.index(name)] for row in rows]


def summary(workbook: Workbook) -> list[list[object]]:
    return [[cell for cell in row if cell is not None] for row in workbook["Summary"].iter_rows(values_only=True)]


def found_with(**changes: object) -> Entry:
    return make.entry(body=make.oppslag_with(make.ektepakt(**changes)))


def test_it_has_a_sheet_for_each_table_behind_the_one_that_sums_up(tmp_path: Path) -> None:
    assert book(tmp_path).sheetnames == TITLES


@pytest.mark.parametrize("table", [*RESULT_TABLES, ERRORS], ids=lambda table: table.name)
def test_each_header_has_its_note_is_frozen_and_filtered(tmp_path: Path, table: OutputTable) -> None:
    sheet = book(tmp_path)[table.name.capitalize()]
    header = next(sheet.iter_rows(max_row=1))
    assert [cell.value for cell in header] == list(table.column_names)
    assert [cell.comment and cell.comment.text for cell in header] == [each.description.nb for each in table.columns]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:{header[-1].column_letter}{sheet.max_row}"


def test_identifiers_are_text_times_are_dates_in_norwegian_time_and_codes_are_words(tmp_path: Path) -> None:
    workbook = book(tmp_path)
    assert column(workbook, "Oppslag", "fnr") == [make.EXAMPLE_FNR, make.TENOR[1], None, make.TENOR[3]]
    assert column(workbook, "Ektepakter", "innkomsttidspunkt") == [
        datetime(2023, 6, 1, 5, 30, tzinfo=UTC).replace(tzinfo=None)
    ]
    assert column(workbook, "Oppslag", "outcome") == [
        "har ektepakt", "ingen ektepakt", "ikke et fødselsnummer", "ikke svar i tide",
    ]  # fmt: skip
    assert column(workbook, "Errors", "advice")[1] == "Registeret svarte ikke i tide: prøv igjen senere."
    assert column(workbook, "Errors", "retryable") == [False, True]


def test_the_words_are_english_where_asked_for(tmp_path: Path) -> None:
    workbook = book(tmp_path, words=Words.EN)
    assert workbook.sheetnames == TITLES
    assert column(workbook, "Oppslag", "outcome")[0] == "has an ektepakt"
    assert workbook["Oppslag"]["A1"].comment.text.startswith("The fødselsnummer")
    assert ["Every identifier has its answer."] in summary(book(tmp_path, entries()[:2], words=Words.EN))


def test_with_several_identifier_columns_the_sum_is_of_cells_and_called_so(tmp_path: Path) -> None:
    """Five cells of the list: of three rows with two columns each, or of five rows with one."""
    for row_count, word in ((3, "Cells"), (5, "Rows")):
        said = summary(book(tmp_path, words=Words.EN, row_count=row_count))
        assert ["Outcome", "Identifiers", word, "What it means"] in said
        assert ["In all", 4, 5] in said


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "<r>x</r>",
        "<r><t>1</t></r>",
        "http://x.no",
        "a\nb",
        "'x",
        "007",
    ],
)
def test_a_foreign_text_stays_text_as_it_was(tmp_path: Path, text: str) -> None:
    workbook = book(tmp_path, [found_with(statusbeskrivelse=text)])
    cell = workbook["Ektepakter"].cell(2, 8)
    assert workbook["Ektepakter"].cell(1, 8).value == "statusbeskrivelse"
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    with ZipFile(tmp_path / BOOK_NAME) as package:
        parts = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any(b"<f>" in part for part in parts)


def test_what_no_xml_can_hold_is_replaced(tmp_path: Path) -> None:
    workbook = book(tmp_path, [found_with(statusbeskrivelse="a\ufffeb\uffff")])
    assert column(workbook, "Ektepakter", "statusbeskrivelse") == ["a\ufffdb\ufffd"]


def test_a_text_that_no_cell_holds_is_cut_and_that_is_said(tmp_path: Path) -> None:
    long = "x" * (CELL_LENGTH + 1)
    exported = export_book(tmp_path, [found_with(statusbeskrivelse=long)])
    assert len(exported.remarks) == 1
    assert exported.remarks[0].endswith("The CSV and Parquet files hold all of each.")
    told = [row for row in summary(openpyxl.load_workbook(tmp_path / BOOK_NAME)) if "er kuttet" in str(row)]
    assert len(told) == 1


def test_more_rows_than_a_sheet_holds_go_on_in_further_ones_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "SHEET_ROWS", 3)
    exported = export_book(tmp_path, [make.entry(OutcomeKind.FOUND, row=row) for row in range(2, 7)])
    assert (
        exported.remarks[0] == "Oppslag has more rows than a sheet has room for, and goes on in Oppslag 2, Oppslag 3."
    )
    workbook = openpyxl.load_workbook(tmp_path / BOOK_NAME)
    rows = [column(workbook, title, "row") for title in ("Oppslag", "Oppslag 2", "Oppslag 3")]
    assert rows == [[2, 3], [4, 5], [6]]
    for title in ("Oppslag", "Oppslag 2", "Oppslag 3"):
        sheet = workbook[title]
        assert (sheet["A1"].value, sheet.freeze_panes) == ("fnr", "B2")
        assert sheet.auto_filter.ref == f"A1:S{sheet.max_row}"
        assert sheet["A1"].comment is not None
    assert ["Oppslag har flere rader enn et ark har plass til, og fortsetter på Oppslag 2, Oppslag 3."] in summary(
        workbook
    )


def test_the_first_sheet_counts_what_stands_in_the_others_and_says_what_to_do(tmp_path: Path) -> None:
    told = summary(book(tmp_path))
    assert ["1 nummer har ektepakt: se arket Ektepakter."] in told
    assert ["ektepakt-batch retry 20260301T120000Z-0123abcd"] in told
    assert ["I alt", 4, 5] in told
    assert [row[:3] for row in told if row[:1] == ["ikke et fødselsnummer"]] == [["ikke et fødselsnummer", 1, 2]]
    assert [row[:2] for row in told if row[:1] == ["Errors"]] == [["Errors", 2]]
    assert ["format", "csv, xlsx"] in told


def test_who_was_too_slow_is_not_said_to_be_worth_a_retry(tmp_path: Path) -> None:
    told = summary(book(tmp_path, [make.entry(OutcomeKind.SLOW_SKIPPED)]))
    assert ["1 testperson var for treg: bruk en annen, eller prøv senere."] in told
    assert not any("retry" in str(row) for row in told)


def test_a_run_of_nothing_has_every_sheet(tmp_path: Path) -> None:
    workbook = book(tmp_path, [])
    assert workbook.sheetnames == TITLES
    assert ["I alt", 0, 0] in summary(workbook)


def test_there_are_native_charts_of_what_the_list_gave(tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    (tmp_path / "none").mkdir()
    assert len(book(tmp_path / "all")["Summary"]._charts) == 2
    assert len(book(tmp_path / "none", entries()[1:2])["Summary"]._charts) == 1


@pytest.mark.parametrize(("environment", "is_said"), [(Environment.SANDBOX, True), (Environment.PROD, False)])
def test_made_up_answers_are_said_on_the_first_sheet_and_in_the_properties(
    tmp_path: Path,
    environment: Environment,
    is_said: bool,  # noqa: FBT001
) -> None:
    workbook = book(tmp_path, environment=environment)
    assert any("oppdiktet" in str(row) for row in summary(workbook)) is is_said
    assert ("oppdiktet" in str(workbook.properties.description)) is is_said
    told = {each.name: each.value for each in workbook.custom_doc_props.props}
    assert told == {
        "environment": environment.value,
        "run_id": "20260301T120000Z-0123abcd",
        "answers_are_made_up": is_said,
    }


def test_it_is_dated_by_the_run_so_that_equal_rows_give_equal_bytes(tmp_path: Path) -> None:
    assert book(tmp_path).properties.created == make.NOW.replace(tzinfo=None)
    first = (tmp_path / BOOK_NAME).read_bytes()
    book(tmp_path)
    assert (tmp_path / BOOK_NAME).read_bytes() == first


def test_nothing_is_left_beside_it(tmp_path: Path) -> None:
    book(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {BOOK_NAME, "errors.csv", "datapackage.json"}


def test_a_time_that_is_none_in_norway_stays_as_the_register_wrote_it(tmp_path: Path) -> None:
    workbook = book(tmp_path, [found_with(innkomsttidspunkt="9999-12-31T23:59:59Z")])
    assert column(workbook, "Ektepakter", "innkomsttidspunkt") == ["9999-12-31T23:59:59+00:00"]
