"""In which formats the tables are written, where the user did not say."""

import pytest

from batch.export.formats.choice import MOST_IN_A_BOOK, formats_of
from batch.inputs.workbook.package import WorkbookFormat
from batch.ledger import LedgerFile
from batch.options.export_options import OutputFormat

WITHOUT_BOOK = (OutputFormat.PARQUET, OutputFormat.CSV)
ALL = (*WITHOUT_BOOK, OutputFormat.XLSX)


def file(format_: str) -> LedgerFile:
    return LedgerFile(file_id=1, name="people", path="", sha256="", decided={"format": format_})


@pytest.mark.parametrize(("count", "expected"), [(0, ALL), (MOST_IN_A_BOOK, ALL), (MOST_IN_A_BOOK + 1, WITHOUT_BOOK)])
def test_a_short_list_gets_a_workbook_too(count: int, expected: tuple[OutputFormat, ...]) -> None:
    assert formats_of((), identifier_count=count, inputs=[file("delimited text")]) == expected


@pytest.mark.parametrize("format_", WorkbookFormat)
def test_a_list_from_a_workbook_gets_one_however_long_it_is(format_: WorkbookFormat) -> None:
    inputs = [file("delimited text"), file(format_.value)]
    assert formats_of((), identifier_count=MOST_IN_A_BOOK + 1, inputs=inputs) == ALL


@pytest.mark.parametrize("asked", [(OutputFormat.CSV,), (OutputFormat.XLSX, OutputFormat.CSV), WITHOUT_BOOK])
def test_what_was_asked_for_is_written_and_nothing_else(asked: tuple[OutputFormat, ...]) -> None:
    for count in (1, MOST_IN_A_BOOK + 1):
        assert formats_of((*asked, *asked), identifier_count=count, inputs=[file("Excel workbook")]) == asked
