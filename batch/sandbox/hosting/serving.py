"""The sandbox as a process of its own: says where it is, answers, ends when told."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from batch.sandbox.hosting.handout import Handout
from batch.sandbox.hosting.ready_message import Audience, announcement
from batch.sandbox.hosting.server import Sandbox
from batch.sandbox.sandbox_options import SandboxOptions

_STDIN = 0


def serve(
    options: SandboxOptions,
    *,
    audience: Audience = Audience.PROGRAM,
    ignore_interrupt: bool = False,
    outlive_stdin: bool = False,
) -> None:
    """Say on standard output how to reach it once it listens, and answer until told to end.

    It ends on SIGTERM, when its standard input ends (so it dies with a killed parent, unless it may outlive it), and
    on SIGINT (unless the parent deals with Ctrl-C and wants to drain against a living sandbox).
    Raises UnusableOptionsError when the options ask for what can't be.
    """
    if ignore_interrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    ending = (signal.SIGTERM,) if ignore_interrupt else (signal.SIGTERM, signal.SIGINT)
    sandbox = Sandbox(options)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(sandbox, audience, ending, watch_stdin=not outlive_stdin))


async def _serve(
    sandbox: Sandbox, audience: Audience, ending: tuple[signal.Signals, ...], *, watch_stdin: bool
) -> None:
    loop, told_to_end = asyncio.get_running_loop(), asyncio.Event()
    for each in ending:
        with suppress(NotImplementedError):  # on Windows, where Ctrl-C ends it all the same
            loop.add_signal_handler(each, told_to_end.set)
    if watch_stdin:
        _watch_stdin(loop, told_to_end)
    async with sandbox:
        sys.stdout.write(announcement(sandbox, Handout(sandbox=sandbox).write(), audience))
        sys.stdout.flush()
        await told_to_end.wait()


def _watch_stdin(loop: asyncio.AbstractEventLoop, told_to_end: asyncio.Event) -> None:
    """Read standard input to its end in a thread: an event loop can't wait for every kind of it."""

    def read_to_end() -> None:
        while os.read(_STDIN, 4096):
            pass
        with suppress(RuntimeError):  # the loop is closed when a signal came first
            loop.call_soon_threadsafe(told_to_end.set)

    threading.Thread(target=read_to_end, name="until stdin ends", daemon=True).start()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """Take uvloop where it installs."""
    try:
        import uvloop  # noqa: PLC0415 - not everywhere
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop
