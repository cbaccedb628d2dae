"""Keys and certificates made when a test runs; none is ever in a file of the repository."""

import base64
import json
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509 import Certificate, Name, NameAttribute, NameOID
from jwt.algorithms import RSAAlgorithm

from batch.maskinporten.keys.material import KeyMaterial

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PASSWORD = "correct horse æøå"
ORGANISATION = "987654321"


def rsa_key(name: str = "own", bits: int = 2048) -> RSAPrivateKey:
    """Return the key of that name, always the same one within a test run."""
    return _generated(name, bits)


@cache
def _generated(_name: str, bits: int) -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=bits)


def subject_name(common_name: str, *attributes: NameAttribute[str]) -> Name:
    return Name(
        [NameAttribute(NameOID.COUNTRY_NAME, "NO"), *attributes, NameAttribute(NameOID.COMMON_NAME, common_name)]
    )


OWN_NAME = subject_name("Testfirma AS", NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"NTRNO-{ORGANISATION}"))


def certificate(
    subject: Name = OWN_NAME,
    *,
    key: str = "own",
    bits: int = 2048,
    issuer: Name | None = None,
    issuer_key: str | None = None,
    not_before: datetime = NOW - timedelta(days=365),
    not_after: datetime = NOW + timedelta(days=365),
) -> Certificate:
    """Return a certificate for the named key, signed by the issuer's key, or by its own."""
    is_authority = issuer is None or issuer_key == "root"
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer or subject)
        .public_key(rsa_key(key, bits).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .sign(rsa_key(issuer_key or key, 2048 if issuer_key else bits), hashes.SHA256())
    )


ROOT_NAME = subject_name("Root CA")
INTERMEDIATE_NAME = subject_name("Issuing CA")


@cache
def chain() -> tuple[Certificate, Certificate, Certificate]:
    """Return leaf, intermediate and root."""
    root = certificate(ROOT_NAME, key="root")
    intermediate = certificate(INTERMEDIATE_NAME, key="intermediate", issuer=ROOT_NAME, issuer_key="root")
    leaf = certificate(issuer=INTERMEDIATE_NAME, issuer_key="intermediate")
    return leaf, intermediate, root


def pkcs12_file(
    *,
    password: str | None = PASSWORD,
    key: str = "own",
    own: Certificate | None = None,
    others: tuple[Certificate, ...] | None = None,
    encryption: KeySerializationEncryption | None = None,
) -> bytes:
    leaf, intermediate, root = chain()
    return pkcs12.serialize_key_and_certificates(
        b"own",
        rsa_key(key),
        own or leaf,
        (root, intermediate) if others is None else others,
        encryption or (BestAvailableEncryption(password.encode()) if password else NoEncryption()),
    )


def pem_key(key: str = "own", *, bits: int = 2048, password: str | None = None) -> bytes:
    encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return rsa_key(key, bits).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def pem_certificates(*certificates: Certificate) -> bytes:
    return b"".join(each.public_bytes(Encoding.PEM) for each in certificates)


def jwk(key: str = "own", **members: object) -> bytes:
    private = RSAAlgorithm.to_jwk(rsa_key(key), as_dict=True)
    return json.dumps({**private, **members}).encode()


def der_base64(certificate_: Certificate) -> str:
    return base64.b64encode(certificate_.public_bytes(Encoding.DER)).decode()


def registered_key(key_id: str = "kid-1", **changes: object) -> KeyMaterial:
    """Return key material that a test changes in one respect."""
    facts: dict[str, object] = {"name": "key.pem", "signing_key": rsa_key(), "key_id": key_id, **changes}
    return KeyMaterial(**facts)  # type: ignore[arg-type]


def certified_key(**changes: object) -> KeyMaterial:
    facts: dict[str, object] = {"name": "own.p12", "signing_key": rsa_key(), "chain": chain()[:2], **changes}
    return KeyMaterial(**facts)  # type: ignore[arg-type]
