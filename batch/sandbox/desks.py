"""The capacity model: so many served at a time, so many waiting, nobody beyond."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from batch.sandbox.durations import draw_seconds
from batch.sandbox.faults import Capacity


class QueueFullError(Exception):
    """Raised within the sandbox when no more may wait."""


class Desks:
    """The desks of a register of limited capacity: first come, first served."""

    def __init__(self, capacity: Capacity, seed: int) -> None:
        self.capacity = capacity
        self._seed = seed
        self._free = asyncio.Semaphore(capacity.served)
        self._waiting = 0

    @asynccontextmanager
    async def served(self, digits: str, ask: int) -> AsyncIterator[None]:
        """Wait for a desk, hold it for the service time and while the answer is made; may raise QueueFullError."""
        await self._queue_up()
        try:
            await asyncio.sleep(draw_seconds(self.capacity.seconds, self.capacity.spread, self._seed, digits, ask))
            yield
        finally:
            self._free.release()

    async def _queue_up(self) -> None:
        if self._free.locked() and self._waiting >= self.capacity.queue:
            raise QueueFullError
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
