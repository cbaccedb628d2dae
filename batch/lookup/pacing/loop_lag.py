"""Measures event loop lag: how long our own event loop takes to come round, in which a reply lies unread."""

from collections import deque
from collections.abc import Callable

# A reply is read in one turn of the loop; its task goes on in the next, decides in the one after, and asks in a fourth.
_TURNS = 4


class LoopLag:
    """Measures the turns of the event loop in which something is done, and a few after it.

    `monotonic` is the clock, in seconds, `call_soon` the loop's.
    """

    def __init__(self, monotonic: Callable[[], float], call_soon: Callable[[Callable[[], None]], object]) -> None:
        self._monotonic = monotonic
        self._call_soon = call_soon
        self._turned_at: deque[float] = deque(maxlen=_TURNS + 1)
        self._left = 0
        self.seconds = 0.0
        """What the last such turns took: for at most so long a reply that is read now may have lain there."""

    def note(self) -> None:
        """Note that something is done in this turn."""
        if not self._left:
            self._turned_at.clear()
            self._turned_at.append(self._monotonic())
            self._call_soon(self._turn)
        self._left = _TURNS

    def _turn(self) -> None:
        self._turned_at.append(self._monotonic())
        self.seconds = self._turned_at[-1] - self._turned_at[0]
        self._left -= 1
        if self._left:
            self._call_soon(self._turn)
