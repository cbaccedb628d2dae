"""Bounds many waits with one timer, since a timer for each costs as much as writing the request."""

import asyncio
from types import TracebackType
from typing import Self


class SharedTimeout:
    """Behaves as asyncio.timeout(seconds) does, with one timer for all waits.

    All have the same length, so the wait that began first ends first, and only its end needs a timer. Belongs to the
    event loop that runs when it is made: to ask for that loop at each wait is a system call in Python 3.11.
    """

    def __init__(self, seconds: float) -> None:
        self.loop = asyncio.get_running_loop()
        self._seconds = seconds
        self._waits: dict[_Wait, None] = {}
        self._has_timer = False

    def running(self) -> "_Wait":
        """Return a context that is left with TimeoutError when what is awaited in it takes too long."""
        return _Wait(self)

    def begin(self, wait: "_Wait") -> None:
        """Take note of a wait that begins now."""
        wait.ends_at = self.loop.time() + self._seconds
        self._waits[wait] = None
        if not self._has_timer:
            self._ring_at(wait.ends_at)

    def end(self, wait: "_Wait") -> None:
        """Take note of a wait that has ended in time."""
        del self._waits[wait]

    def _ring_at(self, moment: float) -> None:
        self._has_timer = True
        self.loop.call_at(moment, self._ring)

    def _ring(self) -> None:
        self._has_timer = False
        now = self.loop.time()
        for wait in tuple(self._waits):
            if wait.ends_at > now:
                return self._ring_at(wait.ends_at)
            self.end(wait)
            wait.is_over = True
            wait.task.cancel()
        return None


class _Wait:
    __slots__ = ("_cancelling", "_shared", "ends_at", "is_over", "task")

    task: asyncio.Task[object]

    def __init__(self, shared: SharedTimeout) -> None:
        self._shared = shared
        self.ends_at = 0.0
        self.is_over = False

    def __enter__(self) -> Self:
        task = asyncio.current_task(self._shared.loop)
        if task is None:
            raise RuntimeError("a time-out needs a task that it can interrupt")
        self.task, self._cancelling = task, task.cancelling()
        self._shared.begin(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if not self.is_over:
            self._shared.end(self)
        elif self.task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError from error
