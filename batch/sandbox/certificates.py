"""The sandbox's own certificate authority: root, issuing authority, virksomhetssertifikater."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

_YEAR = timedelta(days=365)
_RSA_BITS = 2048
_EXPONENT = 65537


def make_key() -> rsa.RSAPrivateKey:
    """Make an RSA key of the least size that Maskinporten takes."""
    return rsa.generate_private_key(_EXPONENT, _RSA_BITS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A root and the issuing authority under it, made anew at each start; nobody else trusts them."""

    root: x509.Certificate
    issuing: x509.Certificate
    issuing_key: rsa.RSAPrivateKey

    def issue(self, orgnr: str, key: rsa.RSAPublicKey, *, not_after: datetime | None = None) -> x509.Certificate:
        """Issue a virksomhetssertifikat to an organisation; without `not_after` it is good for two years."""
        not_after = not_after or datetime.now(UTC) + 2 * _YEAR
        builder = _builder(_organisation_name(orgnr), key, not_after=not_after, is_authority=False)
        return builder.issuer_name(self.issuing.subject).sign(self.issuing_key, hashes.SHA256())

    def has_issued(self, leaf: x509.Certificate) -> bool:
        """Tell whether a certificate was signed by the issuing authority."""
        try:
            leaf.verify_directly_issued_by(self.issuing)
        except (InvalidSignature, ValueError, TypeError):
            return False
        return True


def make_authority() -> Authority:
    """Make both keys and certificates."""
    root_key, issuing_key = make_key(), make_key()
    root_name = _name("Ektepakt sandbox root CA")
    issuing_name = _name("Ektepakt sandbox virksomhet CA 1")
    lasting = datetime.now(UTC) + 10 * _YEAR
    root = _builder(root_name, root_key.public_key(), not_after=lasting, is_authority=True)
    issuing = _builder(issuing_name, issuing_key.public_key(), not_after=lasting, is_authority=True)
    return Authority(
        root=root.issuer_name(root_name).sign(root_key, hashes.SHA256()),
        issuing=issuing.issuer_name(root_name).sign(root_key, hashes.SHA256()),
        issuing_key=issuing_key,
    )


def self_signed(orgnr: str, key: rsa.RSAPrivateKey) -> x509.Certificate:
    """Make a certificate that says whose it is, but that no authority issued."""
    name = _organisation_name(orgnr)
    builder = _builder(name, key.public_key(), not_after=datetime.now(UTC) + _YEAR, is_authority=False)
    return builder.issuer_name(name).sign(key, hashes.SHA256())


def orgnr_of(certificate: x509.Certificate) -> str | None:
    """Read whose certificate it is, from its organizationIdentifier; None when it says nothing."""
    found = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)
    return str(found[0].value).removeprefix("NTRNO-") if found else None


def _organisation_name(orgnr: str) -> x509.Name:
    identified = (NameOID.ORGANIZATION_IDENTIFIER, f"NTRNO-{orgnr}")
    return _name(f"Testvirksomhet {orgnr}", identified, (NameOID.SERIAL_NUMBER, orgnr))


def _name(common_name: str, *more: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    attributes = (
        (NameOID.COUNTRY_NAME, "NO"),
        (NameOID.ORGANIZATION_NAME, "Ektepakt sandbox"),
        (NameOID.COMMON_NAME, common_name),
        *more,
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])


def _builder(
    subject: x509.Name, key: rsa.RSAPublicKey, *, not_after: datetime, is_authority: bool
) -> x509.CertificateBuilder:
    usage = x509.KeyUsage(
        digital_signature=not is_authority, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=is_authority, crl_sign=is_authority,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    constraints = x509.BasicConstraints(ca=is_authority, path_length=None)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(datetime.now(UTC), not_after) - timedelta(days=1))
        .not_valid_after(not_after)
        .add_extension(constraints, critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )
