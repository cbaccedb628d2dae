"""The forms in which users hold keys: PKCS#12, PEM and private JWK; JKS has a file of its own."""

import json
from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    pkcs12,
)
from jwt.algorithms import RSAAlgorithm

KEYSTORE_PASSWORD = "sandkasse"  # noqa: S105 - of keystores that open nothing but this sandbox
KEYSTORE_ALIAS = "virksomhet"


def pkcs12_file(key: rsa.RSAPrivateKey, certificates: Sequence[x509.Certificate]) -> bytes:
    """Write key, certificate and chain as a certificate issuer delivers them."""
    own, *above = certificates
    return pkcs12.serialize_key_and_certificates(KEYSTORE_ALIAS.encode(), key, own, above, _encryption())


def pem_file(key: rsa.RSAPrivateKey, certificates: Sequence[x509.Certificate] = ()) -> bytes:
    """Write the encrypted key, and after it the certificates if there are any."""
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, _encryption())
    return text + certificates_pem(certificates)


def jwk_file(key: rsa.RSAPrivateKey, kid: str) -> bytes:
    """Write the private key under its kid; a JWK has no password."""
    jwk = RSAAlgorithm.to_jwk(key, as_dict=True) | {"kid": kid, "use": "sig", "alg": "RS256"}
    jwk.pop("key_ops", None)
    return json.dumps(jwk, indent=2).encode()


def certificates_pem(certificates: Sequence[x509.Certificate]) -> bytes:
    """Write certificates one after another."""
    return b"".join(each.public_bytes(Encoding.PEM) for each in certificates)


def _encryption() -> BestAvailableEncryption:
    return BestAvailableEncryption(KEYSTORE_PASSWORD.encode())
