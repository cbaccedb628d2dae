"""Sends an answer through the faults of the wire: compressed, cut short, byte by byte, or never."""

import asyncio
import gzip
from collections.abc import Mapping, Sequence

from aiohttp import web

from batch.sandbox.trouble.connections import close, drip, head_of, reset, reset_when_read
from batch.sandbox.trouble.faults import Fault
from batch.sandbox.trouble.kinds import FaultKind
from batch.sandbox.trouble.piecewise import deliver_pieces
from batch.sandbox.trouble.streams import Streamed

SandboxAnswer = web.Response | Streamed

_CUTS = frozenset({FaultKind.RESET, FaultKind.RESET_IN_BODY})


async def deliver(request: web.Request, answer: SandboxAnswer, faults: Sequence[Fault]) -> web.StreamResponse:
    """Send an answer through the faults of the wire; a whole one without any is left to the server to send."""
    kinds = {fault.kind: fault for fault in faults}
    if FaultKind.RESET in kinds:
        reset(request)
        return web.Response()
    if isinstance(answer, Streamed):
        return await deliver_pieces(request, answer, kinds)
    return await _deliver_whole(request, answer, kinds)


def is_cut(faults: Sequence[Fault]) -> bool:
    """Tell whether the connection breaks before the answer's end."""
    return any(fault.kind in _CUTS for fault in faults)


async def follow_up(request: web.Request, sent: web.StreamResponse, late: web.StreamResponse, seconds: float) -> None:
    """Complete what is sent, and `seconds` later send a second answer that nobody asked for.

    There is none where the connection is not kept, nor a repetition of what was written piece by piece.
    """
    transport = request.transport
    if transport is None or transport.is_closing() or not request.keep_alive or not isinstance(late, web.Response):
        return
    await sent.prepare(request)
    await sent.write_eof()
    await asyncio.sleep(seconds)
    body = _body(late)
    headers = {**late.headers, "Content-Length": str(len(body)), "Connection": "keep-alive"}
    if not transport.is_closing():
        transport.write(head_of(request.version, late.status, late.reason, headers) + body)


async def _deliver_whole(
    request: web.Request, answer: web.Response, kinds: Mapping[FaultKind, Fault]
) -> web.StreamResponse:
    if FaultKind.TRUNCATED_JSON in kinds:
        answer = _with_body(answer, _first_half(_body(answer)))
    if FaultKind.GZIP in kinds:
        answer = _with_body(answer, gzip.compress(_body(answer)))
        answer.headers["Content-Encoding"] = "gzip"
    if kinds.keys() & {FaultKind.RESET_IN_BODY, FaultKind.SLOW_HEADERS}:
        await _write_out(request, answer, kinds)
    return answer


async def _write_out(request: web.Request, answer: web.Response, kinds: Mapping[FaultKind, Fault]) -> None:
    """Write headers that promise the whole body, each byte for itself if they are slow, and all of it or half.

    A body that is to be cut is promised to have a byte at least, since there is no middle in nothing.
    """
    body = _body(answer)
    promised = len(body) or int(FaultKind.RESET_IN_BODY in kinds)
    head = head_of(request.version, answer.status, answer.reason, {**answer.headers, "Content-Length": str(promised)})
    slow = kinds.get(FaultKind.SLOW_HEADERS)
    await (drip(request, head, slow.seconds) if slow else request.writer.write(head))
    if FaultKind.RESET_IN_BODY in kinds:
        await request.writer.write(_first_half(body))
        await reset_when_read(request)
    else:
        await request.writer.write(body)
        close(request)


def _first_half(body: bytes) -> bytes:
    return body[: len(body) // 2]


def _body(answer: web.Response) -> bytes:
    return answer.body if isinstance(answer.body, bytes) else b""


def _with_body(answer: web.Response, body: bytes) -> web.Response:
    headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
    return web.Response(body=body, status=answer.status, headers=headers)
