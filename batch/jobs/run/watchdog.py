"""Ends a run that hangs: when nothing has moved for too long, whatever the reason."""

import asyncio
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import structlog

from batch.errors import HungError
from batch.jobs.exit_codes import ExitCode

_CHECKS_A_PERIOD = 10  # so that it barks at most a tenth of the period late
_END_WITHIN_SECONDS = 20.0  # a cancelled event loop ends within moments, unless it is blocked itself
_log = structlog.get_logger(__name__)


def end_process() -> None:
    """End the whole process: nothing else helps where its only thread is blocked."""
    os._exit(ExitCode.DEFECT)


class Stillness:
    """Tells how long nothing has moved. Times are seconds of the monotonic clock."""

    def __init__(self, now: float) -> None:
        self._moved_at = now
        self._seen: object = None

    def seconds(self, seen: object, *, is_quiet: bool, now: float) -> float:
        """Return for how long `seen` has been the same; a deliberate pause does not count."""
        if is_quiet or seen != self._seen:
            self._seen, self._moved_at = seen, now
        return now - self._moved_at


class Watchdog:
    """A thread of its own, since a blocked event loop can't watch itself.

    When nothing has moved for `seconds` it reports where the program stands, without any value, and calls `end`. If
    that does not help, it calls `give_up`: what was committed is safe, and the same command goes on.
    """

    def __init__(
        self,
        *,
        seconds: float,
        seen: Callable[[], object],
        is_quiet: Callable[[], bool],
        end: Callable[[], None],
        give_up: Callable[[], None] = end_process,
    ) -> None:
        self.seconds = seconds
        self.has_barked = False
        self._seen = seen
        self._is_quiet = is_quiet
        self._end = end
        self._give_up = give_up
        self._watched = threading.get_ident()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()

    def _watch(self) -> None:
        stillness = Stillness(time.monotonic())
        while not self._is_over.wait(self.seconds / _CHECKS_A_PERIOD):
            if stillness.seconds(self._seen(), is_quiet=self._is_quiet(), now=time.monotonic()) >= self.seconds:
                self._bark()
                return

    def _bark(self) -> None:
        self.has_barked = True
        stack = traceback.format_stack(sys._current_frames()[self._watched])  # noqa: SLF001 - its documented use
        _log.error("nothing has moved", seconds=self.seconds, state=str(self._seen()), stack="".join(stack))
        self._end()
        if not self._is_over.wait(_END_WITHIN_SECONDS):
            self._give_up()


@contextmanager
def watched(
    *, seconds: float, seen: Callable[[], object], is_quiet: Callable[[], bool], give_up: Callable[[], None]
) -> Iterator[None]:
    """Watch the current task: raise HungError out of it when nothing has moved for so many seconds."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def cancel() -> None:
        loop.call_soon_threadsafe(task.cancel)

    watchdog = Watchdog(seconds=seconds, seen=seen, is_quiet=is_quiet, end=cancel, give_up=give_up)
    with watchdog:
        try:
            yield
        except asyncio.CancelledError:
            if not watchdog.has_barked:
                raise
            task.uncancel()
            raise HungError(
                f"a defect in the program: nothing has moved for {seconds:g} s",
                remedy="please report what the log says; the same command goes on",
                seconds=seconds,
            ) from None
