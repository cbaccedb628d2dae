"""The sandbox in a thread, for tests that start the program as a process."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from batch.sandbox.hosting.server import Sandbox
from batch.sandbox.sandbox_options import SandboxOptions


@contextmanager
def sandbox_in_thread(options: SandboxOptions | None = None) -> Iterator[Sandbox]:
    """Run a sandbox on a loop of its own while the `with` lasts; memory and faults can be used from outside."""
    sandbox, opened = Sandbox(options), Event()
    loop = asyncio.new_event_loop()
    told_to_end = asyncio.Event()

    async def run() -> None:
        async with sandbox:
            opened.set()
            await told_to_end.wait()

    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        thread = Thread(target=runner.run, args=(run(),), name="sandbox")
        thread.start()
        opened.wait()
        try:
            yield sandbox
        finally:
            loop.call_soon_threadsafe(told_to_end.set)
            thread.join()
