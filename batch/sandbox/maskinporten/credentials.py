"""What a test organisation holds to prove who it is."""

from base64 import b64encode
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from batch.sandbox.maskinporten.keystores import KEYSTORE_PASSWORD, pem_file, pkcs12_file


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Credentials:
    """A client id with its key, and either a certificate with its chain or the kid the key is registered under.

    `authorities` stand in the order of the keystore file, which is not the order of the chain: issuers deliver both.
    `consumer_org` is the organisation acted for, if any.
    """

    client_id: str
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate | None = None
    authorities: tuple[x509.Certificate, ...] = ()
    kid: str | None = None
    consumer_org: str | None = None

    @property
    def certificates(self) -> tuple[x509.Certificate, ...]:
        """All certificates, the organisation's own first."""
        return (self.certificate, *self.authorities) if self.certificate else ()

    def settings(self) -> dict[str, str]:
        """Give the settings that make a client this party, with nothing on disk."""
        keystore = pem_file(self.key) if self.kid else pkcs12_file(self.key, self.certificates)
        return self.settings_with("base64:" + b64encode(keystore).decode())

    def settings_with(self, keystore: str) -> dict[str, str]:
        """Give the settings that make a client this party, with its key in this keystore."""
        optional = {"EKTEPAKT_KEY_ID": self.kid, "EKTEPAKT_CONSUMER_ORG": self.consumer_org}
        return {
            "EKTEPAKT_CLIENT_ID": self.client_id,
            "EKTEPAKT_KEYSTORE": keystore,
            "EKTEPAKT_KEYSTORE_PASSWORD": KEYSTORE_PASSWORD,
        } | {name: value for name, value in optional.items() if value}
