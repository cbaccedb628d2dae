"""How many rows a workbook holds, counted in what lies on disk."""

import zlib
from collections import Counter
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import pytest
from support import builders as make

from batch.export.book import recount, sheets
from batch.export.book.recount import count_book
from batch.export.book.titles import BOOK_NAME
from batch.export.result_files import TableForms, export
from batch.options.export_options import OutputFormat, Words
from batch.outcome import Entry, OutcomeKind

BOOK = TableForms(formats=(OutputFormat.XLSX,))


def entries(count: int) -> list[Entry]:
    body = make.oppslag_with(make.ektepakt(statusbeskrivelse='<row r="1">'))
    return [make.entry(OutcomeKind.FOUND, row=row, body=body) for row in range(2, count + 2)]


@pytest.mark.parametrize("sheet_rows", [3, 1_000])
@pytest.mark.parametrize("block", [7, 1 << 20])
def test_rows_are_counted_by_table_over_all_of_its_sheets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheet_rows: int, block: int
) -> None:
    monkeypatch.setattr(sheets, "SHEET_ROWS", sheet_rows)
    monkeypatch.setattr(recount, "_BLOCK_BYTES", block)
    export(entries(5), tmp_path, BOOK, make.about_run())
    counts, outcomes = count_book(tmp_path / BOOK_NAME)
    assert {name: counts[name] for name in ("oppslag", "ektepakter", "roller", "avtaleinnhold", "errors")} == {
        "oppslag": 5, "ektepakter": 5, "roller": 10, "avtaleinnhold": 10, "errors": 0,
    }  # fmt: skip
    assert outcomes == ({"found": 5}, {"found": 5})


@pytest.mark.parametrize("words", list(Words))
def test_rows_of_look_ups_are_counted_by_outcome_in_either_language(tmp_path: Path, words: Words) -> None:
    kinds = [*OutcomeKind, OutcomeKind.TIMEOUT]
    every = [make.entry(kind, row=row, body=None, row_count=row) for row, kind in enumerate(kinds, 2)]
    export(every, tmp_path, BOOK, make.about_run(words=words))
    outcomes = count_book(tmp_path / BOOK_NAME).outcomes
    assert outcomes.identifiers == Counter(kind.value for kind in kinds)
    assert outcomes.rows.total() == sum(range(2, len(kinds) + 2))


def test_a_part_that_is_damaged_is_found_whatever_it_holds(tmp_path: Path) -> None:
    export(entries(2), tmp_path, BOOK, make.about_run())
    path = tmp_path / BOOK_NAME
    with ZipFile(path) as package:
        places = [each.header_offset + 30 + len(each.filename) + 5 for each in package.infolist()]
    whole = path.read_bytes()
    for place in places:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises((BadZipFile, KeyError, ValueError, zlib.error)):
            count_book(path)
