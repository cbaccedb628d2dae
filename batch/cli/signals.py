"""Turns signals into the two ways to end: stop after what is in flight, or leave at once."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from batch.lookup import Stop

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
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

    before = {number: signal.getsignal(number) for number in _SIGNALS}
    taken = [number for number, handler in before.items() if handler is not signal.SIG_IGN]  # nohup lets it be ignored
    for number in taken:
        loop.add_signal_handler(number, take, number)
    try:
        yield
    finally:
        for number in taken:
            loop.remove_signal_handler(number)
            signal.signal(number, before[number])
