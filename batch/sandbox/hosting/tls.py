"""HTTPS with an authority of its own, so that a client's CA file is tried for real."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from batch.sandbox.maskinporten.certificates import certify, name_of, self_certify

_MONTH = timedelta(days=30)
# A name that nobody has (RFC 2606): loopback is never asked through a proxy, and a proxy can lead this one here.
BEHIND_A_PROXY = "intern.example"
_FOLDER_PREFIX = "ektepakt-sandbox-"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Tls:
    """What serves HTTPS on loopback, and the authority that a client must be told to trust."""

    context: ssl.SSLContext
    ca_pem: bytes

    @contextmanager
    def ca_file(self) -> Iterator[Path]:
        """Keep the authority's certificate in a file while the `with` lasts: clients take a path (EKTEPAKT_CA_FILE)."""
        with TemporaryDirectory(prefix=_FOLDER_PREFIX) as folder:
            path = Path(folder) / "ca.pem"
            path.write_bytes(self.ca_pem)
            yield path


def make_tls(host: str) -> Tls:
    """Make an authority and a certificate for loopback, `host` among its names; the authority's key is forgotten."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name, not_after = name_of("Ektepakt sandbox TLS CA"), datetime.now(UTC) + _MONTH
    ca = self_certify(ca_name, ca_key, not_after=not_after, is_authority=True)
    server = certify(
        name_of("localhost"),
        key.public_key(),
        issuer=ca_name,
        issuer_key=ca_key,
        not_after=not_after,
        names=_loopback_names(host),
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + server.public_bytes(Encoding.PEM)
    return Tls(context=_context(pem), ca_pem=ca.public_bytes(Encoding.PEM))


def _context(pem: bytes) -> ssl.SSLContext:
    """Load key and certificate; the library takes them from a file only, which is gone when this returns."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory(prefix=_FOLDER_PREFIX) as folder:
        path = Path(folder) / "server.pem"
        path.touch(mode=0o600)
        path.write_bytes(pem)
        context.load_cert_chain(path)
    return context


def _loopback_names(host: str) -> x509.SubjectAlternativeName:
    named = {"127.0.0.1", "::1"} | ({host} - {"localhost"})
    addresses = [x509.IPAddress(ip_address(each)) for each in sorted(named)]
    return x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.DNSName(f"*.{BEHIND_A_PROXY}"), *addresses])
