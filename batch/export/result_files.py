"""Writes the tables and the error report of a run from its ledger, in one pass, and the workbook of all of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa

from batch.export.about_run import AboutRun
from batch.export.book.book import open_book
from batch.export.book.changes_sheet import copy_changes
from batch.export.book.titles import BOOK_NAME
from batch.export.datapackage import PACKAGE_NAME, write_package
from batch.export.figures import FigureCount, Figures
from batch.export.formats.arrow import ArrowGroups
from batch.export.formats.delimited import FOR_EXCEL, FOR_PROGRAMS
from batch.export.formats.writers import TABLE_FORMATS, TableFormat, TableWriter, table_writer
from batch.export.output_files import output_file, remove_output
from batch.export.written_files import HashingWriter, WrittenFile, written
from batch.options.export_options import OutputFormat
from batch.outcome import Entry
from batch.tables import EKTEPAKTER, ERRORS, RESULT_TABLES, OppslagRecord, OutputTable, flatten, read_entry
from batch.tables.changes import CHANGES

_ENTRIES_AT_ONCE = 1_000
# Decoded, an answer takes some ten times its bytes as Python objects: these few stay in the cache of a processor.
_ANSWER_BYTES_AT_ONCE = 512 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class TableForms:
    """In which formats the tables are written, and for whom the CSV is.

    `errors` is CSV always, and `changes` both CSV and Parquet: what is new is for people and for programs.
    """

    formats: tuple[OutputFormat, ...]
    csv_for_excel: bool = False

    def of(self, table: OutputTable) -> tuple[TableFormat, ...]:
        """Return the formats in which a table is a file of its own."""
        if table is ERRORS:
            return (OutputFormat.CSV,)
        if table is CHANGES:
            return TABLE_FORMATS
        return tuple(each for each in TABLE_FORMATS if each in self.formats)

    @property
    def has_book(self) -> bool:
        return OutputFormat.XLSX in self.formats


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTables:
    """The files written, how often each anomaly was met, the run's figures, and what is to be said of the workbook."""

    files: tuple[WrittenFile, ...]
    anomaly_counts: dict[str, int]
    figures: Figures
    remarks: tuple[str, ...] = ()


class OpenTable:
    """A table that is being written in each of its formats."""

    def __init__(
        self, table: OutputTable, targets: Mapping[Path, HashingWriter], writers: Iterable[TableWriter]
    ) -> None:
        self.table = table
        self._targets = targets
        self.row_count = 0
        self.rows = ArrowGroups(table, self._write)
        self.writers = list(writers)

    def _write(self, group: pa.Table) -> None:
        self.row_count += group.num_rows
        for writer in self.writers:
            writer.write(group)

    def files(self) -> list[WrittenFile]:
        """Describe its files, once they are whole."""
        return [written(path, self.row_count, sha256=target.sha256) for path, target in self._targets.items()]


def export(
    entries: Iterable[Entry], folder: Path, forms: TableForms, about: AboutRun, *, has_changes: bool = False
) -> WrittenTables:
    """Write every table in `folder`; each file appears under its name only when it is whole.

    The changes, where there are any, lie there by then. Raises OutputError when a file can't be written.
    """
    anomalies: Counter[str] = Counter()
    remarks: tuple[str, ...] = ()
    count = FigureCount()
    with ExitStack() as stack:
        opened = [stack.enter_context(open_table(table, folder, forms, about)) for table in (*RESULT_TABLES, ERRORS)]
        book = stack.enter_context(open_book(folder / BOOK_NAME, about)) if forms.has_book else None
        if book is not None:
            for each in opened:
                each.writers.append(book.begin(each.table))
        _write_rows(entries, {each.table.name: each.rows for each in opened}, anomalies, count)
        if book is not None:
            if has_changes:
                copy_changes(path_of(CHANGES, OutputFormat.PARQUET, folder), book.begin(CHANGES), about.words)
            remarks = book.finish()
    together = _written_together(folder, forms, about, has_changes=has_changes)
    _remove_leftovers(folder, forms, has_changes=has_changes)
    return WrittenTables(
        files=(*chain.from_iterable(each.files() for each in opened), *together),
        anomaly_counts=dict(sorted(anomalies.items())),
        figures=count.figures(),
        remarks=remarks,
    )


def _write_rows(
    entries: Iterable[Entry], rows: dict[str, ArrowGroups], anomalies: Counter[str], count: FigureCount
) -> None:
    for records in _at_once(entries):
        for record in records:
            if record.anomalies:
                anomalies.update(record.anomalies)
            count.add(record.entry)
        for table, columns in flatten(records):
            rows[table.name].add(columns)
            if table is EKTEPAKTER:
                count.add_ektepakter(columns)
    for each in rows.values():
        each.finish()


def _at_once(entries: Iterable[Entry]) -> Iterator[list[OppslagRecord]]:
    """Read the answers, in lists that are emptied before the next: memory holds one of them."""
    records: list[OppslagRecord] = []
    answer_bytes = 0
    for entry in entries:
        records.append(read_entry(entry))
        answer_bytes += len(entry.outcome.body or b"")
        if len(records) == _ENTRIES_AT_ONCE or answer_bytes > _ANSWER_BYTES_AT_ONCE:
            yield records
            records.clear()
            answer_bytes = 0
    if records:
        yield records


def _written_together(folder: Path, forms: TableForms, about: AboutRun, *, has_changes: bool) -> list[WrittenFile]:
    """Describe the files that are of all tables: the workbook, and what describes the CSV for programs."""
    names = [BOOK_NAME] if forms.has_book else []
    if not forms.csv_for_excel:
        tables = (*RESULT_TABLES, ERRORS, *([CHANGES] if has_changes else []))
        write_package(folder / PACKAGE_NAME, about, [each for each in tables if OutputFormat.CSV in forms.of(each)])
        names.append(PACKAGE_NAME)
    return [written(folder / name) for name in names]


def _remove_leftovers(folder: Path, forms: TableForms, *, has_changes: bool) -> None:
    """Remove what an export that was killed, or one that was asked for other files, left of this run."""
    others = [path_of(table, each, folder) for table in RESULT_TABLES for each in TABLE_FORMATS]
    others = [path for path in others if path.suffix[1:] not in forms.formats]
    others += [] if has_changes else [path_of(CHANGES, each, folder) for each in TABLE_FORMATS]
    others += [] if forms.has_book else [folder / BOOK_NAME]
    others += [folder / PACKAGE_NAME] if forms.csv_for_excel else []
    for path in folder.glob(".*.part"):
        if path.is_symlink() or path.is_file():
            path.unlink()
    for path in others:
        remove_output(path)


def path_of(table: OutputTable, format_: TableFormat, folder: Path) -> Path:
    return folder / f"{table.name}.{format_}"


@contextmanager
def open_table(table: OutputTable, folder: Path, forms: TableForms, about: AboutRun) -> Iterator[OpenTable]:
    """Open a table in each of its formats; when all is written, each file takes its name."""
    formats = forms.of(table)
    paths = [path_of(table, each, folder) for each in formats]
    dialect = FOR_EXCEL if forms.csv_for_excel else FOR_PROGRAMS
    with ExitStack() as stack:
        targets = {path: HashingWriter(stack.enter_context(output_file(path))) for path in paths}
        writers = [
            stack.enter_context(
                closing(table_writer(each, cast("BinaryIO", target), table, about=about, dialect=dialect))
            )
            for each, target in zip(formats, targets.values(), strict=True)
        ]
        yield OpenTable(table, targets, writers)
