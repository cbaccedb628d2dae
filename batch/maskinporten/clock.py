"""The clocks that a token's age and a refresh's patience are measured by."""

import asyncio
import sys
import time
from datetime import UTC, datetime
from typing import Protocol


class TokenClock(Protocol):
    """What is asked of time; tests move one by hand."""

    def now(self) -> datetime:
        """Return the time of day in UTC, which someone may set back or forth."""

    def monotonic(self) -> float:
        """Return seconds of a monotonic clock that goes on while the machine sleeps."""

    def awake(self) -> float:
        """Return seconds of a monotonic clock that stands still while the machine sleeps."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The machine's own clocks.

    On Linux `time.monotonic` stands still while a laptop sleeps, and so would a token's age: CLOCK_BOOTTIME goes
    on. On macOS CLOCK_MONOTONIC goes on, unlike `time.monotonic`. Elsewhere both readings are `time.monotonic`.
    """

    def __init__(self) -> None:
        self._sleepless = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        if sys.platform == "win32" or self._sleepless is None:
            return time.monotonic()
        return time.clock_gettime(self._sleepless)

    def awake(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
