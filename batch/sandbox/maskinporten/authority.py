"""The authority that issues virksomhetssertifikater in the sandbox; nobody else trusts it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from batch.sandbox.maskinporten.certificates import certify, name_of, self_certify

_YEAR = timedelta(days=365)
_RSA_BITS = 2048
_EXPONENT = 65537
_CURVE = ec.SECP256R1()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Authority:
    """A root and the issuing authority under it, made at each start."""

    root: x509.Certificate
    issuing: x509.Certificate
    issuing_key: ec.EllipticCurvePrivateKey

    def issue(self, orgnr: str, key: rsa.RSAPublicKey, *, not_after: datetime | None = None) -> x509.Certificate:
        """Issue a virksomhetssertifikat to an organisation; without `not_after` it is good for two years."""
        return certify(
            _organisation(orgnr),
            key,
            issuer=self.issuing.subject,
            issuer_key=self.issuing_key,
            not_after=not_after or datetime.now(UTC) + 2 * _YEAR,
        )

    def has_issued(self, leaf: x509.Certificate) -> bool:
        """Tell whether a certificate was signed by the issuing authority."""
        try:
            leaf.verify_directly_issued_by(self.issuing)
        except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
            return False
        return True


def make_key() -> rsa.RSAPrivateKey:
    """Make an RSA key of the least size that Maskinporten takes."""
    return rsa.generate_private_key(_EXPONENT, _RSA_BITS)


def make_authority() -> Authority:
    """Make both keys and certificates; the root's key is forgotten at once.

    They are of a curve, which takes no time: each small run starts a sandbox. What is issued to organisations is RSA.
    """
    root_key, issuing_key = ec.generate_private_key(_CURVE), ec.generate_private_key(_CURVE)
    root_name, lasting = name_of("Ektepakt sandbox root CA"), datetime.now(UTC) + 10 * _YEAR
    root = self_certify(root_name, root_key, not_after=lasting, is_authority=True)
    issuing = certify(
        name_of("Ektepakt sandbox virksomhet CA 1"),
        issuing_key.public_key(),
        issuer=root_name,
        issuer_key=root_key,
        not_after=lasting,
        is_authority=True,
    )
    return Authority(root=root, issuing=issuing, issuing_key=issuing_key)


def self_signed(orgnr: str, key: rsa.RSAPrivateKey) -> x509.Certificate:
    """Make a certificate that says whose it is, but that no authority issued."""
    return self_certify(_organisation(orgnr), key, not_after=datetime.now(UTC) + _YEAR)


def orgnr_of(certificate: x509.Certificate) -> str | None:
    """Read whose certificate it is, from its organizationIdentifier; None when it says nothing."""
    found = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)
    return str(found[0].value).removeprefix("NTRNO-") if found else None


def _organisation(orgnr: str) -> x509.Name:
    identified = (NameOID.ORGANIZATION_IDENTIFIER, f"NTRNO-{orgnr}")
    return name_of(f"Testvirksomhet {orgnr}", identified, (NameOID.SERIAL_NUMBER, orgnr))
