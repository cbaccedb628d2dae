"""A key that is fit to sign grants, and what of it may be shown."""

import base64
import re
from dataclasses import dataclass
from datetime import date, datetime

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, Name, NameOID

from batch.errors import SettingsError

ATTRIBUTE_NAMES = {
    NameOID.SERIAL_NUMBER: "serialNumber",
    NameOID.ORGANIZATION_IDENTIFIER: "organizationIdentifier",
    NameOID.GIVEN_NAME: "givenName",
    NameOID.SURNAME: "surname",
    NameOID.EMAIL_ADDRESS: "emailAddress",
}
"""What X.520 calls those attributes of a certificate for which RFC 4514 has no short name."""

# SEID 2 writes NTRNO-987654321 as organizationIdentifier, SEID 1 the bare number as serialNumber.
ORGANISATION_NUMBER = re.compile(r"(?:NTRNO-)?([0-9]{9})")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class KeyMaterial:
    """An RSA key with either a kid or a certificate chain (leaf first), never both.

    `name` says where it came from. What is asked of the certificate is None for a key with a kid.
    """

    name: str
    signing_key: RSAPrivateKey
    key_id: str | None = None
    chain: tuple[Certificate, ...] = ()
    registered_on: date | None = None

    def __post_init__(self) -> None:
        if bool(self.key_id) == bool(self.chain):
            raise ValueError("key material has a kid or a certificate chain, and not both")

    def __repr__(self) -> str:
        return f"KeyMaterial(name={self.name!r}, key_id={self.key_id!r}, subject={self.subject!r})"

    @property
    def x5c(self) -> list[str]:
        """The chain as the JWS header takes it: padded base64 of each certificate's DER (RFC 7515, 4.1.6)."""
        return [base64.b64encode(each.public_bytes(Encoding.DER)).decode("ascii") for each in self.chain]

    @property
    def certificate(self) -> Certificate | None:
        return self.chain[0] if self.chain else None

    @property
    def not_before(self) -> datetime | None:
        return self.certificate.not_valid_before_utc if self.certificate else None

    @property
    def not_after(self) -> datetime | None:
        return self.certificate.not_valid_after_utc if self.certificate else None

    @property
    def subject(self) -> str | None:
        return _in_words(self.certificate.subject) if self.certificate else None

    @property
    def issuer(self) -> str | None:
        return _in_words(self.certificate.issuer) if self.certificate else None

    @property
    def organisation_number(self) -> str | None:
        """The nine digits of the organisation the certificate is issued to."""
        return _organisation_number(self.certificate.subject) if self.certificate else None


def _in_words(name: Name) -> str:
    return name.rfc4514_string(ATTRIBUTE_NAMES)


def _organisation_number(subject: Name) -> str | None:
    for kind in (NameOID.ORGANIZATION_IDENTIFIER, NameOID.SERIAL_NUMBER):
        for attribute in subject.get_attributes_for_oid(kind):
            match = ORGANISATION_NUMBER.fullmatch(str(attribute.value))
            if match:
                return match[1]
    return None


def check_consumer(consumer_org: str | None, key: KeyMaterial) -> None:
    """Raise SettingsError for what Maskinporten refuses: acting on behalf of oneself."""
    if consumer_org is not None and consumer_org == key.organisation_number:
        raise SettingsError("EKTEPAKT_CONSUMER_ORG is the certificate's own organisation", remedy="leave it out")
