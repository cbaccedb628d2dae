"""What a plan holds, and its JSON for scripts."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from batch.cells.observations import Observation
from batch.config import ForeignAddress
from batch.errors import CredentialsMissingError, EktepaktBatchError, InputError
from batch.errors.shown_text import shown_name
from batch.identity.environment import Environment
from batch.jobs.plan.duration import Estimate
from batch.ledger import Category, LedgerFile
from batch.report.account import are_too_many


@dataclass(frozen=True, slots=True, kw_only=True)
class InputAccount:
    """What the inputs hold, counted as a run would count it; places are named by file and row, never by content."""

    files: Sequence[LedgerFile]
    passed_over: Sequence[Path]
    cells: int
    identifiers: int  #: distinct ones, lawful
    duplicates: Sequence[Category]
    invalid: Sequence[Category]
    wrong_environment: Sequence[Category]
    repairs: Sequence[Category]
    cut_at: str | None

    @property
    def row_count(self) -> int:
        return sum(file.row_count for file in self.files)

    @property
    def counted_noun(self) -> str:
        """What the rows of a category are called: in a list with several identifier columns they are cells."""
        return "cell" if self.cells > self.row_count else "row"

    @property
    def blank_count(self) -> int:
        return sum(file.blank_count for file in self.files)

    @property
    def observations(self) -> list[tuple[str, Observation]]:
        return [(file.name, each) for file in self.files for each in file.observations]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingAccount:
    """Which of the identifiers would be asked about, and what becomes of the others."""

    continued_run: str | None  #: the unfinished run that would be continued
    settled: int  #: already have their outcome in that run
    reused: int  #: answered in earlier runs
    unknown_answers: str | None  #: the sentence about answers in fed back copies that can't be reused
    slow: int  #: remembered as slow, and skipped
    requests: int
    expected_bytes: int  #: that a run writes under --out
    free_bytes: int
    estimate: Estimate
    is_sample: bool = False  #: of which neither bad rows nor slow identities are part
    is_cut_short: bool = False  #: --max-requests stops the run before all are asked about


class Count(NamedTuple):
    """So many distinct identifiers in so many rows."""

    identifiers: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What `run` would do; `problems` are all things that would end it, `unread` the inputs that can't be read.

    Credentials that are `missing` are no problem: who plans may not have them yet, and a plan needs none.
    """

    environment: Environment
    register_url: str | None  #: None for the embedded register
    token_url: str | None
    limits: Sequence[str]
    inputs: InputAccount
    asking: AskingAccount
    key: str
    key_warning: str | None
    problems: Sequence[EktepaktBatchError]
    missing: CredentialsMissingError | None = None
    unread: Sequence[InputError] = ()
    max_errors: str = "0"
    shrunk_list: str | None = None  #: the sentence about a list that is much shorter than last time
    answered_today: str | None = None  #: the sentence about a list that a complete run of today answered
    next_command: str = "ektepakt-batch run"
    foreign: Sequence[ForeignAddress] = ()  #: what is not the environment's own
    act_soon: Sequence[str] = ()  #: what of the key a person must see to now

    @property
    def certain_errors(self) -> Count:
        """What will be in errors.csv whatever the register answers: those that are not sent."""
        if self.asking.is_sample:
            return Count(identifiers=0, rows=0)
        inputs = self.inputs
        not_sent = [*inputs.invalid, *inputs.wrong_environment]
        return Count(
            identifiers=sum(each.identifiers for each in not_sent) + self.asking.slow,
            rows=sum(each.rows for each in not_sent) + self.asking.slow,
        )

    @property
    def has_too_many_errors(self) -> bool:
        """Whether a run must end with too many errors, were everybody answered that is asked about."""
        of = self.inputs.identifiers + sum(each.identifiers for each in self.inputs.invalid)
        return are_too_many(self.certain_errors.identifiers, of=of, allowed=self.max_errors)

    def as_json(self) -> dict[str, Any]:
        inputs, asking = self.inputs, self.asking
        return {
            "environment": self.environment.value,
            "register_url": self.register_url,
            "token_url": self.token_url,
            "origins": {each.setting.name: each.origin and each.origin.as_json() for each in self.foreign},
            "limits": list(self.limits),
            "can_run": not self.problems and self.missing is None,
            "problems": [each.as_json() for each in self.problems],
            "missing": None if self.missing is None else list(self.missing.missing),
            "unread_inputs": [each.as_json() for each in self.unread],
            "key": self.key,
            "key_warning": self.key_warning,
            "inputs": [_file_as_json(file) for file in inputs.files],
            "passed_over": [shown_name(str(path)) for path in inputs.passed_over],
            "rows": inputs.row_count,
            "blank_rows": inputs.blank_count,
            "cells": inputs.cells,
            "identifiers": inputs.identifiers,
            "duplicates": [asdict(category) for category in inputs.duplicates],
            "invalid_id": [asdict(category) for category in inputs.invalid],
            "wrong_environment": [asdict(category) for category in inputs.wrong_environment],
            "repairs": [asdict(category) for category in inputs.repairs],
            "cut_at": inputs.cut_at,
            "continued_run": asking.continued_run,
            "settled": asking.settled,
            "reused": asking.reused,
            "unknown_answers": asking.unknown_answers,
            "slow": asking.slow,
            "requests": asking.requests,
            "expected_megabytes": asking.expected_bytes // 10**6,  # as bytes a disk's size looks like an identifier
            "free_megabytes": asking.free_bytes // 10**6,
            "shrunk_list": self.shrunk_list,
            "answered_today": self.answered_today,
            "errors_at_least": self.certain_errors.identifiers,
            "has_too_many_errors": self.has_too_many_errors,
            "next_command": self.next_command,
            "expected_seconds": round(asking.estimate.seconds, 1),
            "assumption": asking.estimate.assumption,
        }


def _file_as_json(file: LedgerFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "rows": file.row_count,
        "blank_rows": file.blank_count,
        "decided": dict(file.decided),
        "observations": [each.as_json() | {"said": str(each)} for each in file.observations],
    }
