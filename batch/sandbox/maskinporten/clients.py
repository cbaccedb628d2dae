"""The organisations and clients that the sandbox's Maskinporten knows."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric import rsa

SCOPE = "brreg:ektepakt/tlg"
OTHER_SCOPE = "skatteetaten:sandkasse"
KEY_LIFETIME = timedelta(days=365)
"""A registered key lives one year from upload."""


class Agreement(StrEnum):
    """Where an organisation stands with Ektepaktregisteret."""

    VALID = "valid"  #: has an agreement
    NONE = "none"  #: has none, or it was withdrawn
    DELETED = "deleted"  #: is deleted in Enhetsregisteret


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A synthetic organisation; `granted_scopes` are those that their owners gave it."""

    orgnr: str
    agreement: Agreement = Agreement.VALID
    granted_scopes: frozenset[str] = frozenset({SCOPE})


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredKey:
    """A public key that was uploaded on a client."""

    public_key: rsa.RSAPublicKey
    registered_at: datetime

    def is_expired(self, now: datetime) -> bool:
        """Tell whether the year of the key is over."""
        return now >= self.registered_at + KEY_LIFETIME


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredClient:
    """A client at Maskinporten; one with registered keys must use them, one without sends its certificate."""

    client_id: str
    orgnr: str
    scopes: frozenset[str] = frozenset({SCOPE})
    keys: dict[str, RegisteredKey] = field(default_factory=dict)
    delegated_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrations:
    """All organisations by orgnr, all clients by client id."""

    organisations: dict[str, Organisation]
    clients: dict[str, RegisteredClient]
