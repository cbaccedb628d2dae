"""Decides which waiting lookup is next: new ones in input order, retries when they are due."""

import heapq
from collections import deque
from collections.abc import Iterable
from itertools import count

from batch.lookup.trial import Trial

# Simply chosen, well above any concurrency: with so many retries waiting nothing new is begun, so that memory does not
# grow with the number of failures.
MOST_WAITING = 1000


class Backlog:
    """Gives one trial at a time. Times are seconds of the monotonic clock."""

    def __init__(self) -> None:
        self._new: deque[Trial] = deque()
        self._again: list[tuple[float, int, Trial]] = []
        self._numbers = count()

    @property
    def is_empty(self) -> bool:
        return not self._new and not self._again

    @property
    def new_count(self) -> int:
        return len(self._new)

    def add_new(self, trials: Iterable[Trial]) -> None:
        self._new.extend(trials)

    def add_again(self, trial: Trial, due_at: float) -> None:
        """Add a retry that is due at `due_at`; of several that are due, the earliest comes first."""
        heapq.heappush(self._again, (due_at, next(self._numbers), trial))

    def due_at(self) -> float:
        """Return when the next one can be taken: minus infinity for at once, infinity when nothing waits."""
        if self._new and len(self._again) < MOST_WAITING:
            return float("-inf")
        return self._again[0][0] if self._again else float("inf")

    def take(self, now: float, *, prefers_new: bool = False) -> Trial | None:
        """Take a retry that is due, else a new one, else none; `prefers_new` looks for a new one first."""
        may_be_new = self._new and len(self._again) < MOST_WAITING
        if may_be_new and prefers_new:
            return self._new.popleft()
        if self._again and self._again[0][0] <= now:
            return heapq.heappop(self._again)[2]
        return self._new.popleft() if may_be_new else None
