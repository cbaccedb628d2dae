"""Whatever comes as a body, it is decoded or refused; and decoding a good one does not depend on what else is in it."""

import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from support import builders as make
from support import made_answers
from support.made_answers import Object

from batch.errors import BadResponseError
from batch.oppslag.decoding import decode_oppslag
from batch.oppslag.ektepakt import Oppslag


@given(made_answers.answers)
def test_a_good_body_is_decoded_without_anomalies_and_loses_nothing(answer: Object) -> None:
    decoded = decode_oppslag(make.body(answer))
    assert decoded.anomalies == ()
    assert _without_nulls(msgspec.to_builtins(decoded.oppslag)) == _without_nulls(answer)


@given(made_answers.answers, made_answers.any_json)
def test_an_unknown_field_does_not_change_how_the_rest_is_read(answer: Object, unknown: object) -> None:
    """The one body is read the strict way, the other the tolerant way."""
    strictly = decode_oppslag(make.body(answer))
    tolerantly = decode_oppslag(make.body({"nytt": unknown} | answer))
    assert tolerantly.oppslag == strictly.oppslag
    assert tolerantly.anomalies == ("unknown_field:nytt",)


@given(made_answers.odd_answers())
def test_an_odd_body_is_decoded_or_refused(answer: Object) -> None:
    try:
        decoded = decode_oppslag(make.body(answer))
    except BadResponseError:
        return
    again = decode_oppslag(msgspec.json.encode(decoded.oppslag))
    assert again.oppslag == decoded.oppslag
    assert again.anomalies == ()


@given(made_answers.answers, st.data())
def test_a_cut_body_is_refused(answer: Object, data: st.DataObject) -> None:
    body = make.body({"nytt": 1} | answer if data.draw(st.booleans()) else answer)
    end = data.draw(st.integers(0, len(body) - 1))
    assert _decoded_or_none(body[:end]) is None


@given(made_answers.answers, st.data())
def test_a_damaged_body_is_decoded_or_refused(answer: Object, data: st.DataObject) -> None:
    body = bytearray(make.body(answer))
    body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    _decoded_or_none(bytes(body))


@given(st.binary() | made_answers.any_json.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_decoded_or_refused(body: bytes) -> None:
    _decoded_or_none(body)


def _decoded_or_none(body: bytes) -> Oppslag | None:
    """Let nothing but BadResponseError mean that a body is refused."""
    try:
        return decode_oppslag(body).oppslag
    except BadResponseError:
        return None


def _without_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_without_nulls(inner) for inner in value]
    return value
