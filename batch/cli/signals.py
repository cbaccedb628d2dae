"""Turns signals into the two ways to end: stop after what is in flight, or leave at once."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import structlog

from batch.lookup import Stop
from batch.system.signals import ENDING, listen, stop_listening

_log = structlog.get_logger(__name__)


@contextmanager
def stop_on_signals(stop: Stop) -> Iterator[None]:
    """Within the running event loop: the first signal requests a stop, the second cancels the current task."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None

    def take(number: signal.Signals) -> None:
        if stop.is_requested:
            task.cancel()
            return
        _log.warning("stopping after what is in flight; once more to leave at once", signal=number.name)
        stop.request()

    before = {number: signal.getsignal(number) for number in ENDING}
    taken = [number for number, handler in before.items() if handler is not signal.SIG_IGN]  # nohup lets it be ignored
    for number in taken:
        listen(loop, number, partial(take, number))
    try:
        yield
    finally:
        for number in taken:
            stop_listening(loop, number)
            signal.signal(number, before[number])
