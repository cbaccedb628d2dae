"""Ends a run that hangs: when nothing has moved for too long, whatever the reason."""

import asyncio
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import structlog

from batch.errors import HungError
from batch.jobs.exit_codes import ExitCode

_LOOKS_A_PERIOD = 10  # so that it barks at most a tenth of the period late
_END_WITHIN_SECONDS = 20.0  # a cancelled event loop ends within moments, unless it is blocked itself
_SPEAK_WITHIN_SECONDS = 5.0  # a line and a file of metrics, on a disk that is slow but works
_log = structlog.get_logger(__name__)


def end_process() -> None:
    """End the whole process: nothing else helps where its only thread is blocked."""
    os._exit(ExitCode.DEFECT)


def try_to(act: Callable[[], None]) -> None:
    """Do it in a thread of its own, and wait no longer than a little: what hangs may be what it writes to."""
    trying = threading.Thread(target=act, name="last words", daemon=True)
    trying.start()
    trying.join(_SPEAK_WITHIN_SECONDS)


def hung(seconds: float) -> HungError:
    return HungError(
        f"a defect in the program: nothing has moved for {seconds:g} s",
        remedy="please report what the log says; the same command goes on",
        seconds=seconds,
    )


class Stillness:
    """Counts the looks in a row at which nothing had moved.

    A clock would count on while the whole process is suspended (Ctrl-Z, a frozen container), and nothing can move.
    """

    def __init__(self) -> None:
        self._looks = 0
        self._seen: object = None

    def looks(self, seen: object, *, is_quiet: bool) -> int:
        """Return at how many looks `seen` has been the same; a deliberate pause does not count."""
        self._looks = 0 if is_quiet or seen != self._seen else self._looks + 1
        self._seen = seen
        return self._looks


class Watchdog:
    """A thread of its own, since a blocked event loop can't watch itself.

    When nothing has moved for `seconds` it reports where the program stands, without any value, and calls `end`. If
    that does not help, it gives up: what was committed is safe, and the same command goes on.
    """

    def __init__(
        self,
        *,
        seconds: float,
        seen: Callable[[], object],
        is_quiet: Callable[[], bool],
        end: Callable[[], None],
        give_up: Callable[[HungError], None],
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
        stillness = Stillness()
        while not self._is_over.wait(self.seconds / _LOOKS_A_PERIOD):
            if stillness.looks(self._seen(), is_quiet=self._is_quiet()) >= _LOOKS_A_PERIOD:
                self._bark()
                return

    def _bark(self) -> None:
        self.has_barked = True
        stack = "".join(traceback.format_stack(sys._current_frames()[self._watched]))  # noqa: SLF001 - its documented use
        try_to(lambda: _log.error("nothing has moved", seconds=self.seconds, state=str(self._seen()), stack=stack))
        self._end()
        if not self._is_over.wait(_END_WITHIN_SECONDS):
            self._give_up(hung(self.seconds))


@contextmanager
def watched(
    *, seconds: float, seen: Callable[[], object], is_quiet: Callable[[], bool], give_up: Callable[[HungError], None]
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
            raise hung(seconds) from None
