"""Keeps the connections to the register, each in a session of its own."""

import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp

from batch.network.sessions import open_session


class Lines:
    """Connections that are kept for the next look-up, each in a session of its own, so that one alone can be closed.

    aiohttp has a small answer's connection back in its pool before anybody can read the answer. One that brought
    another person's would bring everybody the answer to the question before theirs, for as long as it is kept.
    """

    def __init__(self, open_one: Callable[[], aiohttp.ClientSession]) -> None:
        self._open_one = open_one
        self._idle: list[aiohttp.ClientSession] = []

    async def take(self, *, is_fresh: bool) -> aiohttp.ClientSession:
        """Take the line that was used last, or a fresh one in the place of that which was used first."""
        if not self._idle:
            return self._open_one()
        if not is_fresh:
            return self._idle.pop()
        await self._idle.pop(0).close()
        return self._open_one()

    def keep(self, line: aiohttp.ClientSession) -> None:
        self._idle.append(line)

    async def close(self) -> None:
        """Close those that are kept; the others are closed by whoever took them."""
        while self._idle:
            await self._idle.pop().close()


@asynccontextmanager
async def open_lines(
    *, tls: ssl.SSLContext | bool, name_timeout_seconds: float, contact: str | None = None
) -> AsyncIterator[Lines]:
    """Keep lines to the register for as long as the context lasts."""
    lines = Lines(lambda: open_session(tls=tls, name_timeout_seconds=name_timeout_seconds, contact=contact))
    try:
        yield lines
    finally:
        await lines.close()
