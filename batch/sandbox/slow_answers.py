"""The answer about a slow identity: tens of thousands of ektepakter, written piece by piece."""

from collections.abc import Iterator

import msgspec
from aiohttp import web

from batch.sandbox.clock import Clock
from batch.sandbox.codes import Spraak
from batch.sandbox.ektepakter import draw_ektepakt
from batch.sandbox.members import Member
from batch.sandbox.timestamps import timestamp_of

_PIECE = 50


async def stream_slowly(
    request: web.Request, clock: Clock, *, seed: int, digits: str, member: Member, spraak: Spraak
) -> web.StreamResponse:
    """Write the answer without ever holding it; others are served between two pieces."""
    answer = web.StreamResponse(headers={"Content-Type": "application/json", "Date": clock.http_date()})
    await answer.prepare(request)
    head = (
        f'{{"rolleinnehaver":"{digits}","antallEktepakt":{member.antall},'
        f'"oppslagstidspunkt":"{timestamp_of(clock.time_ns())}","spraak":"{spraak}","ektepakt":['
    )
    await answer.write(head.encode())
    for piece in _pieces(seed, digits, member, spraak):
        await answer.write(piece)
    await answer.write_eof(b"]}")
    return answer


def _pieces(seed: int, digits: str, member: Member, spraak: Spraak) -> Iterator[bytes]:
    encode = msgspec.json.Encoder().encode
    for first in range(0, member.antall, _PIECE):
        indices = range(first, min(first + _PIECE, member.antall))
        ektepakter = (encode(draw_ektepakt(seed, digits, index, spraak)) for index in indices)
        yield (b"," if first else b"") + b",".join(ektepakter)
