"""Phase 3: writes all files of a run from its ledger: the tables, the error report and the annotated copies."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from batch.errors.shown_text import shown_name
from batch.export.about_run import AboutRun
from batch.export.annotate import AnnotatedCopy, CopyStyle, annotate, left_copies
from batch.export.book.titles import BOOK_NAME
from batch.export.changes import Changes
from batch.export.figures import Figures
from batch.export.formats.choice import MOST_IN_A_BOOK, formats_of
from batch.export.result_files import TableForms, WrittenTables, export
from batch.export.rule import Rule
from batch.export.self_check import check_tables
from batch.export.streamed_workbook import remove_rows_of_killed_runs
from batch.export.written_files import WrittenFile
from batch.inputs import InputFile
from batch.ledger import Ledger
from batch.options.export_options import OutputFormat
from batch.steps import Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The files that were written, how often each anomaly was met, and what became of each input's copy.

    `changes` are those told of in the files. `rules` say what was counted in the files as they lie on disk, and where
    the same is to be found. `remarks` say what a person should know of the files.
    """

    files: tuple[WrittenFile, ...]
    anomaly_counts: dict[str, int]
    copies: tuple[AnnotatedCopy, ...]
    copied: tuple[Path, ...] = ()  #: the copies that are there, those of an export before too
    book: Path | None = None  #: the workbook of all tables
    changes: Changes | None = None
    remarks: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    figures: Figures = field(default_factory=Figures)

    @property
    def adds_up(self) -> bool:
        return all(rule.holds for rule in self.rules)


def export_run(
    ledger: Ledger,
    folder: Path,
    *,
    asked: Sequence[OutputFormat],
    csv_for_excel: bool,
    inputs: Sequence[InputFile] | None,
    about: AboutRun,
    steps: Steps | None = None,
    changes: Changes | None = None,
) -> Exported:
    """Write the files of a run, complete or not, in the formats asked for, or else in those that are fit for the list.

    `inputs` are those that get an annotated copy; None are inputs that are not at hand: the copies that are there
    stay as they are. `changes` are written already; the files that are of all tables tell of them too.
    Raises LedgerError, OutputError when a file can't be written, SelfCheckError when one can't be read again.
    """
    steps = steps or Steps()
    remove_rows_of_killed_runs(folder)
    with ledger.answers_read():
        total = sum(count.identifiers for count in ledger.counts().values())
        formats = formats_of(asked, identifier_count=total, inputs=ledger.files())
        forms = TableForms(formats=formats, csv_for_excel=csv_for_excel)
        entries = steps.through("tables", ledger.entries(), total)
        tables = export(entries, folder, forms, about, has_changes=changes is not None)
        style = CopyStyle(words=about.words, is_sandbox=about.answers_are_made_up)
        copies = () if inputs is None else annotate(inputs, ledger, folder, style, steps)
        steps.begin("check of the files")
    copied = left_copies(folder) if inputs is None else [copy.file for copy in copies if copy.file is not None]
    of_tables = (*tables.files, *(changes.files if changes else ()))
    return Exported(
        files=(*of_tables, *copied),
        anomaly_counts=tables.anomaly_counts,
        copies=copies,
        copied=tuple(folder / os.fsdecode(each.name.encode()) for each in copied),
        book=folder / BOOK_NAME if _has_book(tables) else None,
        figures=tables.figures,
        changes=changes,
        remarks=(*tables.remarks, *_no_book(tables, asked), *_left(copied if inputs is None else [])),
        rules=(
            *check_tables(ledger, folder, of_tables, changes=None if changes is None else changes.row_count),
            *(rule for copy in copies for rule in copy.rules),
        ),
    )


def _has_book(tables: WrittenTables) -> bool:
    return any(file.name == BOOK_NAME for file in tables.files)


def _no_book(tables: WrittenTables, asked: Sequence[OutputFormat]) -> list[str]:
    if asked or _has_book(tables):
        return []
    every = ",".join(OutputFormat)
    return [f"No {BOOK_NAME} is written unasked for more than {MOST_IN_A_BOOK:,} identifiers; --format {every} does."]


def _left(copies: Sequence[WrittenFile]) -> list[str]:
    """Say of copies that stay as they are that they do not have the answers of this time."""
    if not copies:
        return []
    names = ", ".join(shown_name(each.name) for each in copies)
    stay = "stays as it was" if len(copies) == 1 else "stay as they were"
    return [f"{names} {stay} before this try: put the list back as it was, and call `retry` once more."]
