"""What the settings say about the time that the slow lane takes: for a plan, and for the time left of a run."""

from dataclasses import dataclass
from math import ceil
from typing import Self

from batch.options.lookup_options import LookupOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneSpeeds:
    """Of those that never answer each costs the time-out `timeouts_each` times; `slow_lane_limit` go side by side."""

    timeout_seconds: float
    timeouts_each: int
    slow_lane_limit: int

    @classmethod
    def of(cls, options: LookupOptions, *, timeout_seconds: float, attempts: int, is_test: bool) -> Self:
        """Take them from the settings; in a test environment one time-out is final."""
        return cls(
            timeout_seconds=timeout_seconds,
            timeouts_each=1 if is_test else attempts,
            slow_lane_limit=options.slow_lane_limit(is_test=is_test),
        )

    def silent_seconds(self, count: float, *, limit: int) -> float:
        """Return how long so many take that never answer, with at most `limit` in flight."""
        return ceil(count / min(limit, self.slow_lane_limit)) * self.timeout_seconds * self.timeouts_each
