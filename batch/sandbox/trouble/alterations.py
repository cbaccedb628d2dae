"""Alters the body of an Oppslag into one that names nobody, counts nothing, or says a thing twice."""

from collections.abc import Callable
from typing import Any

import msgspec
from aiohttp import hdrs, web

from batch.sandbox.population.members import another_than
from batch.sandbox.trouble.kinds import Alteration
from batch.sandbox.trouble.wire import SandboxAnswer

_OK = 200
_ROLLEINNEHAVER, _ANTALL = "rolleinnehaver", "antallEktepakt"
Fields = list[tuple[str, Any]]
"""The fields at the top in their order; a key is written as it stands, so it may stand twice and have an escape."""


def with_altered_body(answer: SandboxAnswer, alteration: Alteration) -> SandboxAnswer:
    """Alter a whole 200; an error, and what is written piece by piece, stay as they are."""
    if not isinstance(answer, web.Response) or answer.status != _OK or not isinstance(answer.body, bytes):
        return answer
    headers = {name: value for name, value in answer.headers.items() if name != hdrs.CONTENT_LENGTH}
    return web.Response(body=altered(answer.body, alteration), headers=headers)


def altered(body: bytes, alteration: Alteration) -> bytes:
    """Give an Oppslag's body with the alteration in it."""
    fields = _MAKERS[alteration](msgspec.json.decode(body))
    return b"{" + b",".join(b'"%b":%b' % (key.encode(), msgspec.json.encode(value)) for key, value in fields) + b"}"


def _with(field: str, value: object) -> Callable[[dict[str, Any]], Fields]:
    return lambda oppslag: list((oppslag | {field: value}).items())


def _without(field: str) -> Callable[[dict[str, Any]], Fields]:
    return lambda oppslag: [(key, value) for key, value in oppslag.items() if key != field]


def _emptied(maker: Callable[[dict[str, Any]], Fields]) -> Callable[[dict[str, Any]], Fields]:
    return lambda oppslag: maker(oppslag | {"ektepakt": []})


def _two_persons(key: str) -> Callable[[dict[str, Any]], Fields]:
    def make(oppslag: dict[str, Any]) -> Fields:
        asked = oppslag[_ROLLEINNEHAVER]
        return [*(oppslag | {_ROLLEINNEHAVER: another_than(asked)}).items(), (key, asked)]

    return make


def _two_counts(key: str) -> Callable[[dict[str, Any]], Fields]:
    return lambda oppslag: [*(oppslag | {_ANTALL: max(oppslag[_ANTALL], 1)}).items(), (key, 0)]


def _escaped(key: str) -> str:
    return f"\\u{ord(key[0]):04x}{key[1:]}"


def _escaped_keys(oppslag: dict[str, Any]) -> Fields:
    return [(_escaped(key), value) for key, value in oppslag.items()]


_MAKERS: dict[Alteration, Callable[[dict[str, Any]], Fields]] = {
    Alteration.NO_ROLLEINNEHAVER: _without(_ROLLEINNEHAVER),
    Alteration.NULL_ROLLEINNEHAVER: _with(_ROLLEINNEHAVER, None),
    Alteration.EMPTY_ROLLEINNEHAVER: _with(_ROLLEINNEHAVER, ""),
    Alteration.TEXT_ANTALL: _emptied(_with(_ANTALL, "3")),
    Alteration.NULL_ANTALL: _emptied(_with(_ANTALL, None)),
    Alteration.NO_ANTALL: _emptied(_without(_ANTALL)),
    Alteration.DOUBLED_ROLLEINNEHAVER: _two_persons(_ROLLEINNEHAVER),
    Alteration.DOUBLED_ANTALL: _emptied(_two_counts(_ANTALL)),
    Alteration.DOUBLED_ROLLEINNEHAVER_ESCAPED: _two_persons(_escaped(_ROLLEINNEHAVER)),
    Alteration.DOUBLED_ANTALL_ESCAPED: _emptied(_two_counts(_escaped(_ANTALL))),
    Alteration.ESCAPED_KEYS: _escaped_keys,
}
