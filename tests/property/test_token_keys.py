"""Whatever bytes are given as key material, or come back from Maskinporten, the answer is one of our errors."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from support import jks_builder
from support import key_builders as make

from batch.errors import KeyMaterialError, TokenError
from batch.maskinporten import AccessToken, KeySource, load_key
from batch.maskinporten.keys.material import KeyMaterial
from batch.maskinporten.token_answers import TokenAnswer, read_token

LEAF, INTERMEDIATE, _ = make.chain()
WHOLE = [
    make.pkcs12_file(),
    make.pkcs12_file(password=None),
    make.pem_key() + make.pem_certificates(LEAF, INTERMEDIATE),
    make.pem_key(password=make.PASSWORD),
    make.jwk(kid="kid-1"),
    make.jwk(x5c=[make.der_base64(LEAF)]),
    json.dumps({"keys": [json.loads(make.jwk(kid="kid-1"))]}).encode(),
    jks_builder.jks(
        jks_builder.key_entry("own", make.rsa_key(), [LEAF], password=make.PASSWORD), password=make.PASSWORD
    ),
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    content = bytearray(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(min_value=0, max_value=3))):
        content[draw(st.integers(min_value=0, max_value=len(content) - 1))] = draw(st.integers(0, 255))
    start = draw(st.sampled_from([0, 0, 0, 1, 50]))
    return bytes(content[start : draw(st.integers(min_value=start, max_value=len(content)))])


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
JWK_LIKE = st.dictionaries(
    st.sampled_from(["kty", "n", "e", "d", "p", "q", "dp", "dq", "qi", "kid", "x5c", "keys", "alg", "use"]),
    JSON_VALUES | st.sampled_from(["RSA", "EC", "oct", "AQAB", ["AA=="], [{"kty": "RSA", "d": "AQAB"}]]),
)


def key_or_error(source: KeySource) -> KeyMaterial | KeyMaterialError:
    try:
        return load_key(source)
    except KeyMaterialError as error:
        return error


def token_or_error(answer: TokenAnswer) -> AccessToken | TokenError:
    try:
        return read_token(answer)
    except TokenError as error:
        return error


@settings(max_examples=500, deadline=None)
@given(
    content=damaged() | st.binary(max_size=200) | JWK_LIKE.map(lambda each: json.dumps(each).encode()),
    password=st.sampled_from([make.PASSWORD, "feil", "", None]),
    alias=st.sampled_from([None, "own"]),
)
@example(content=b'{"keys": 7}', password=None, alias=None)
@example(content='{"kty": "RSA"}'.encode("utf-16-le"), password=None, alias=None)
@example(content=b"=", password=None, alias=None)
@example(content=b"\x30\x82", password=None, alias=None)
@example(content=b"\x30\x84\xff\xff\xff\xff\x02\x01\x03", password=None, alias=None)
@example(content=b"\xfe\xed\xfe\xed", password="feil", alias=None)
@example(content=b"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", password=None, alias=None)
def test_any_bytes_are_a_key_or_one_of_our_errors(content: bytes, password: str | None, alias: str | None) -> None:
    keystore = "base64:" + base64.b64encode(content).decode()
    source = KeySource(keystore=keystore, password=password, alias=alias)
    outcome = key_or_error(source)
    if isinstance(outcome, KeyMaterial):
        assert (outcome.key_id is None) is bool(outcome.chain)
    else:
        assert str(outcome).isprintable()


HEADERS = st.dictionaries(st.sampled_from(["Date", "Content-Type"]), st.text(max_size=40))
ANSWER_MEMBERS = ["access_token", "expires_in", "scope", "token_type", "error", "error_description", "error_uri"]
ANSWER_LIKE = st.dictionaries(
    st.sampled_from(ANSWER_MEMBERS), JSON_VALUES | st.sampled_from(["abc.def", 120, "MP-100"])
)


@settings(max_examples=500, deadline=None)
@given(
    status=st.sampled_from([200, 302, 400, 401, 403, 404, 429, 500, 503]) | st.integers(100, 599),
    body=st.binary(max_size=200) | JSON_VALUES.map(lambda each: json.dumps(each).encode())
    | ANSWER_LIKE.map(lambda each: json.dumps(each).encode()),
    headers=HEADERS,
)  # fmt: skip
def test_any_answer_is_a_token_or_one_of_our_errors(status: int, body: bytes, headers: dict[str, Any]) -> None:
    answer = TokenAnswer(status=status, headers=headers, body=body, arrived_at=datetime(2026, 3, 1, tzinfo=UTC))
    outcome = token_or_error(answer)
    if isinstance(outcome, AccessToken):
        assert status == 200
        assert outcome.value
        assert outcome.expires_in > 0
    else:
        assert len(str(outcome)) < 1500
