"""Builds the JWT grant: exactly the documented header and claims (contract/maskinporten.md, "The grant")."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from batch.maskinporten.keys.material import KeyMaterial

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ALGORITHM = "RS256"  # Maskinporten takes RS384 and RS512 too; every RSA key can sign with this one
LIFETIME = timedelta(seconds=120)  # the documented maximum, so that a slow clock survives


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantTerms:
    """What a client asks for, the same in every grant.

    `audience` is the issuer with its slash; `scope` holds one scope or several with spaces between.
    `consumer_org` is the organisation number of the one a supplier acts for.
    """

    audience: str
    client_id: str
    scope: str
    consumer_org: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The header and the claims of one grant; it can be sent once (MP-012)."""

    header: Mapping[str, Any] = field(repr=False)
    claims: Mapping[str, Any]

    def sign(self, key: RSAPrivateKey) -> str:
        """Return the assertion, which is a secret for as long as it lives."""
        # PyJWT adds a typ of its own unless it is told not to.
        header = {**self.header, "typ": None}
        return jwt.encode(dict(self.claims), key, algorithm=ALGORITHM, headers=header)


def build_grant(terms: GrantTerms, *, key: KeyMaterial, now: datetime, jti: UUID) -> Grant:
    """Build the grant for this moment; `jti` must be fresh every time."""
    issued_at = int(now.timestamp())
    claims: dict[str, Any] = {
        "aud": terms.audience,
        "iss": terms.client_id,
        "scope": terms.scope,
        "iat": issued_at,
        "exp": issued_at + int(LIFETIME.total_seconds()),
        "jti": str(jti),
    }
    if terms.consumer_org:
        claims["consumer_org"] = terms.consumer_org
    whose = {"kid": key.key_id} if key.key_id else {"x5c": key.x5c}
    return Grant(header={"alg": ALGORITHM, **whose}, claims=claims)
