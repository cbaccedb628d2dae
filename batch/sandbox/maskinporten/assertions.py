"""A grant's assertion, taken apart: header and claims of the right types, nothing verified yet."""

import json
from binascii import Error as Base64Error
from dataclasses import dataclass

import jwt
from jwt.utils import base64url_decode

from batch.sandbox.maskinporten.refusals import GrantDeniedError, Refusal

ALGORITHMS = ("RS256", "RS384", "RS512")
LONGEST_LIFE_SECONDS = 120
_CLAIM_TYPES: dict[str, type] = {"iss": str, "scope": str, "jti": str, "iat": int, "exp": int}
_OPTIONAL_CLAIM_TYPES: dict[str, type] = {"resource": list, "consumer_org": str}
_JWS = jwt.PyJWS(algorithms=ALGORITHMS)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Assertion:
    """The header and the claims of a grant; `aud` is kept as it came, since a wrong one has a refusal of its own."""

    header: dict[str, object]
    aud: object
    iss: str
    scopes: frozenset[str]
    jti: str
    iat: int
    exp: int
    consumer_org: str | None


def read_assertion(text: str) -> Assertion:
    """Take an assertion apart; raises GrantDeniedError when it is malformed or holds a claim nobody asked for."""
    header, claims = _unverified(text)
    if header.get("alg") not in ALGORITHMS or ("kid" in header and "x5c" in header):
        raise GrantDeniedError(Refusal.MALFORMED)
    if claims.keys() - _CLAIM_TYPES.keys() - _OPTIONAL_CLAIM_TYPES.keys() - {"aud"}:
        raise GrantDeniedError(Refusal.UNKNOWN_CLAIM)
    if not _has_types(claims) or not 0 < int(str(claims["exp"])) - int(str(claims["iat"])) <= LONGEST_LIFE_SECONDS:
        raise GrantDeniedError(Refusal.MALFORMED)
    return _assertion(header, claims)


def _unverified(text: str) -> tuple[dict[str, object], dict[str, object]]:
    try:
        parts = _JWS.decode_complete(text, options={"verify_signature": False})
        header, claims = _utf8_json(base64url_decode(text.partition(".")[0])), _utf8_json(parts["payload"])
    except (jwt.PyJWTError, Base64Error, ValueError, RecursionError) as error:
        raise GrantDeniedError(Refusal.MALFORMED) from error
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise GrantDeniedError(Refusal.MALFORMED)
    return header, claims


def _utf8_json(content: bytes) -> object:
    """Read JSON in UTF-8 without a byte order mark, the only one in a JWT; from bytes, Python would take any UTF."""
    return json.loads(content.decode())


def _has_types(claims: dict[str, object]) -> bool:
    """Tell whether the claims are there, of their types and not empty; True is no number here, though Python says so.

    `resource` is an array of strings.
    """
    kinds = _CLAIM_TYPES | {name: kind for name, kind in _OPTIONAL_CLAIM_TYPES.items() if name in claims}
    resource = claims.get("resource", [])
    return all(type(claims.get(name)) is kind and claims[name] != "" for name, kind in kinds.items()) and (
        isinstance(resource, list) and all(isinstance(each, str) for each in resource)
    )


def _assertion(header: dict[str, object], claims: dict[str, object]) -> Assertion:
    consumer_org = claims.get("consumer_org")
    return Assertion(
        header=header,
        aud=claims.get("aud"),
        iss=str(claims["iss"]),
        scopes=frozenset(str(claims["scope"]).split()),
        jti=str(claims["jti"]),
        iat=int(str(claims["iat"])),
        exp=int(str(claims["exp"])),
        consumer_org=None if consumer_org is None else str(consumer_org),
    )
