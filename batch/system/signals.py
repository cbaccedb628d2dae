"""The signals that ask a command to end, and how an event loop hears them."""

import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the entry point sets signals up before anything heavy is imported
    from asyncio import AbstractEventLoop

if sys.platform == "win32":
    WINDOW_CLOSED = signal.SIGBREAK
else:
    WINDOW_CLOSED = signal.SIGHUP  # which nohup has ignored

ENDING = (signal.SIGINT, signal.SIGTERM, WINDOW_CLOSED)


def listen(loop: "AbstractEventLoop", number: signal.Signals, heard: Callable[[], None]) -> None:
    """Call `heard` within the loop on a signal; the loops of Windows have no way of their own to hear one."""
    try:
        loop.add_signal_handler(number, heard)
    except NotImplementedError:
        signal.signal(number, lambda _number, _frame: loop.call_soon_threadsafe(heard))


def stop_listening(loop: "AbstractEventLoop", number: signal.Signals) -> None:
    with suppress(NotImplementedError):
        loop.remove_signal_handler(number)
