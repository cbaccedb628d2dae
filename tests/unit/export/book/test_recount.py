"""How many rows a workbook holds, counted in what lies on disk."""

from pathlib import Path

import pytest
from support import builders as make

from batch.export.book import recount, sheets
from batch.export.book.recount import book_rows
from batch.export.book.titles import BOOK_NAME
from batch.export.result_files import TableForms, export
from batch.options.export_options import OutputFormat
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
    counts = book_rows(tmp_path / BOOK_NAME)
    assert {name: counts[name] for name in ("oppslag", "ektepakter", "roller", "avtaleinnhold", "errors")} == {
        "oppslag": 5, "ektepakter": 5, "roller": 10, "avtaleinnhold": 10, "errors": 0,
    }  # fmt: skip
