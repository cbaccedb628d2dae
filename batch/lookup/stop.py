"""The wish to stop: finish what is in flight, begin nothing more."""

import asyncio


class Stop:
    """Set once, by a signal or a deadline, from the event loop's own thread."""

    def __init__(self) -> None:
        self._requested = asyncio.Event()

    @property
    def is_requested(self) -> bool:
        return self._requested.is_set()

    def request(self) -> None:
        self._requested.set()

    async def wait(self) -> None:
        """Wait until a stop is wished."""
        await self._requested.wait()
