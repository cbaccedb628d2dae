"""Answers that are written piece by piece: that of a slow identity, and one that never ends."""

import asyncio
from collections.abc import Iterator
from itertools import islice
from typing import NoReturn

import msgspec
from aiohttp import web

from batch.sandbox.clock import Clock
from batch.sandbox.codes import Spraak
from batch.sandbox.persons import Json
from batch.sandbox.population import Population
from batch.sandbox.timestamps import timestamp_of

_PIECE = 50
_SPACES = b" " * 65_536
_BREATH_SECONDS = 0.001


async def stream_slowly(
    request: web.Request, clock: Clock, population: Population, digits: str, spraak: Spraak
) -> web.StreamResponse:
    """Write the answer about a slow identity without ever holding it; others are served between two pieces."""
    answer = await _begin(request, clock)
    await answer.write(_head(digits, population.describe(digits).antall, spraak, clock))
    for piece in _pieces(population.ektepakter(digits, spraak)):
        await answer.write(piece)
        await asyncio.sleep(0)
    await answer.write_eof(b"]}")
    return answer


async def stream_endlessly(request: web.Request, clock: Clock, digits: str) -> NoReturn:
    """Write until the client hangs up, which raises ConnectionResetError; what is written is lawful JSON so far."""
    answer = await _begin(request, clock)
    await answer.write(_head(digits, 1, Spraak.NOB, clock))
    while True:
        await answer.write(_SPACES)
        await asyncio.sleep(_BREATH_SECONDS)


async def _begin(request: web.Request, clock: Clock) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Type": "application/json", "Date": clock.http_date()})
    await answer.prepare(request)
    return answer


def _head(digits: str, antall: int, spraak: Spraak, clock: Clock) -> bytes:
    return (
        f'{{"rolleinnehaver":"{digits}","antallEktepakt":{antall},'
        f'"oppslagstidspunkt":"{timestamp_of(clock.time_ns())}","spraak":"{spraak}","ektepakt":['
    ).encode()


def _pieces(ektepakter: Iterator[Json]) -> Iterator[bytes]:
    encode, separator = msgspec.json.Encoder().encode, b""
    while piece := b",".join(encode(ektepakt) for ektepakt in islice(ektepakter, _PIECE)):
        yield separator + piece
        separator = b","
