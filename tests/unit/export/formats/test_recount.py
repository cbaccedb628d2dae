"""Tables are counted as they lie on disk, whatever stands in their cells."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from support import builders as make

from batch.export.formats.recount import RECOUNTS
from batch.export.formats.writers import TABLE_FORMATS
from batch.export.result_files import TableForms, export
from batch.options.export_options import OutputFormat
from batch.outcome import Entry, OutcomeKind

ODD = 'two\nlines, a "quote", and ""more""\r\n'


def entries() -> list[Entry]:
    return [
        make.entry(OutcomeKind.FOUND, row_count=3),
        make.entry(OutcomeKind.REJECTED, of=make.subject(make.TENOR[1]), feilmelding=ODD, row=3),
        make.entry(OutcomeKind.INVALID_ID, of=make.subject(None, input_value=ODD), row=4, row_count=2, attempts=0),
        make.entry(OutcomeKind.REJECTED, of=make.subject(make.TENOR[2]), feilmelding='"', row=5),
    ]


def write(of: Sequence[Entry], folder: Path, formats: tuple[OutputFormat, ...], *, csv_for_excel: bool = False) -> None:
    export(of, folder, TableForms(formats=formats, csv_for_excel=csv_for_excel), make.about_run())


def test_every_format_can_be_counted() -> None:
    assert set(RECOUNTS) == set(TABLE_FORMATS)


@pytest.mark.parametrize("format_", TABLE_FORMATS)
def test_rows_and_outcomes_are_counted_as_they_were_written(tmp_path: Path, format_: OutputFormat) -> None:
    write(entries(), tmp_path, (format_,))
    recount = RECOUNTS[format_]
    assert recount.rows(tmp_path / f"oppslag.{format_}") == 4
    assert recount.rows(tmp_path / f"ektepakter.{format_}") == 1
    found = recount.outcomes(tmp_path / f"oppslag.{format_}")
    assert found.identifiers == Counter(found=1, rejected=2, invalid_id=1)
    assert found.rows == Counter(found=3, rejected=2, invalid_id=2)


@pytest.mark.parametrize("format_", TABLE_FORMATS)
def test_a_table_without_rows_has_none(tmp_path: Path, format_: OutputFormat) -> None:
    write([], tmp_path, (format_,))
    assert RECOUNTS[format_].rows(tmp_path / f"oppslag.{format_}") == 0
    assert RECOUNTS[format_].outcomes(tmp_path / f"oppslag.{format_}").rows == Counter()


def test_quotes_are_followed_from_one_block_of_the_file_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(entries(), tmp_path, (OutputFormat.CSV,))
    for size in (1, 2, 7, 64):
        monkeypatch.setattr("batch.export.formats.recount._BLOCK_BYTES", size)
        assert RECOUNTS[OutputFormat.CSV].rows(tmp_path / "oppslag.csv") == 4


def test_a_cell_of_any_length_is_counted(tmp_path: Path) -> None:
    write([make.entry(OutcomeKind.REJECTED, feilmelding="x" * (5 << 20))], tmp_path, (OutputFormat.CSV,))
    assert RECOUNTS[OutputFormat.CSV].outcomes(tmp_path / "oppslag.csv").identifiers == Counter(rejected=1)


def test_csv_for_excel_is_counted_too(tmp_path: Path) -> None:
    write(entries(), tmp_path, (OutputFormat.CSV,), csv_for_excel=True)
    assert RECOUNTS[OutputFormat.CSV].rows(tmp_path / "oppslag.csv") == 4
    assert RECOUNTS[OutputFormat.CSV].outcomes(tmp_path / "oppslag.csv").rows == Counter(
        found=3, rejected=2, invalid_id=2
    )
