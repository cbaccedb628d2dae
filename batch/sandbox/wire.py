"""What happens to an answer on its way: compressed, cut, dripping, or never arriving."""

import asyncio
import gzip
import socket
import struct
from collections.abc import Sequence

from aiohttp import web

from batch.sandbox.faults import Fault, FaultKind

_CUTS = frozenset({FaultKind.RESET, FaultKind.RESET_IN_BODY})
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_UNTIL_THE_CLIENT_HAS_READ_SECONDS = 0.05


async def deliver(request: web.Request, answer: web.Response, faults: Sequence[Fault]) -> web.StreamResponse:
    """Send an answer through the faults of the wire; without any, the server sends it as it is."""
    kinds = {fault.kind: fault for fault in faults}
    if FaultKind.TRUNCATED_JSON in kinds:
        answer = _with_body(answer, _body(answer)[: len(_body(answer)) // 2])
    if FaultKind.GZIP in kinds:
        answer = _with_body(answer, gzip.compress(_body(answer)))
        answer.headers["Content-Encoding"] = "gzip"
    if FaultKind.RESET in kinds:
        reset(request)
    elif FaultKind.RESET_IN_BODY in kinds:
        await _reset_in_body(request, answer)
    elif FaultKind.SLOW_HEADERS in kinds:
        await _drip_headers(request, answer, kinds[FaultKind.SLOW_HEADERS].seconds)
    return answer


def is_cut(faults: Sequence[Fault]) -> bool:
    """Tell whether the answer never arrives whole."""
    return any(fault.kind in _CUTS for fault in faults)


def reset(request: web.Request) -> None:
    """Cut the connection with a TCP reset."""
    if request.transport is None:
        return
    sock = request.transport.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    request.transport.abort()


async def _reset_in_body(request: web.Request, answer: web.Response) -> None:
    """Promise the whole body, send half, and cut: the pause lets the client read before the reset discards it."""
    _write(request, _head(answer) + _body(answer)[: len(_body(answer)) // 2])
    await asyncio.sleep(_UNTIL_THE_CLIENT_HAS_READ_SECONDS)
    reset(request)


async def _drip_headers(request: web.Request, answer: web.Response, seconds: float) -> None:
    for byte in _head(answer):
        _write(request, bytes([byte]))
        await asyncio.sleep(seconds)
    _write(request, _body(answer))
    if request.transport is not None:
        request.transport.close()


def _write(request: web.Request, content: bytes) -> None:
    if request.transport is not None:
        request.transport.write(content)


def _head(answer: web.Response) -> bytes:
    """Write status line and headers as aiohttp would, for a connection that is closed afterwards."""
    headers = {**answer.headers, "Content-Length": str(len(_body(answer))), "Connection": "close"}
    lines = [f"HTTP/1.1 {answer.status} {answer.reason}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _body(answer: web.Response) -> bytes:
    return answer.body if isinstance(answer.body, bytes) else b""


def _with_body(answer: web.Response, body: bytes) -> web.Response:
    headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
    return web.Response(body=body, status=answer.status, headers=headers)
