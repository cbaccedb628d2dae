"""One attempt in flight, from the moment it begins; it can be abandoned before its time-out."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from batch.lookup.controls import Control
from batch.lookup.pacing import Silence
from batch.lookup.trial import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The wall clock, in UTC, for what people read, and the monotonic clock, in seconds, for durations."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic


class Flight(msgspec.Struct, eq=False, kw_only=True):
    """An attempt in flight; `sent_at` is when its request went out, None while it waits for a token.

    - `in_flight` is how many were in flight when it began, itself included; `silence` is the register's at that moment.
    - `is_probe`: it went alone through a circuit that was not open.
    - `control` is set where it asks about somebody who was answered before; its trial has no lookup of the ledger.
    - `unread_seconds`: for at most so long its reply lay in our own event loop, once it has landed.
    - `worker` is the task that makes it; `is_abandoned`: it was ended before its time-out, for the sake of others.
    """

    trial: Trial
    begun: datetime
    begun_at: float
    in_flight: int
    is_probe: bool
    silence: Silence
    control: Control | None = None
    sent_at: float | None = None
    unread_seconds: float = 0.0
    worker: "asyncio.Task[None] | None" = None
    is_abandoned: bool = False

    def seconds(self, now: float) -> float:
        """Return how long ago the request was sent; 0 before it is."""
        return 0.0 if self.sent_at is None else now - self.sent_at

    def abandon(self) -> None:
        """Cancel the request; the worker catches that and goes on with another look-up."""
        if self.worker is not None and not self.is_abandoned:
            self.is_abandoned = True
            self.worker.cancel()

    def uncancel(self) -> bool:
        """Take the cancellation by `abandon` back; return whether it was the only one."""
        return self.is_abandoned and self.worker is not None and not self.worker.uncancel()
