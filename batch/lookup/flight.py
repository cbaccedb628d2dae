"""One attempt under way."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from batch.lookup.pacing import Silence
from batch.lookup.trial import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The time of day for people, and a clock that only goes forward for durations (seconds)."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic


@dataclass(slots=True, eq=False, kw_only=True)
class Flight:
    """An attempt from its start to its end; `sent_at` is when its request went out, None while it waits for a token.

    - `in_flight` is how many were under way with it when it began, `silence` the one of the register that it began in.
    - `is_probe`: whether it went alone through a circuit that was not open.
    - `worker` is the task that makes it; `is_abandoned`: it was ended before its time-out, for the sake of others.
    """

    trial: Trial
    begun: datetime
    begun_at: float
    in_flight: int
    is_probe: bool
    silence: Silence
    sent_at: float | None = None
    worker: "asyncio.Task[None] | None" = None
    is_abandoned: bool = False

    def seconds(self, now: float) -> float:
        """Return how long the request has been out, 0 for none."""
        return 0.0 if self.sent_at is None else now - self.sent_at

    def abandon(self) -> None:
        """Cancel the request; the worker catches that and goes on with another look-up."""
        if self.worker is not None and not self.is_abandoned:
            self.is_abandoned = True
            self.worker.cancel()

    def uncancel(self) -> bool:
        """Take the cancellation by `abandon` back; return whether it was the only one."""
        return self.is_abandoned and self.worker is not None and not self.worker.uncancel()
