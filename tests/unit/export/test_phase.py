"""Phase 3 as a whole: which files a run gets, and what is said of them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from support import builders as make
from support.annotated import RULES, answer, opened

from batch.export.phase import Exported, export_run
from batch.intake.ledger_rows import add_rows
from batch.ledger import Ledger
from batch.options.export_options import OutputFormat


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    (tmp_path / "people.csv").write_text("\n".join(["fnr", *make.TENOR, ""]))
    with Ledger(tmp_path / "ledger.sqlite3") as ledger:
        add_rows([opened(tmp_path / "people.csv")], ledger, RULES)
        answer(ledger, {})
        yield ledger


def exported(ledger: Ledger, *asked: OutputFormat) -> Exported:
    folder = ledger.path.parent / "run"
    folder.mkdir(exist_ok=True)
    return export_run(ledger, folder, asked=asked, csv_for_excel=False, inputs=(), about=make.about_run())


def names(of: Exported) -> set[str]:
    return {file.name for file in of.files}


@pytest.fixture
def only_short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("batch.export.formats.choice.MOST_IN_A_BOOK", 3)


def test_a_short_list_gets_every_format_and_nothing_is_to_be_said(ledger: Ledger) -> None:
    run = exported(ledger)
    assert {"ektepakt.xlsx", "oppslag.csv", "oppslag.parquet", "datapackage.json"} <= names(run)
    assert run.remarks == ()
    assert run.adds_up


@pytest.mark.usefixtures("only_short_lists")
def test_a_longer_one_gets_no_workbook_unasked_and_that_is_said(ledger: Ledger) -> None:
    exported(ledger, OutputFormat.XLSX)
    run = exported(ledger)
    assert run.remarks == (
        "No ektepakt.xlsx is written unasked for more than 10,000 identifiers; --format parquet,csv,xlsx does.",
    )
    assert "ektepakt.xlsx" not in names(run)
    assert not (ledger.path.parent / "run" / "ektepakt.xlsx").exists()


@pytest.mark.usefixtures("only_short_lists")
@pytest.mark.parametrize("asked", [[OutputFormat.XLSX], [OutputFormat.CSV]])
def test_who_asked_for_formats_gets_those(ledger: Ledger, asked: Sequence[OutputFormat]) -> None:
    run = exported(ledger, *asked)
    assert ("ektepakt.xlsx" in names(run)) is (OutputFormat.XLSX in asked)
    assert run.remarks == ()


def test_rows_that_a_killed_export_left_are_removed(ledger: Ledger) -> None:
    left = ledger.path.parent / "run" / ".rows-of-a-killed-run"
    left.mkdir(parents=True)
    (left / "row").touch()
    exported(ledger, OutputFormat.CSV)
    assert not left.exists()
