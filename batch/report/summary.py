"""The closing summary of a run: counts that add up to the input, where the files are, what to do next."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from batch.errors import EktepaktBatchError, InputError, OutputError
from batch.errors.called import command
from batch.errors.shown_text import shown_name
from batch.identity.environment import Environment
from batch.options.durations import duration_in_words
from batch.outcome import OutcomeKind
from batch.report.account import Account, are_too_many
from batch.report.wording import SANDBOX_WARNING, some_of

_NAMES_PEOPLE = re.compile("-ektepakt|^errors|^oppslag")
"""The files that can be fed back: each row of them is about somebody who can be asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What the whole list would take, at the speed that its sample was answered with."""

    identifiers: int
    expected_seconds: float

    def __str__(self) -> str:
        duration = duration_in_words(self.expected_seconds)
        return f"The whole list, {self.identifiers:,} identifiers, would take about {duration} at the speed seen."


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How a run ended; `stopped_by` is the error that ended it early, None after a requested stop or a complete run.

    `unlinked` says why nothing points at the run, `edited` which files people had changed, and are kept.
    `sample` is how many were asked about where it was a sample, `control_count` how many look-ups were controls.
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
    state: Path | None = None  #: as given with --state

    @property
    def has_too_many_errors(self) -> bool:
        """Whether more identifiers are in errors.csv than `max_errors`, a count or a percentage, allows."""
        account = self.account
        return are_too_many(account.error_count, of=account.identifier_count, allowed=self.max_errors)

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
            "control_lookups": self.control_count,
            "unread_inputs": [each.as_json() for each in self.unread],
            "shrunk_list": account.shrunk_list,
            "refused": [each._asdict() for each in account.refused],
            "errors": account.error_count,
            "latest_fault": self.unlinked and self.unlinked.as_json(),
            "edited": [shown_name(str(each)) for each in self.edited],
            **({} if self.outlook is None else {"whole_list": asdict(self.outlook)}),
        }

    def lines(self) -> list[str]:
        account = self.account
        table = [
            f"  {kind.value:<18}{count.identifiers:>12,}{count.rows:>12,}" for kind, count in account.counts.items()
        ]
        return [
            *([f"SANDBOX: {SANDBOX_WARNING}."] if self.environment is Environment.SANDBOX else []),
            f"  {'outcome':<18}{'identifiers':>12}{'rows':>12}",
            *table,
            f"  {'in all':<18}{account.identifier_count:>12,}{account.cell_count:>12,}",
            *self._remarks(),
            f"Files: {self.folder}",
            self._next_step(),
            *self._kept(),
        ]

    def _remarks(self) -> list[str]:
        remarks = []
        account = self.account
        rows = f"{account.row_count:,} rows"
        if self.sample is not None:
            remarks.append(f"A sample (--sample {self.sample:,}): the rest of the {rows} is not in this run.")
        elif account.cell_count != account.row_count:
            remarks.append(f"{rows} hold {account.cell_count:,} identifier cells, each counted.")
        if account.repaired_count:
            remarks.append(f"{account.repaired_count:,} damaged values were read as `repair` says; check them.")
        if account.blank_count:
            remarks.append(f"{account.blank_count:,} blank rows were passed over.")
        if self.control_count:
            remarks.append(
                f"{self.control_count:,} look-ups asked again about somebody answered before, to see whether the "
                "register answers."
            )
        if account.shrunk_list:
            remarks.append(f"LOOK: {account.shrunk_list}.")
        if account.refused:
            remarks.append(f"Refused, while others were answered: {self._refused()}.")
        if account.reused_count:
            remarks.append(f"{account.reused_count:,} answers are those of earlier runs; attempts is 0 for them.")
        if account.cut_at:
            remarks.append(
                f"The input was cut (--limit) at {account.cut_at}: that row and all after it are not in this run."
            )
        remarks += [f"NOT READ: {each}. The run went on with the other inputs." for each in self.unread]
        return remarks

    def _refused(self) -> str:
        places = [f"{each.source} row {each.row} ({each.http_status})" for each in self.account.refused]
        more = self.account.counts[OutcomeKind.REFUSED].identifiers - len(places)
        return ", ".join([*places, *([f"and {more:,} more, see errors.csv"] if more else [])])

    def _next_step(self) -> str:
        if not self.account.is_complete:
            return "Not complete: run the same command again to go on where this run stopped."
        if self.unread:
            return "Mend the inputs that were not read and run the same command again: it takes all of them in."
        if error_count := self.account.error_count:
            return f"{error_count:,} identifiers have no answer: see errors.csv for each one's reason and advice."
        return "Every identifier has its answer."

    def _kept(self) -> Iterator[str]:
        """Say which files people had changed, and how to have what they corrected in them asked about."""
        if not self.edited:
            return
        yield f"Changed by hand, and kept: {some_of(shown_name(each.name) for each in self.edited)}."
        if corrected := [each for each in self.edited if _NAMES_PEOPLE.search(each.stem)]:
            flags = ["--env", self.environment.value, "--out", str(self.folder.parents[1])]
            flags += [] if self.state is None else ["--state", str(self.state)]
            yield f"To have the corrections in it asked about: {command('run', *map(str, corrected), *flags)}"
