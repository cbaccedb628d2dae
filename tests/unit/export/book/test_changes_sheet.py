"""The sheet of changes: the rows of the table, with its codes in words."""

from pathlib import Path

import openpyxl
import pytest
from support import builders as make

from batch.export.book.changes_sheet import value_said
from batch.export.book.recount import count_book
from batch.export.book.titles import BOOK_NAME
from batch.export.result_files import TableForms, export, open_table
from batch.options.export_options import OutputFormat, Words
from batch.tables import Columns
from batch.tables.changes import CHANGES, Change, ChangeKind

BOOK = TableForms(formats=(OutputFormat.XLSX,))
ROWS = (
    Change(make.TENOR[0], None, ChangeKind.OUTCOME, "outcome", "empty", "found", "a", "b"),
    Change(make.TENOR[0], 7, ChangeKind.NEW, None, None, None, "a", "b"),
    Change(make.TENOR[1], 8, ChangeKind.CHANGED, "avtaletyper", None, "avtaletype.gave", "a", "b"),
)


def with_changes(folder: Path, *rows: Change, words: Words = Words.NB) -> list[list[tuple[object, ...]]]:
    """Return the rows of sheets Changes and Summary."""
    about = make.about_run(words=words)
    with open_table(CHANGES, folder, BOOK, about) as table:
        if rows:
            table.rows.add(Columns.of(rows))
        table.rows.finish()
    export([make.entry()], folder, BOOK, about, has_changes=True)
    book = openpyxl.load_workbook(folder / BOOK_NAME)
    return [list(book[title].iter_rows(values_only=True)) for title in ("Changes", "Summary")]


def test_it_is_the_last_sheet_and_has_each_row_in_words(tmp_path: Path) -> None:
    [header, *rows], summary = with_changes(tmp_path, *ROWS)
    assert header == CHANGES.column_names
    assert rows == [
        (make.TENOR[0], None, "annet utfall", "outcome", "ingen ektepakt", "har ektepakt", "a", "b"),
        (make.TENOR[0], 7, "ny ektepakt", None, None, None, "a", "b"),
        (make.TENOR[1], 8, "endret felt i en ektepakt", "avtaletyper", None, "Ektepakten inneholder gave", "a", "b"),
    ]
    assert ("3 endringer siden en tidligere kjøring: se arket Changes.", None, None, None) in summary
    assert [row[1] for row in summary if row[0] == "Changes"] == [3]
    assert count_book(tmp_path / BOOK_NAME).rows[CHANGES.name] == 3


def test_no_change_is_a_sheet_without_rows(tmp_path: Path) -> None:
    [_, *rows], summary = with_changes(tmp_path, words=Words.EN)
    assert rows == []
    assert not [row for row in summary if "since an earlier run" in str(row[0])]


def test_without_a_comparison_there_is_no_sheet_and_no_file_of_an_earlier_one_stays(tmp_path: Path) -> None:
    with_changes(tmp_path, *ROWS)
    export([make.entry()], tmp_path, BOOK, make.about_run())
    assert "Changes" not in openpyxl.load_workbook(tmp_path / BOOK_NAME).sheetnames
    assert not list(tmp_path.glob("changes.*"))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("outcome", "found", "har ektepakt"),
        ("avtaletyper", "avtaletype.fulltSaereie | avtaletype.x", "Vi skal ha fullt særeie | avtaletype.x"),
        ("rolle_avtaletyper", "avtaletype.gave", "Ektepakten inneholder gave"),
        ("har_supplerende_opplysninger_i_dokument", "true", "ja"),
        ("innkomsttidspunkt", "2024-07-01T22:00:00.123456+00:00", "02.07.2024 00:00:00"),
        ("innkomsttidspunkt", "0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00+00:00"),
        ("innkomsttidspunkt", "9999-12-31T23:59:59+00:00", "9999-12-31T23:59:59+00:00"),
        ("rolle_etternavn", "found", "found"),
        ("paategning", "avtaletype.gave", "avtaletype.gave"),
        ("antall_ektepakt", "3", "3"),
        (None, "x", "x"),
    ],
)
def test_codes_are_said_and_all_else_is_as_it_is(field: str | None, value: str, said: str) -> None:
    assert value_said(field, value, Words.NB) == said
