"""Counts what has happened to the identifiers of a run so far, for progress and summary."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from batch.outcome import OutcomeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """How many look-ups are in flight, and how many may be.

    Before `quiet_until`, of the clock that only goes forward, nothing is asked on purpose.
    """

    in_flight: int = 0
    limit: int = 0
    quiet_until: float = float("-inf")


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts of one run, changed by the pool while it works; `total` is the number of distinct identifiers.

    `attempt_count` is how many attempts have ended, `traffic` tells what is under way; any thread may ask.
    """

    total: int
    by_kind: Counter[OutcomeKind] = field(default_factory=Counter)
    attempt_count: int = 0
    traffic: Callable[[], Traffic] = Traffic

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
