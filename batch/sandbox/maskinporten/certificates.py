"""X.509 certificates, as the sandbox's authorities sign them."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

_A_DAY = timedelta(days=1)


def certify(
    subject: x509.Name,
    key: PublicKey,
    *,
    issuer: x509.Name,
    issuer_key: PrivateKey,
    not_after: datetime,
    is_authority: bool = False,
    names: x509.SubjectAlternativeName | None = None,
) -> x509.Certificate:
    """Sign a certificate that was good since yesterday, or for a day when `not_after` is past."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(datetime.now(UTC), not_after) - _A_DAY)
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(_usage(is_authority=is_authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if names is not None:
        builder = builder.add_extension(names, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def self_certify(
    name: x509.Name, key: PrivateKey, *, not_after: datetime, is_authority: bool = False
) -> x509.Certificate:
    """Sign a certificate with its own key, as a root authority does, or somebody whom no authority knows."""
    return certify(name, key.public_key(), issuer=name, issuer_key=key, not_after=not_after, is_authority=is_authority)


def name_of(common_name: str, *more: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    """Write the name of somebody in the sandbox."""
    attributes = (
        (NameOID.COUNTRY_NAME, "NO"),
        (NameOID.ORGANIZATION_NAME, "Ektepakt sandbox"),
        (NameOID.COMMON_NAME, common_name),
        *more,
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=is_authority, crl_sign=is_authority, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip
