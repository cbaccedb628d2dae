"""Counts the outcomes and attempts of a run while it works, for progress and summary."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from batch.outcome import OutcomeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """How many look-ups are in flight, and how many may be.

    Until `quiet_until`, of the monotonic clock, nothing is asked on purpose: the register is down, or throttles us.
    """

    in_flight: int = 0
    limit: int = 0
    quiet_until: float = float("-inf")


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts of one run, kept by the pool; `total` is the number of distinct identifiers.

    `attempt_count` is how many attempts have ended, `control_count` how many of them were controls; `traffic` returns
    what is in flight now. Any thread may read.
    """

    total: int
    by_kind: Counter[OutcomeKind] = field(default_factory=Counter)
    attempt_count: int = 0
    control_count: int = 0
    traffic: Callable[[], Traffic] = Traffic

    @classmethod
    def begin(cls, counts: Mapping[OutcomeKind, int]) -> "Tally":
        """Start from the ledger's counts, where `not_run` is what is still to be done."""
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
