"""Opens HTTP sessions: no cookies, TLS verified, nothing taken from the environment, bounded waits for host names."""

import asyncio
import socket
import ssl

import aiohttp
from aiohttp.abc import ResolveResult
from aiohttp.resolver import ThreadedResolver

from batch import __version__

# Bytes; some gateways answer with cookies and policies of more than the 8 KiB that aiohttp takes.
LONGEST_HEADER = 64 * 1024
_ASKED_FOR = "gzip, deflate"  # what every server can, and what needs no other library
READABLE_ENCODINGS = frozenset({"gzip", "x-gzip", "deflate", "identity", ""})


class _TimedResolver(ThreadedResolver):
    """Bounds the wait for a host name: aiohttp counts it as part of the answer, and the identity would look slow."""

    def __init__(self, timeout_seconds: float) -> None:
        super().__init__()
        self._timeout_seconds = timeout_seconds

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        try:
            async with asyncio.timeout(self._timeout_seconds):
                return await super().resolve(host, port, family)
        except TimeoutError:
            raise socket.gaierror(socket.EAI_AGAIN, "no name server answered in time") from None


def open_session(
    *, tls: ssl.SSLContext | bool, name_timeout_seconds: float, contact: str | None = None
) -> aiohttp.ClientSession:
    """Open a session whose connections are bounded by the number of its callers; `contact` tells who asks."""
    whom = f" ({contact})" if contact else ""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, ssl=tls, resolver=_TimedResolver(name_timeout_seconds)),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": f"ektepakt-batch/{__version__}{whom}", "Accept-Encoding": _ASKED_FOR},
        max_line_size=LONGEST_HEADER,
        max_field_size=LONGEST_HEADER,
    )
