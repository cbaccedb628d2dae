"""Counts the outcomes and attempts of a run while it works, for progress and summary."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from batch.lookup.progress.request_counts import RequestCounts
from batch.lookup.progress.time_left import Difficult, Throughput
from batch.options.lane_speeds import LaneSpeeds
from batch.outcome import Lane, OutcomeKind

_LEAST_NAMED_SECONDS = 1.0  # shorter ones nobody looks for
_MOST_NAMED = 500  # a fact of the ledger each; a register that throttles so often is in the course


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """How many look-ups are in flight, and how many may be.

    Until `quiet_until`, of the monotonic clock, nothing is asked on purpose: the register is down, or throttles us.
    `usual_seconds` is what an answer took of late.
    """

    in_flight: int = 0
    limit: int = 0
    quiet_until: float = float("-inf")
    usual_seconds: float = 0.0


@dataclass(slots=True)
class Pauses:
    """For how long nothing was asked on purpose, in seconds of the monotonic clock, and why.

    `named` are begin, length and cause of those that are over, as many as a report has room for.
    """

    named: list[tuple[float, float, str]] = field(default_factory=list)
    count: int = 0  #: of those that are over and lasted long enough to be looked for
    _ended: float = 0.0
    _since: float | None = None
    _why: str = ""

    def note(self, *, is_paused: bool, now: float, why: str = "") -> None:
        """Note whether it is one from now on."""
        lasted = 0.0 if self._since is None else now - self._since
        if self._since is not None and lasted >= _LEAST_NAMED_SECONDS:
            self.count += 1
            if len(self.named) < _MOST_NAMED:
                self.named.append((self._since, lasted, self._why))
        self._ended += lasted
        self._since, self._why = (now, why) if is_paused else (None, "")

    def seconds(self, now: float) -> float:
        return self._ended + (0.0 if self._since is None else now - self._since)


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts of one run, kept by the pool; `total` is the number of distinct identifiers.

    `attempt_count` is how many attempts have ended, `control_count` how many of them were controls; `traffic` returns
    what is in flight now, `token_requests` how many grants were sent. `difficult` are those that wait for a later lane,
    `speeds` what their time depends on. Any thread may read.
    """

    total: int
    by_kind: Counter[OutcomeKind] = field(default_factory=Counter)
    attempt_count: int = 0
    control_count: int = 0
    traffic: Callable[[], Traffic] = Traffic
    token_requests: Callable[[], int] = int
    requests: RequestCounts = field(default_factory=RequestCounts)
    pauses: Pauses = field(default_factory=Pauses)
    difficult: Difficult = field(default_factory=Difficult)
    speeds: LaneSpeeds | None = None
    _throughput: Throughput = field(default_factory=Throughput, repr=False)

    @classmethod
    def begin(cls, counts: Mapping[OutcomeKind, int], by_lane: Iterable[tuple[Lane, bool, int]] = ()) -> "Tally":
        """Start from the ledger's counts, where `not_run` is what is still to be done.

        `by_lane` are those put off by an earlier command: lane, whether it was charged a failure, count.
        """
        difficult = Difficult()
        for lane, is_charged, count in by_lane:
            difficult.add(lane, is_charged=is_charged, count=count)
        settled: Counter[OutcomeKind] = Counter(
            {kind: count for kind, count in counts.items() if kind is not OutcomeKind.NOT_RUN}
        )
        return cls(total=sum(counts.values()), by_kind=settled, difficult=difficult)

    def pace(self, now: float) -> tuple[float, float | None]:
        """Return identifiers settled per second of late, and the seconds left: None while nobody can tell."""
        per_second = self._throughput.sample(now, self.done)
        traffic, easy = self.traffic(), self.total - self.done - self.difficult.total
        if self.speeds is None or not traffic.limit or (easy and not per_second):
            return per_second, None
        growth = 1 + (easy / self.done if self.done else 0.0)
        later = self.difficult.seconds(
            done=self.done, growth=growth, limit=traffic.limit, usual_seconds=traffic.usual_seconds, speeds=self.speeds
        )
        quiet = max(0.0, traffic.quiet_until - now)
        return per_second, quiet + (easy / per_second if easy else 0.0) + later

    def outcomes(self) -> dict[OutcomeKind, int]:
        """Count the identifiers by outcome as of now; who has none is not run."""
        return {**self.by_kind, OutcomeKind.NOT_RUN: self.total - self.done}

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
