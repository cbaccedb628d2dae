"""Opens the workbook of a run, and gives each table its sheets in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import xlsxwriter

from batch.export.about_run import AboutRun
from batch.export.book.sheets import Looks, TableSheets
from batch.export.book.summary_sheet import SummarySheet, notes_of
from batch.export.book.tallies import Tallies
from batch.export.copies.excel.additions import outcome_formats
from batch.export.formats.writers import TableWriter
from batch.export.output_files import output_file
from batch.export.streamed_workbook import DATE_TIME, streamed_workbook
from batch.options.export_options import Words
from batch.tables import OutputTable
from batch.tables.words.book import TITLE
from batch.tables.words.legend import MADE_UP


class Book:
    """The workbook while it is written: the sheet that sums it up, then those of the tables in the order they come."""

    def __init__(self, workbook: xlsxwriter.Workbook, about: AboutRun) -> None:
        formats = outcome_formats(workbook)
        self._about = about
        self._workbook = workbook
        self._summary = SummarySheet(workbook, about, formats)
        self._looks = Looks(
            header=workbook.add_format({"bold": True, "bottom": 1}),
            moment=workbook.add_format({"num_format": DATE_TIME}),
            outcomes=formats,
            words=about.words,
        )
        self._tallies = Tallies()
        self._tables: list[TableSheets] = []

    def begin(self, table: OutputTable) -> TableWriter:
        """Give a table its first sheet."""
        self._tables.append(TableSheets(self._workbook, table, self._looks))
        return _Counted(self._tables[-1], self._tallies)

    def finish(self) -> tuple[str, ...]:
        """Finish the sheets, sum them up, and return what is to be said of them."""
        for each in self._tables:
            each.close()
        self._summary.write(self._tallies, self._tables)
        return tuple(notes_of(self._tables, Words.EN))


class _Counted:
    """Writes one table of the workbook, as the writers of other formats write theirs, and counts what passes by."""

    def __init__(self, sheets: TableSheets, tallies: Tallies) -> None:
        self._sheets, self._tallies = sheets, tallies

    def write(self, group: pa.Table) -> None:
        self._tallies.add(self._sheets.table, group)
        self._sheets.write(group)

    def close(self) -> None:
        """Leave the sheets open: the workbook finishes all of them together."""


@contextmanager
def open_book(path: Path, about: AboutRun) -> Iterator[Book]:
    """Begin the workbook; when it is whole it takes its name. Raises OutputError."""
    with output_file(path) as file, streamed_workbook(file, created=about.started_at) as workbook:
        _describe(workbook, about)
        yield Book(workbook, about)


def _describe(workbook: xlsxwriter.Workbook, about: AboutRun) -> None:
    """Set the properties that programs show of a document."""
    made_up = {"status": "SANDBOX", "comments": MADE_UP.by(about.words)} if about.answers_are_made_up else {}
    subject = f"{about.environment.value} {about.run_id}"
    properties = {"title": TITLE.by(about.words), "subject": subject, "created": about.started_at}
    workbook.set_properties(properties | made_up)
    for name, value in about.as_json().items():
        workbook.set_custom_property(name, value)
