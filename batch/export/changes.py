"""Writes what has changed between two runs, as table `changes`, in the folder of the new one."""

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from batch.export.about_run import AboutRun
from batch.export.comparison import ComparableRun, Comparison
from batch.export.result_files import TableForms, open_table
from batch.export.written_files import WrittenFile
from batch.tables import Columns
from batch.tables.changes import CHANGES, ChangeKind

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
    def row_count(self) -> int:
        return sum(self.rows.values())

    @property
    def has_news(self) -> bool:
        """Whether the register tells of anything new, changed or gone but addresses."""
        return any(kind.is_of_the_register for kind in self.rows)


def write_changes(
    old: ComparableRun, new: ComparableRun, folder: Path, about: AboutRun, *, csv_for_excel: bool = False
) -> Changes:
    """Compare two runs, and write the table; `about` is the new one.

    Raises LedgerError, LedgerCorruptError, OutputError.
    """
    comparison = Comparison(old, new)
    rows: Counter[ChangeKind] = Counter()
    forms = TableForms(formats=(), csv_for_excel=csv_for_excel)
    with open_table(CHANGES, folder, forms, about) as table:
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
        files=tuple(table.files()),
    )
