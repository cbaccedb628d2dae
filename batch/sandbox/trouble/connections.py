"""What can be done to a connection itself: number it, write to it a byte at a time, or reset it."""

import asyncio
import socket
import struct
from collections.abc import Mapping

from aiohttp import HttpVersion, web
from aiohttp.base_protocol import BaseProtocol

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_UNTIL_THE_CLIENT_HAS_READ_SECONDS = 0.05


class ConnectionNumbers:
    """Numbers connections from 1 in the order of their first requests; the same one keeps its number."""

    def __init__(self) -> None:
        self._numbers: dict[BaseProtocol, int] = {}
        self._last = 0

    def of(self, request: web.Request) -> int:
        """Give the number of the connection that a request came on."""
        protocol = request.protocol
        if protocol not in self._numbers:
            self._last += 1
            self._numbers = {each: number for each, number in self._numbers.items() if each.transport is not None}
            self._numbers[protocol] = self._last
        return self._numbers[protocol]


def reset(request: web.Request) -> None:
    """Cut the connection with a TCP reset, under TLS too: without its closing message."""
    if request.transport is None:
        return
    sock = request.transport.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    request.transport.abort()


async def reset_when_read(request: web.Request) -> None:
    """Reset after a pause that lets the client read what was sent, before the reset discards it."""
    await asyncio.sleep(_UNTIL_THE_CLIENT_HAS_READ_SECONDS)
    reset(request)


async def drip(request: web.Request, head: bytes, seconds: float) -> None:
    """Write a byte every `seconds`."""
    for byte in head:
        await request.writer.write(bytes([byte]))
        await asyncio.sleep(seconds)


def head_of(version: HttpVersion, status: int, reason: str, headers: Mapping[str, str]) -> bytes:
    """Write status line and headers as aiohttp would, for a connection that is closed unless they say otherwise."""
    fields = {"Connection": "close", **headers}
    lines = [
        f"HTTP/{version.major}.{version.minor} {status} {reason}",
        *(f"{name}: {value}" for name, value in fields.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def close(request: web.Request) -> None:
    """Close the connection in good order."""
    if request.transport is not None:
        request.transport.close()
