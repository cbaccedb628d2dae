"""The closing summary of a run as data: how it ended, its counts, and where its files are."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from batch.errors import EktepaktBatchError, InputError, OutputError
from batch.errors.counted import counted
from batch.errors.shown_text import shown_name
from batch.export.changes import Changes
from batch.identity.environment import Environment
from batch.options.durations import duration_in_words
from batch.report.account import Account, are_too_many
from batch.report.second_try import SecondTry
from batch.report.told_changes import changes_as_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What the whole list would take, at the speed that its sample was answered with."""

    identifiers: int
    expected_seconds: float

    def __str__(self) -> str:
        duration = duration_in_words(self.expected_seconds)
        people = counted(self.identifiers, "identifier")
        return f"The whole list, {people}, would take about {duration} at the speed seen:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How a run ended; `stopped_by` is the error that ended it early, None after a requested stop or a complete run.

    `unlinked` says why nothing points at the run, `edited` which files people had changed, and are kept. `copies` are
    the inputs with their answers beside them. `sample` is how many were asked about where it was a sample,
    `control_count` how many look-ups were controls.
    """

    environment: Environment
    run_id: str
    folder: Path
    account: Account
    max_errors: str
    sample: int | None = None
    stopped_by: EktepaktBatchError | None = None
    control_count: int = 0
    outlook: Outlook | None = None  #: what the whole list would take, behind a sample
    unread: Sequence[InputError] = ()  #: why each of these inputs can't be read
    unlinked: OutputError | None = None
    edited: Sequence[Path] = ()
    copies: Sequence[Path] = ()
    book: Path | None = None  #: the workbook of all tables
    second_try: SecondTry | None = None  #: what a retry changed
    remarks: Sequence[str] = ()  #: what the export says of its files
    report: str = ""  #: that there is one, or why not
    unwritten: Sequence[str] = ()  #: why a copy, or the report, is not there, though the run is whole
    changes: Changes | None = None
    untold_changes: str | None = None  #: why somebody who asked for them gets none
    fails_on_change: bool = False
    is_forgotten: bool = False  #: the register's answers were deleted from its ledger

    @property
    def is_complete(self) -> bool:
        """Whether nothing is pending, and the run is the latest."""
        return self.account.is_complete and self.unlinked is None

    @property
    def has_too_many_errors(self) -> bool:
        """Whether more identifiers are in errors.csv than `max_errors`, a count or a percentage, allows."""
        account = self.account
        return are_too_many(account.error_count, of=account.identifier_count, allowed=self.max_errors)

    @property
    def has_failed_by_change(self) -> bool:
        """Whether --fail-on-change was given, and the register tells of something new."""
        return self.fails_on_change and self.changes is not None and self.changes.has_news

    def as_json(self) -> dict[str, Any]:
        account = self.account
        return {
            "environment": self.environment.value,
            "run_id": self.run_id,
            "folder": str(self.folder),
            "is_complete": account.is_complete,
            "stopped_by": self.stopped_by and self.stopped_by.as_json(),
            "outcomes": {kind.value: asdict(count) for kind, count in account.counts.items()},
            "identifiers": account.identifier_count,
            "rows": account.cell_count,
            "blank_rows": account.blank_count,
            "repaired": account.repaired_count,
            "reused": account.reused_count,
            "cut_at": account.cut_at,
            "sample": self.sample,
            "answers_forgotten": self.is_forgotten,
            "control_lookups": self.control_count,
            "unread_inputs": [each.as_json() for each in self.unread],
            "shrunk_list": account.shrunk_list,
            "refused": [each._asdict() for each in account.refused],
            "errors": account.error_count,
            "latest_fault": self.unlinked and self.unlinked.as_json(),
            "retried": self.second_try and self.second_try.as_json(),
            "copies": [shown_name(str(each)) for each in self.copies],
            "unwritten": list(self.unwritten),
            "changes": self.changes and changes_as_json(self.changes),
            "edited": [shown_name(str(each)) for each in self.edited],
            **({} if self.outlook is None else {"whole_list": asdict(self.outlook)}),
        }
