"""The grant holds exactly the documented header and claims, and another library can verify it."""

import uuid
from datetime import UTC, datetime
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey
from support import key_builders as make

from batch.maskinporten.grant import GrantTerms, build_grant

NOW = datetime(2026, 3, 1, 12, 0, 0, 999_000, tzinfo=UTC)
JTI = uuid.UUID(int=7)
TERMS: dict[str, Any] = {
    "audience": "https://test.maskinporten.no/",
    "client_id": "client-1",
    "scope": "brreg:ektepakt/tlg",
}


def test_a_grant_with_a_kid_holds_these_members_and_no_other() -> None:
    grant = build_grant(GrantTerms(**TERMS), key=make.registered_key("kid-1"), now=NOW, jti=JTI)
    issued_at = int(datetime(2026, 3, 1, 12, 0, tzinfo=UTC).timestamp())
    assert grant.header == {"alg": "RS256", "kid": "kid-1"}
    assert grant.claims == {
        "aud": "https://test.maskinporten.no/",
        "iss": "client-1",
        "scope": "brreg:ektepakt/tlg",
        "iat": issued_at,
        "exp": issued_at + 120,
        "jti": str(JTI),
    }


def test_a_grant_with_a_chain_names_it_as_an_array_of_strings() -> None:
    leaf, intermediate, _ = make.chain()
    grant = build_grant(GrantTerms(**TERMS), key=make.certified_key(), now=NOW, jti=JTI)
    assert grant.header == {"alg": "RS256", "x5c": [make.der_base64(leaf), make.der_base64(intermediate)]}


def test_a_supplier_names_the_one_it_acts_for() -> None:
    terms = GrantTerms(**TERMS, consumer_org="123456789")
    claims = build_grant(terms, key=make.registered_key(), now=NOW, jti=JTI).claims
    assert claims["consumer_org"] == "123456789"
    assert len(claims) == 7


def test_another_library_verifies_the_assertion() -> None:
    key = make.registered_key()
    grant = build_grant(GrantTerms(**TERMS), key=key, now=NOW, jti=JTI)
    public = RSAKey.import_key(key.signing_key.public_key())
    token = jwt.decode(grant.sign(key.signing_key), public, algorithms=["RS256"])
    assert token.header == {"alg": "RS256", "kid": "kid-1"}
    assert token.claims == grant.claims
