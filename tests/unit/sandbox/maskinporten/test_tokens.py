"""Tokens of the sandbox's Maskinporten, judged by the sandbox's register."""

import jwt
import pytest

from batch.sandbox.clock import SandboxClock
from batch.sandbox.maskinporten.authority import make_key
from batch.sandbox.maskinporten.grants import AcceptedGrant
from batch.sandbox.maskinporten.tokens import Denial, TokenDeniedError, TokenIssuer, TokenVerifier

ISSUER = "https://test.invalid/"
GRANT = AcceptedGrant(
    client_id="client",
    consumer="310415596",
    supplier=None,
    scopes=frozenset({"brreg:ektepakt/tlg"}),
    client_amr="virksomhetssertifikat",
)


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock()


@pytest.fixture
def issuer(clock: SandboxClock) -> TokenIssuer:
    return TokenIssuer(issuer=ISSUER, key=make_key(), clock=clock, lifetime_seconds=120)


def verifier(issuer: TokenIssuer, *, name: str = ISSUER) -> TokenVerifier:
    return TokenVerifier(issuer=name, keys=jwt.PyJWKSet.from_dict(issuer.jwks()), clock=issuer.clock)


def authorization(issuer: TokenIssuer) -> str:
    return f"Bearer {issuer.issue(GRANT)['access_token']}"


def test_a_token_names_the_organisation(issuer: TokenIssuer) -> None:
    assert verifier(issuer).bearer(authorization(issuer)).orgnr == "310415596"


def test_a_token_in_the_name_of_another_issuer_is_denied(issuer: TokenIssuer) -> None:
    with pytest.raises(TokenDeniedError) as denied:
        verifier(issuer, name="https://another.invalid/").bearer(authorization(issuer))
    assert denied.value.denial is Denial.WRONG_ISSUER


def test_a_verified_token_is_still_judged_by_its_time(issuer: TokenIssuer, clock: SandboxClock) -> None:
    judge, token = verifier(issuer), authorization(issuer)
    assert judge.bearer(token) is judge.bearer(token)
    clock.offset_seconds = 121
    with pytest.raises(TokenDeniedError) as denied:
        judge.bearer(token)
    assert denied.value.denial is Denial.EXPIRED


def test_a_tokens_age_counts_from_the_very_moment_of_its_issue(
    issuer: TokenIssuer, clock: SandboxClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SandboxClock, "time", lambda _: 1_800_000_000.7)
    judge = TokenVerifier(
        issuer=ISSUER, keys=jwt.PyJWKSet.from_dict(issuer.jwks()), clock=clock, moments=issuer.moments
    )
    assert judge.bearer(authorization(issuer)).issued_at == 1_800_000_000.7


def test_published_keys_hold_no_private_part(issuer: TokenIssuer) -> None:
    (key,) = issuer.jwks()["keys"]
    assert "key_ops" not in key, "beside use it should not be there (RFC 7517, 4.3)"
    assert not key.keys() & {"d", "p", "q", "dp", "dq", "qi"}
