"""Opens the HTTP session of a run: no cookies, TLS verified, bounded waits for host names."""

import asyncio
import socket
import ssl

import aiohttp
from aiohttp.abc import ResolveResult
from aiohttp.resolver import ThreadedResolver

from batch import __version__


class _TimedResolver(ThreadedResolver):
    """Bounds the wait for a host name: aiohttp counts it as part of the answer, and the identity would look slow."""

    def __init__(self, timeout_seconds: float) -> None:
        super().__init__()
        self._timeout_seconds = timeout_seconds

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        async with asyncio.timeout(self._timeout_seconds):
            return await super().resolve(host, port, family)


def open_session(*, tls: ssl.SSLContext | bool, name_timeout_seconds: float) -> aiohttp.ClientSession:
    """Open a session whose connections are bounded by the number of its callers."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, ssl=tls, resolver=_TimedResolver(name_timeout_seconds)),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": f"ektepakt-batch/{__version__}"},
    )
