"""Reckons how long the rest of a run takes: the easy ones at the rate of late, the difficult ones by their lanes."""

from collections import deque
from dataclasses import dataclass
from math import sqrt

from batch.lookup.laggards import patience_seconds
from batch.options.lane_speeds import LaneSpeeds
from batch.outcome import Lane, OutcomeKind, Pending

# Of those that answer 0.7 % take five times the average with exponential latency, 1.8 % with that of the sandbox
# (lognormal). What is clearly more, by two standard deviations, will not answer in the second lane either.
_SLOW_BY_CHANCE = 0.018
# Long enough to be steady, short enough to follow a register that has become slower.
_RECENT_SECONDS = 15.0


@dataclass(slots=True, kw_only=True)
class Difficult:
    """How many wait for a later lane: slow for once, abandoned twice (silent), or failing.

    `ever_second` and `ever_silent` are how many have ever been that.
    """

    second: int = 0
    silent: int = 0
    failing: int = 0
    ever_second: int = 0
    ever_silent: int = 0

    @property
    def total(self) -> int:
        return self.second + self.silent + self.failing

    def put_off(self, pending: Pending, *, from_lane: Lane) -> None:
        """Note that a lookup was put off to the lane that `pending` says."""
        self.second -= from_lane is Lane.SECOND
        if pending.lane is not from_lane:
            self.add(pending.lane, is_charged=pending.charged > 0)

    def settled(self, pending: Pending, kind: OutcomeKind) -> None:
        """Note that a lookup has its outcome."""
        is_failing = pending.charged > 0 and kind not in {OutcomeKind.TIMEOUT, OutcomeKind.SLOW_SKIPPED}
        self.add(pending.lane, is_charged=is_failing, count=-1)

    def add(self, lane: Lane, *, is_charged: bool, count: int = 1) -> None:
        """Add so many of a lane; in the slow lane those that were charged a failure fail quickly again."""
        if lane is Lane.SECOND:
            self.second += count
            self.ever_second += max(0, count)
        elif lane is Lane.SLOW and is_charged:
            self.failing += count
        elif lane is Lane.SLOW:
            self.silent += count
            self.ever_silent += max(0, count)

    def seconds(self, *, done: int, growth: float, limit: int, usual_seconds: float, speeds: LaneSpeeds) -> float:
        """Return how long the later lanes take when `growth` times as many will have come to them as of `done`."""
        wait = patience_seconds(Lane.SECOND, usual_seconds=usual_seconds, timeout_seconds=speeds.timeout_seconds)
        by_chance = _SLOW_BY_CHANCE * done
        more = self.ever_second - by_chance - 2 * sqrt(by_chance) - self.ever_silent
        silent_in_second = min(self.second, max(0.0, more))
        silent = growth * (max(0, self.silent) + silent_in_second)
        return (
            growth * self.second * wait / limit
            + speeds.silent_seconds(silent, limit=limit)
            + growth * max(0, self.failing) * usual_seconds / min(limit, speeds.slow_lane_limit)
        )


class Throughput:
    """Identifiers settled per second of late; what was settled before the first sample does not count."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque()

    def sample(self, now: float, done: int) -> float:
        """Take note of how many are done, at most every now and then; return how many per second there were of late."""
        samples = self._samples
        samples.append((now, done))
        while len(samples) > 1 and samples[1][0] <= now - _RECENT_SECONDS:
            samples.popleft()
        first_at, first_done = samples[0]
        return (done - first_done) / (now - first_at) if now > first_at else 0.0
