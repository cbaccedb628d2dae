"""Writes what has changed between two runs, as table `changes`, in the folder of the new one."""

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from batch.export.about_run import AboutRun
from batch.export.comparison import ComparableRun, Comparison
from batch.export.output_files import remove_output
from batch.export.result_files import TableForms, open_table
from batch.export.written_files import WrittenFile, written
from batch.options.export_options import OutputFormat
from batch.tables import Columns
from batch.tables.changes import CHANGES, ChangeKind

_FORMATS = (OutputFormat.CSV, OutputFormat.PARQUET)  # both always: what is new is for people and for programs
_ROWS_AT_ONCE = 1_000  # memory holds these as Python objects


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What was told of two runs: rows by kind, and how many identifiers changed, did not, or can't be judged."""

    old_run: str
    new_run: str
    rows: dict[ChangeKind, int]
    changed_count: int
    unchanged_count: int
    unknown_count: int
    files: tuple[WrittenFile, ...]

    @property
    def has_news(self) -> bool:
        """Whether the register tells of anything new, changed or gone but addresses."""
        return any(kind.is_of_the_register for kind in self.rows)


def write_changes(old: ComparableRun, new: ComparableRun, folder: Path, about: AboutRun) -> Changes:
    """Compare two runs, and write the table; `about` is the new one.

    Raises LedgerError, LedgerCorruptError, OutputError.
    """
    comparison = Comparison(old, new)
    rows: Counter[ChangeKind] = Counter()
    with open_table(CHANGES, folder, TableForms(formats=_FORMATS), about) as table:
        unread = comparison.changes()
        while some := list(islice(unread, _ROWS_AT_ONCE)):
            rows.update(change.kind for change in some)
            table.rows.add(Columns.of(some))
        table.rows.finish()
    return Changes(
        old_run=old.run_id,
        new_run=new.run_id,
        rows={kind: rows[kind] for kind in ChangeKind if rows[kind]},
        changed_count=comparison.changed_count,
        unchanged_count=comparison.unchanged_count,
        unknown_count=comparison.unknown_count,
        files=tuple(written(path, table.row_count) for path in table.paths),
    )


def remove_changes(folder: Path) -> None:
    """Remove what was told of another comparison, unless a person changed it."""
    for each in _FORMATS:
        remove_output(folder / f"{CHANGES.name}.{each}")
