"""Sends an answer that is made while it is written, through the faults of the wire."""

import asyncio
import zlib
from collections.abc import Iterator, Mapping
from itertools import islice

from aiohttp import HttpVersion11, web
from aiohttp.abc import AbstractStreamWriter

from batch.sandbox.trouble.connections import close, drip, head_of, reset_when_read
from batch.sandbox.trouble.faults import Fault
from batch.sandbox.trouble.kinds import FaultKind
from batch.sandbox.trouble.streams import Streamed

_GZIP_WINDOW = 31  # zlib's way to say gzip


async def deliver_pieces(
    request: web.Request, answer: Streamed, kinds: Mapping[FaultKind, Fault]
) -> web.StreamResponse:
    """Send piece by piece; raises ConnectionResetError when the client hangs up."""
    headers = answer.headers | ({"Content-Encoding": "gzip"} if FaultKind.GZIP in kinds else {})
    response = web.StreamResponse(headers=headers)
    if FaultKind.SLOW_HEADERS not in kinds:
        await response.prepare(request)
        await _send(request, response, answer, kinds)
        return response
    is_chunked = request.version >= HttpVersion11  # before, a body ended with its connection
    head = head_of(
        request.version,
        response.status,
        response.reason,
        headers | ({"Transfer-Encoding": "chunked"} if is_chunked else {}),
    )
    await drip(request, head, kinds[FaultKind.SLOW_HEADERS].seconds)
    if is_chunked:
        request.writer.enable_chunking()
    await _send(request, request.writer, answer, kinds)
    close(request)
    return response


async def _send(
    request: web.Request,
    body: web.StreamResponse | AbstractStreamWriter,
    answer: Streamed,
    kinds: Mapping[FaultKind, Fault],
) -> None:
    for piece in _distorted(answer, kinds):
        await body.write(piece)
        await asyncio.sleep(answer.breath_seconds)
    if FaultKind.RESET_IN_BODY in kinds:
        await reset_when_read(request)
    else:
        await body.write_eof()


def _distorted(answer: Streamed, kinds: Mapping[FaultKind, Fault]) -> Iterator[bytes]:
    """Take the pieces that are sent; a reset comes before the end of what was truncated."""
    pieces = answer.pieces
    if FaultKind.TRUNCATED_JSON in kinds:
        pieces = islice(pieces, answer.middle)
    if FaultKind.GZIP in kinds:
        pieces = _compressed(pieces)
    if FaultKind.RESET_IN_BODY in kinds:
        pieces = islice(pieces, answer.middle - 1)
    return pieces


def _compressed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    compressor = zlib.compressobj(wbits=_GZIP_WINDOW)
    for piece in pieces:
        yield compressor.compress(piece) + compressor.flush(zlib.Z_SYNC_FLUSH)
    yield compressor.flush()
