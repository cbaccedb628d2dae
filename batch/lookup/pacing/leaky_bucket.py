"""Decides when the next look-up may begin at a given rate, evenly spaced."""

# Timers fire some milliseconds late. So much is made up for: with none, 200 a second would not be reached; with more,
# starts would come in bursts.
_TIMER_SECONDS = 0.005


class LeakyBucket:
    """A leaky bucket without burst: one start every `1 / rate` seconds, and unused time is not saved up.

    `rate` is in starts per second, None for no limit. Times are seconds of the monotonic clock.
    """

    def __init__(self, rate: float | None) -> None:
        self._spacing = 1 / rate if rate else 0.0
        self._next_at = float("-inf")

    def opens_at(self, now: float) -> float:
        """Return when the next start is due: `now`, or later."""
        return max(self._next_at, now)

    def take(self, now: float) -> None:
        """Note a start."""
        is_on_time = now - self._next_at <= _TIMER_SECONDS
        self._next_at = (self._next_at if is_on_time else now) + self._spacing
