"""Runs the job in a thread of its own, so that it has an event loop where the caller's thread runs one already.

The caller's thread waits, shows how far it has come, and hands a KeyboardInterrupt on as the command line does with
Ctrl-C: the first one finishes what is in flight, the next one leaves at once.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from batch.api.progress import ProgressLine
from batch.errors import HungError, LeftAtOnceError
from batch.errors.exhaustion import exhaustion
from batch.jobs.exit_codes import code_of_end
from batch.jobs.run import RunHooks
from batch.lookup import Stop
from batch.lookup.progress.tally import Tally
from batch.report.summary import Summary

_LOOK_EVERY_SECONDS = 0.1  # quick for a person who interrupts, and no work for the machine


class JobThread:
    """One job; `call` returns its summary, or raises what it raised."""

    def __init__(self, job: Callable[[RunHooks], Summary], line: ProgressLine) -> None:
        self._job = job
        self._line = line
        self._thread = threading.Thread(target=self._work, name="ektepakt-batch", daemon=True)
        self._summary: Summary | None = None
        self._error: BaseException | None = None
        self._lock = threading.Lock()
        self._interrupts = 0
        self._interrupt: Callable[[], None] | None = None
        self._is_over = threading.Event()
        self._hang: HungError | None = None

    def call(self) -> tuple[Summary, bool]:
        """Return the summary, and whether somebody interrupted. Raises HungError where the thread can't be ended."""
        self._thread.start()
        try:
            while True:
                try:
                    self._wait()
                    break
                except KeyboardInterrupt:
                    self._take_interrupt()
        finally:
            self._line.end()
        return self._ended()

    def _wait(self) -> None:
        """Wait for an event: a join that is interrupted takes the thread for ended, in Python 3.11."""
        while not self._is_over.wait(_LOOK_EVERY_SECONDS):
            self._line.show()

    def _ended(self) -> tuple[Summary, bool]:
        if self._hang is not None:
            raise self._hang
        if self._error is None:
            assert self._summary is not None
            return self._summary, self._interrupts > 0
        if isinstance(self._error, LeftAtOnceError) and self._interrupts:
            raise KeyboardInterrupt("left at once; the same call goes on") from None
        if isinstance(self._error, Exception) and (used_up := exhaustion(self._error)):
            raise used_up from self._error
        raise self._error

    def _work(self) -> None:
        hooks = RunHooks(
            command="batch.look_up",
            announced=lambda _announcement: None,
            stoppable=self._stoppable,
            shown=self._shown,
            is_attended=False,
            given_up=self._give_up,
            code_of=code_of_end,
        )
        try:
            self._summary = self._job(hooks)
        except BaseException as error:  # noqa: BLE001 - it is raised in the thread that called
            self._error = error
        finally:
            self._is_over.set()

    def _give_up(self, hang: HungError) -> None:
        """Leave the thread to itself; the caller's process is not ours to end."""
        self._hang = hang
        self._is_over.set()

    def _take_interrupt(self) -> None:
        """Hand it on to the look-ups, now or as soon as they begin; what surrounds them takes seconds."""
        with self._lock:
            self._interrupts += 1
            if self._interrupt is not None:
                self._interrupt()

    @contextmanager
    def _stoppable(self, stop: Stop) -> Iterator[None]:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None

        def end() -> None:
            if self._interrupts > 1:
                task.cancel()
            stop.request()

        def interrupt() -> None:
            with suppress(RuntimeError):  # the loop is closed: it has ended
                loop.call_soon_threadsafe(end)

        with self._lock:
            self._interrupt = interrupt
            if self._interrupts:
                interrupt()
        try:
            yield
        finally:
            with self._lock:
                self._interrupt = None

    @asynccontextmanager
    async def _shown(self, tally: Tally) -> AsyncIterator[None]:
        self._line.tally = tally
        yield
