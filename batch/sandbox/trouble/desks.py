"""Models the register's capacity as a queue: so many served at a time, so many waiting, 503 beyond."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from batch.sandbox.trouble.durations import draw_seconds
from batch.sandbox.trouble.faults import Capacity


class QueueFullError(Exception):
    """Raised within the sandbox when no more may wait; `capacity` is the one that was exceeded."""

    def __init__(self, capacity: Capacity) -> None:
        super().__init__()
        self.capacity = capacity


class Desks:
    """The desks of the register: first come, first served; without a capacity there is one for everybody.

    A new capacity holds from then on: who is being served is finished, who waits keeps the place in the queue, and
    nobody is served while as many as the new limit are.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._capacity: Capacity | None = None
        self._busy_count = 0
        self._queue: deque[asyncio.Future[None]] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None

    def resize(self, capacity: Capacity | None) -> None:
        """Let this capacity hold from now on; may be called from another thread than the one that serves."""
        self._capacity = capacity
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._call_waiting)

    @asynccontextmanager
    async def served(self, digits: str, ask: int) -> AsyncIterator[None]:
        """Wait for a desk, hold it for the service time and while the answer is made; may raise QueueFullError."""
        await self._queue_up()
        try:
            if (capacity := self._capacity) is not None:
                await asyncio.sleep(draw_seconds(capacity.seconds, capacity.spread, self._seed, digits, ask))
            yield
        finally:
            self._leave()

    async def _queue_up(self) -> None:
        capacity = self._capacity
        if capacity is None or (not self._queue and self._busy_count < capacity.served):
            self._busy_count += 1
            return
        if len(self._queue) >= capacity.queue:
            raise QueueFullError(capacity)
        self._loop = asyncio.get_running_loop()
        await self._wait(self._loop.create_future())

    async def _wait(self, turn: asyncio.Future[None]) -> None:
        self._queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn in self._queue:
                self._queue.remove(turn)
            elif not turn.cancelled():  # called and hung up in the same moment
                self._leave()
            raise

    def _leave(self) -> None:
        self._busy_count -= 1
        self._call_waiting()

    def _call_waiting(self) -> None:
        while self._queue and (self._capacity is None or self._busy_count < self._capacity.served):
            turn = self._queue.popleft()
            if not turn.done():
                self._busy_count += 1
                turn.set_result(None)
