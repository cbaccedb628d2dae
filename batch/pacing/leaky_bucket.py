"""Spaces starts evenly in time."""


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
        """Note a start. One that is a little late does not put off those after it, or the rate would not be met."""
        is_late_by_less_than_one = now - self._next_at < self._spacing
        self._next_at = (self._next_at if is_late_by_less_than_one else now) + self._spacing
