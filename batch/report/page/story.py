"""Gathers what a page tells: from the ledger, the export and the manifest's facts, once, in frozen data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from batch.export.changes import Changes
from batch.export.figures import Figures
from batch.export.phase import Exported
from batch.identity.masking import mask_identifiers
from batch.ledger import Category, Ledger, NamedPause, Stretch
from batch.outcome import OutcomeKind
from batch.report.account import Account
from batch.report.page.course_chart import Span, pauses_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A run as its page tells it. `facts` are the manifest's, masked as they are there.

    `unsent` are the values that no request was made for, by reason, `repairs` those that were read though damaged.
    `retry` is the command that asks again about those without an answer.
    """

    facts: Mapping[str, Any]
    account: Account
    figures: Figures = field(default_factory=Figures)
    anomalies: Mapping[str, int] = field(default_factory=dict)
    course: Sequence[Stretch] = ()
    pauses: Sequence[NamedPause] = ()
    unsent: Sequence[Category] = ()
    repairs: Sequence[Category] = ()
    taken_in_at: datetime | None = None
    changes: Changes | None = None
    retry: str = ""

    @classmethod
    def of(
        cls,
        ledger: Ledger,
        *,
        facts: Mapping[str, Any],
        account: Account,
        exported: Exported,
        retry: str,
    ) -> Self:
        """Gather it; `retry` is the command as it was for the other files. Raises LedgerError."""
        taken_in_at = ledger.fact("intake_done_at")
        return cls(
            facts=facts,
            account=account,
            figures=exported.figures,
            anomalies=exported.anomaly_counts,
            course=(course := ledger.course()),
            pauses=pauses_of(course, ledger.pauses()),
            unsent=ledger.refused(OutcomeKind.INVALID_ID, OutcomeKind.WRONG_ENVIRONMENT),
            repairs=ledger.repairs(),
            taken_in_at=None if taken_in_at is None else datetime.fromisoformat(taken_in_at),
            changes=exported.changes,
            retry=mask_identifiers(retry),
        )

    def identifiers(self, *kinds: OutcomeKind) -> int:
        """Count the identifiers with one of these outcomes."""
        return sum(count.identifiers for kind, count in self.account.counts.items() if kind in kinds)

    @property
    def asked_span(self) -> Span:
        """From when until when look-ups went on; the first interval of the course begins before they did."""
        begins, last = float(self.course[0].begins), self.course[-1]
        if self.taken_in_at is not None:
            begins = max(begins, self.taken_in_at.timestamp())
        return Span(begins, max([begins, last.begins + last.seconds, *(each.ends for each in self.pauses)]))

    @property
    def answered_count(self) -> int:
        return self.account.identifier_count - self.account.error_count

    @property
    def paused_seconds(self) -> float:
        return sum(each.ends - each.begins for each in self.pauses)
