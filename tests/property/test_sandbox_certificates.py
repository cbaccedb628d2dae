"""Whatever certificate a grant carries, the sandbox has a documented refusal for it."""

import warnings
from base64 import b64encode
from datetime import UTC, datetime
from typing import Literal

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from batch.sandbox.maskinporten.authority import Authority, make_authority, make_key
from batch.sandbox.maskinporten.clients import RegisteredClient
from batch.sandbox.maskinporten.grant_keys import signing_key
from batch.sandbox.maskinporten.refusals import GrantDeniedError, Refusal

ORGNR = "310415596"
CLIENT = RegisteredClient(client_id="client", orgnr=ORGNR)
AUTHORITY: Authority = make_authority()
LEAF = AUTHORITY.issue(ORGNR, make_key().public_key()).public_bytes(Encoding.DER)
"""Its last 257 bytes are the signature: how many of their bits are unused, and the bits."""


def refusal_of(der: bytes) -> Refusal:
    with pytest.raises(GrantDeniedError) as refused:
        signing_key({"x5c": [b64encode(der).decode()]}, CLIENT, AUTHORITY, datetime.now(UTC))
    return refused.value.refusal


@settings(max_examples=500, deadline=None)
@given(position=st.integers(0, len(LEAF) - 258), flipped=st.integers(1, 255))
def test_a_byte_that_was_changed_is_a_bad_x5c_or_an_invalid_certificate(position: int, flipped: int) -> None:
    changed = bytearray(LEAF)
    changed[position] ^= flipped
    assert refusal_of(bytes(changed)) in {Refusal.BAD_X5C, Refusal.INVALID_CERTIFICATE}


@pytest.mark.parametrize("version", range(3, 128))
def test_no_version_but_the_known_ones_is_read(version: int) -> None:
    tag = b"\xa0\x03\x02\x01"
    assert refusal_of(LEAF.replace(tag + b"\x02", tag + bytes([version]), 1)) is Refusal.BAD_X5C


@pytest.mark.parametrize("action", ["error", "ignore"])
def test_a_serial_number_that_is_not_positive_is_a_bad_x5c(action: Literal["error", "ignore"]) -> None:
    """The library warns of it; to another filter of warnings the answer is the same."""
    before_serial = b"\xa0\x03\x02\x01\x02\x02"
    at = LEAF.index(before_serial) + len(before_serial) + 1
    changed = bytearray(LEAF)
    changed[at] |= 0x80
    with warnings.catch_warnings():
        warnings.simplefilter(action)
        assert refusal_of(bytes(changed)) is Refusal.BAD_X5C


@given(der=st.binary(max_size=200))
def test_what_is_no_certificate_is_a_bad_x5c(der: bytes) -> None:
    assert refusal_of(der) is Refusal.BAD_X5C
