"""Decides whether the body of a 200 is believed: it names the person asked about, once, and a "none" is beyond doubt.

These are the last lines of contract/ektepaktregisteret.md, "Errors". A wrong "none" is the worst mistake there is, and
another person's answer the next.
"""

import json
import re
from typing import Any

import msgspec

from batch.errors import BadResponseError
from batch.oppslag.decoding import decode_oppslag
from batch.oppslag.ektepakt import Oppslag

_TELLING = ("rolleinnehaver", "antallEktepakt", "ektepakt")
_PERSON, _COUNT, _LIST = (f'"{name}"'.encode() for name in _TELLING)
_BACKSLASH = b"\\"
_ESCAPED_LETTER = re.compile(rb"\\u00[4-7]")  # of these names: æ, ø and å are escaped in whole answers, and are none


def read_trusted(body: bytes, rolleinnehaver: str) -> Oppslag:
    """Return what the body says about `rolleinnehaver`, the digits that were asked for.

    Raises BadResponseError when it can't be read, or is not believed; the reason holds nothing of the body.
    """
    oppslag = decode_oppslag(body).oppslag
    if problem := _distrust(oppslag, body, rolleinnehaver):
        raise BadResponseError(problem)
    return oppslag


def _distrust(oppslag: Oppslag, body: bytes, rolleinnehaver: str) -> str | None:
    if oppslag.rolleinnehaver is None:
        return "the answer names nobody (rolleinnehaver is missing or no text)"
    if oppslag.rolleinnehaver != rolleinnehaver:
        return "the answer is about another person (rolleinnehaver differs)"
    if _may_repeat(body) and (name := _contradicted(body)):
        return f"the answer contradicts itself ({name} stands in it twice)"
    return None if oppslag.has_ektepakt else _distrust_none(oppslag, body)


def _distrust_none(oppslag: Oppslag, body: bytes) -> str | None:
    """Say why a "none" is not believed: it must be counted, and nothing of an ektepakt stand under any other name.

    With ektepakter in the list a count that is missing or unreadable is an anomaly only.
    """
    if oppslag.antall_ektepakt != 0:
        return "the answer lists no ektepakt and has no readable count (antallEktepakt)"
    plain = msgspec.json.encode(msgspec.json.decode(body)) if _BACKSLASH in body else body
    if b'"ektepaktnummer"' in plain or b'"ektepakttype"' in plain or b'"rolletype"' in plain:
        return "the answer counts no ektepakt and holds one where none is expected"
    if any(_speaks_otherwise(name, value) for name, value in msgspec.json.decode(body).items()):
        return "the answer counts no ektepakt, and says otherwise under another name"
    return None


def _speaks_otherwise(name: str, value: object) -> bool:
    """Whether a member at the top, of a name that is not the contract's, has something of ektepakter or an error."""
    folded = name.casefold()
    is_told = "ektepakt" in folded and not isinstance(value, str)
    return bool(value) and name not in _TELLING and (is_told or folded == "feilmelding")


def _may_repeat(body: bytes) -> bool:
    """Whether one of the telling names could stand twice at the top: none does in a good answer.

    First and last place are sought from either end, which takes a quarter of the time that counting does.
    """
    return (
        body.find(_PERSON) != body.rfind(_PERSON)
        or body.find(_COUNT) != body.rfind(_COUNT)
        or body.find(_LIST) != body.rfind(_LIST)
        or (_BACKSLASH in body and _ESCAPED_LETTER.search(body) is not None)
    )


def _contradicted(body: bytes) -> str | None:
    """Return which of the telling names has two different values at the top; msgspec would take the last in silence."""
    top: list[tuple[str, Any]] = []

    def keep_last(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        top[:] = pairs  # the outermost object ends last
        return dict(pairs)

    try:
        json.loads(body, object_pairs_hook=keep_last)
    except (ValueError, RecursionError):
        raise BadResponseError(f"the answer can't be followed ({len(body)} bytes)") from None
    values = {name: {repr(value) for key, value in top if key == name} for name in _TELLING}
    return next((name for name, different in values.items() if len(different) > 1), None)
