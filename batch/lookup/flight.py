"""One attempt under way."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from batch.lookup.trial import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The time of day for people, and a clock that only goes forward for durations (seconds)."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic


@dataclass(slots=True, eq=False, kw_only=True)
class Flight:
    """An attempt from its start to its end; `sent_at` is when its request went out, None while it waits for a token.

    `in_flight` is how many were under way with it when it began, `is_probe` whether it went alone through a circuit
    that was not open. `leave` ends it before its time.
    """

    trial: Trial
    begun: datetime
    begun_at: float
    in_flight: int
    is_probe: bool
    sent_at: float | None = None
    patience: asyncio.Timeout = field(default_factory=lambda: asyncio.timeout(None))

    def seconds(self, now: float) -> float:
        """Return how long the request has been out, 0 for none."""
        return 0.0 if self.sent_at is None else now - self.sent_at

    def leave(self) -> None:
        """Let go of it: its worker sees a time-out that is not the register's."""
        if self.patience.when() is None:
            self.patience.reschedule(0)
