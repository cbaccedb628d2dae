"""Spaces starts evenly in time."""

_TIMER_SECONDS = 0.005
"""How late a timer rings at times: so much is made up for, or a high rate would not be met."""


class LeakyBucket:
    """Lets one start through every `1 / rate` seconds; time that was not used is not saved up for a burst.

    `rate` is in starts per second, None for no limit. Times are seconds of a clock that only goes forward.
    """

    def __init__(self, rate: float | None) -> None:
        self._spacing = 1 / rate if rate else 0.0
        self._next_at = float("-inf")

    def opens_at(self, now: float) -> float:
        """Return when the next start is due: `now`, or later."""
        return max(self._next_at, now)

    def take(self, now: float) -> None:
        """Take note of a start."""
        is_on_time = now - self._next_at <= _TIMER_SECONDS
        self._next_at = (self._next_at if is_on_time else now) + self._spacing
