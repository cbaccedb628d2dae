"""Answers that are made while they are written: that of a slow identity, and one that never ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, repeat

import msgspec

from batch.sandbox.clock import SandboxClock
from batch.sandbox.population.codes import Spraak
from batch.sandbox.population.drawing import Population
from batch.sandbox.population.persons import Json
from batch.sandbox.population.timestamps import timestamp_of

_EKTEPAKTER_IN_A_PIECE = 50
_SPACES = b" " * 65_536
_BREATH_SECONDS = 0.001
_MIDDLE_OF_THE_ENDLESS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamed:
    """A 200 whose JSON is made while it is sent, so that it is never in memory as a whole.

    `middle` is how many pieces make about half of it, `breath_seconds` the rest after each, in which others are served.
    """

    pieces: Iterator[bytes]
    middle: int
    headers: dict[str, str]
    breath_seconds: float = 0.0


def slow_oppslag(population: Population, digits: str, spraak: Spraak, clock: SandboxClock) -> Streamed:
    """Tell about a slow identity, some ektepakter at a time."""
    antall = population.describe(digits).antall
    pieces = _pieces(population.ektepakter(digits, spraak))
    return Streamed(
        pieces=chain((_head(digits, antall, spraak, clock),), pieces, (b"]}",)),
        middle=antall // _EKTEPAKTER_IN_A_PIECE // 2,
        headers=_headers(clock),
    )


def endless_answer(clock: SandboxClock) -> Streamed:
    """Write valid JSON that never ends."""
    return Streamed(
        pieces=chain((b"{",), repeat(_SPACES)),
        middle=_MIDDLE_OF_THE_ENDLESS,
        headers=_headers(clock),
        breath_seconds=_BREATH_SECONDS,
    )


def _headers(clock: SandboxClock) -> dict[str, str]:
    return {"Content-Type": "application/json", "Date": clock.http_date()}


def _head(digits: str, antall: int, spraak: Spraak, clock: SandboxClock) -> bytes:
    return (
        f'{{"rolleinnehaver":"{digits}","antallEktepakt":{antall},'
        f'"oppslagstidspunkt":"{timestamp_of(clock.time_ns())}","spraak":"{spraak}","ektepakt":['
    ).encode()


def _pieces(ektepakter: Iterator[Json]) -> Iterator[bytes]:
    encode, separator = msgspec.json.Encoder().encode, b""
    while piece := b",".join(encode(ektepakt) for ektepakt in islice(ektepakter, _EKTEPAKTER_IN_A_PIECE)):
        yield separator + piece
        separator = b","
