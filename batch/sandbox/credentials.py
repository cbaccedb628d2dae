"""What a test organisation holds to prove who it is."""

from base64 import b64encode
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

KEYSTORE_PASSWORD = "sandkasse"  # noqa: S105 - of a keystore that opens nothing but this sandbox
KEYSTORE_ALIAS = "virksomhet"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Credentials:
    """A client id with its key, and either a certificate with its chain or the kid the key is registered under.

    `authorities` stand in the order of the keystore file, which is not the order of the chain: issuers deliver both.
    """

    client_id: str
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate | None = None
    authorities: tuple[x509.Certificate, ...] = ()
    kid: str | None = None

    def pkcs12(self) -> bytes:
        """Write key, certificate and chain as a certificate issuer delivers them."""
        encryption = BestAvailableEncryption(KEYSTORE_PASSWORD.encode())
        return pkcs12.serialize_key_and_certificates(
            KEYSTORE_ALIAS.encode(), self.key, self.certificate, self.authorities, encryption
        )

    def pem(self) -> bytes:
        """Write the key, and the certificates when there are any, as PEM without a password."""
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        certificates = (self.certificate, *self.authorities) if self.certificate else ()
        return key + b"".join(each.public_bytes(Encoding.PEM) for each in certificates)

    def settings(self) -> dict[str, str]:
        """Give the settings that make a client this party, with nothing on disk."""
        if self.kid:
            return {
                "EKTEPAKT_CLIENT_ID": self.client_id,
                "EKTEPAKT_KEYSTORE": _inline(self.pem()),
                "EKTEPAKT_KEY_ID": self.kid,
            }
        return {
            "EKTEPAKT_CLIENT_ID": self.client_id,
            "EKTEPAKT_KEYSTORE": _inline(self.pkcs12()),
            "EKTEPAKT_KEYSTORE_PASSWORD": KEYSTORE_PASSWORD,
        }


def _inline(content: bytes) -> str:
    return "base64:" + b64encode(content).decode()
