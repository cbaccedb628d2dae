"""Measures event loop lag: how long our own event loop takes to come round, in which a reply lies unread."""

from collections.abc import Callable


class LoopLag:
    """Measures the turns in which something is noted; `monotonic` is the clock, in seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._began: float | None = None
        self._last = 0.0
        self.seconds = 0.0
        """For at most so long a reply that is read now may have lain there.

        That is what the two last turns took: asyncio reads a reply in one turn, and wakes its task in the next.
        """

    def begin(self) -> bool:
        """Note that something is done in this turn; return whether it is the first, and `end` is to be called soon."""
        if self._began is not None:
            return False
        self._began = self._monotonic()
        return True

    def end(self) -> None:
        """Note that the next turn has begun."""
        if self._began is not None:
            before, self._last = self._last, self._monotonic() - self._began
            self.seconds = before + self._last
            self._began = None
