"""Counts what has happened to the identifiers of a run so far, for progress and summary."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from batch.outcome import OutcomeKind


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts of one run, changed by the pool while it works; `total` is the number of distinct identifiers.

    `limit` is how many may be in flight at present, `attempt_count` how many attempts have ended; before
    `quiet_until`, of the clock that only goes forward, nothing is asked on purpose.
    """

    total: int
    by_kind: Counter[OutcomeKind] = field(default_factory=Counter)
    in_flight: int = 0
    limit: int = 0
    attempt_count: int = 0
    quiet_until: float = float("-inf")

    @classmethod
    def begin(cls, counts: Mapping[OutcomeKind, int]) -> "Tally":
        """Start from the ledger's counts; what is `not_run` there is still to be done."""
        settled: Counter[OutcomeKind] = Counter(
            {kind: count for kind, count in counts.items() if kind is not OutcomeKind.NOT_RUN}
        )
        return cls(total=sum(counts.values()), by_kind=settled)

    @property
    def done(self) -> int:
        return self.by_kind.total()

    @property
    def found(self) -> int:
        return self.by_kind[OutcomeKind.FOUND]

    @property
    def empty(self) -> int:
        return self.by_kind[OutcomeKind.EMPTY]

    @property
    def errors(self) -> int:
        return self.done - self.found - self.empty
