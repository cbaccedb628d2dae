"""Access tokens: how Maskinporten signs them, how the register checks them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from batch.sandbox.clock import SandboxClock
from batch.sandbox.maskinporten.clients import SCOPE
from batch.sandbox.maskinporten.grants import AcceptedGrant

_ALGORITHM = "RS256"
_AUTHORITY = "iso6523-actorid-upis"
_NORWEGIAN_ORGNR = "0192:"
_JWS = jwt.PyJWS(algorithms=[_ALGORITHM])


class Denial(StrEnum):
    """Why the register does not let a look-up in; to the caller all of them are the same 403."""

    NO_TOKEN = "no_token"  # noqa: S105 #: no Authorization header, or not a bearer token
    NOT_OURS = "not_ours"  #: not signed by Maskinporten, or no JWT at all
    WRONG_ISSUER = "wrong_issuer"  #: signed, but by the name of another issuer
    EXPIRED = "expired"  #: its time is over
    WRONG_SCOPE = "wrong_scope"  #: good for another API
    NO_AGREEMENT = "no_agreement"  #: the organisation has none, or it was withdrawn
    DELETED = "deleted"  #: the organisation is deleted in Enhetsregisteret


class TokenDeniedError(Exception):
    """Raised within the sandbox when a token does not open the register; `denial` says why."""

    def __init__(self, denial: Denial) -> None:
        super().__init__(denial.value)
        self.denial = denial


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TokenIssuer:
    """Signs the tokens of accepted grants."""

    issuer: str
    key: rsa.RSAPrivateKey
    clock: SandboxClock
    lifetime_seconds: int
    kid: str = field(default_factory=lambda: uuid4().hex)
    moments: dict[str, float] = field(default_factory=dict)
    """When the living tokens were issued, by their jti: to fractions of a second, which their `iat` leaves out."""

    def issue(self, grant: AcceptedGrant) -> dict[str, str | int]:
        """Give the answer of the token endpoint."""
        moment, scope, jti = self.clock.time(), " ".join(sorted(grant.scopes)), uuid4().hex
        now = int(moment)
        claims = {
            "iss": self.issuer, "client_amr": grant.client_amr, "token_type": "Bearer", "client_id": grant.client_id,
            "iat": now, "exp": now + self.lifetime_seconds, "jti": jti, "scope": scope,
            "consumer": _organisation(grant.consumer),
        }  # fmt: skip
        if grant.supplier:
            claims |= {"supplier": _organisation(grant.supplier), "delegation_source": "https://altinn.no"}
        for each in [each for each, issued in self.moments.items() if issued < moment - self.lifetime_seconds]:
            del self.moments[each]
        self.moments[jti] = moment
        token = jwt.encode(claims, self.key, _ALGORITHM, headers={"kid": self.kid})
        return {
            "access_token": token, "token_type": "Bearer", "expires_in": self.lifetime_seconds, "scope": scope,
        }  # fmt: skip

    def jwks(self) -> dict[str, list[dict[str, object]]]:
        """Give the public half of the key as Maskinporten publishes it."""
        public = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        del public["key_ops"]  # says what `use` says
        return {"keys": [{**public, "kid": self.kid, "use": "sig", "alg": _ALGORITHM}]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whom a valid token was issued for, when, and until when (seconds since 1970)."""

    orgnr: str
    issued_at: float
    expires_at: int


@dataclass(slots=True, kw_only=True)
class TokenVerifier:
    """Tells whose token it is; raises TokenDeniedError. A token's signature is verified once, its time at each use.

    `moments` are the issuer's; a token that is not among them was issued at its `iat`.
    """

    issuer: str
    keys: jwt.PyJWKSet
    clock: SandboxClock
    moments: Mapping[str, float] = field(default_factory=dict)
    _verified: dict[str, Bearer] = field(default_factory=dict)

    def bearer(self, authorization: str | None) -> Bearer:
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise TokenDeniedError(Denial.NO_TOKEN)
        bearer = self._verified.get(token) or self._verify(token)
        if bearer.expires_at <= self.clock.time():
            raise TokenDeniedError(Denial.EXPIRED)
        return bearer

    def _verify(self, token: str) -> Bearer:
        claims = self._signed_claims(token)
        if claims.get("iss") != self.issuer:
            raise TokenDeniedError(Denial.WRONG_ISSUER)
        if SCOPE not in claims["scope"].split():
            raise TokenDeniedError(Denial.WRONG_SCOPE)
        orgnr = claims["consumer"]["ID"].removeprefix(_NORWEGIAN_ORGNR)
        issued_at = self.moments.get(claims["jti"], claims["iat"])
        bearer = Bearer(orgnr=orgnr, issued_at=issued_at, expires_at=claims["exp"])
        now = self.clock.time()
        self._verified = {each: known for each, known in self._verified.items() if known.expires_at > now}
        self._verified[token] = bearer
        return bearer

    def _signed_claims(self, token: str) -> dict[str, Any]:
        try:
            key = self.keys[jwt.get_unverified_header(token).get("kid", "")]
            claims: dict[str, Any] = json.loads(_JWS.decode(token, key, algorithms=[_ALGORITHM]))
        except (jwt.PyJWTError, KeyError, ValueError, RecursionError) as error:
            raise TokenDeniedError(Denial.NOT_OURS) from error
        return claims


def _organisation(orgnr: str) -> dict[str, str]:
    return {"authority": _AUTHORITY, "ID": _NORWEGIAN_ORGNR + orgnr}
