"""One attempt under way."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from batch.lookup.pacing import Silence
from batch.lookup.trial import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The time of day for people, and a clock that only goes forward for durations (seconds)."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic


@dataclass(slots=True, eq=False, kw_only=True)
class Flight:
    """An attempt from its start to its end; `sent_at` is when its request went out, None while it waits for a token.

    - `in_flight` is how many were under way with it when it began, `silence` the one of the register that it began in.
    - `is_probe`: whether it went alone through a circuit that was not open.
    - `worker` is the task that makes it, `is_left` whether it was ended before its time.
    """

    trial: Trial
    begun: datetime
    begun_at: float
    in_flight: int
    is_probe: bool
    silence: Silence
    sent_at: float | None = None
    worker: "asyncio.Task[None] | None" = None
    is_left: bool = False

    def seconds(self, now: float) -> float:
        """Return how long the request has been out, 0 for none."""
        return 0.0 if self.sent_at is None else now - self.sent_at

    def leave(self) -> None:
        """Let go of it: its worker is interrupted, and goes on with another."""
        if self.worker is not None and not self.is_left:
            self.is_left = True
            self.worker.cancel()

    def is_only_left(self) -> bool:
        """Tell whether the interruption of the worker that came of `leave` was the only one, and take it back."""
        return self.is_left and self.worker is not None and not self.worker.uncancel()
