"""An authority of the tests' own, and server certificates with one thing wrong each."""

import ipaddress
import ssl
import tempfile
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from support import key_builders

LOOPBACK = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))


class Wrong(StrEnum):
    """What is wrong with a server's TLS."""

    NOTHING = "nothing"
    UNKNOWN_ROOT = "unknown root"
    SELF_SIGNED = "self-signed"
    NO_INTERMEDIATE = "no intermediate"
    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    OTHER_NAME = "other name"
    WEAK_KEY = "weak key"
    OLD_VERSION = "old version"
    NO_COMMON_CIPHER = "no common cipher"
    CLIENT_CERTIFICATE_1_2 = "client certificate, TLS 1.2"
    CLIENT_CERTIFICATE_1_3 = "client certificate, TLS 1.3"
    UNRECOGNIZED_NAME = "unrecognized name"


@dataclass(frozen=True)
class Served:
    """What a server presents, and what a client must trust for it."""

    context: ssl.SSLContext
    ca_pem: bytes


def serve_wrong(wrong: Wrong, *, lasts: timedelta = timedelta(hours=1)) -> Served:
    """Make a server's side of TLS with this one thing wrong; it is valid for `lasts` from now."""
    root_key, middle_key = key_builders.rsa_key("root"), key_builders.rsa_key("intermediate")
    leaf_key = key_builders.rsa_key("leaf", 1024 if wrong is Wrong.WEAK_KEY else 2048)
    root = _certificate("Root", root_key, "Root", root_key, is_ca=True)
    middle = _certificate("Intermediate", middle_key, "Root", root_key, is_ca=True)
    issuer, issuer_key = ("leaf", leaf_key) if wrong is Wrong.SELF_SIGNED else ("Intermediate", middle_key)
    begins, ends = _validity(wrong, lasts)
    leaf = _certificate("leaf", leaf_key, issuer, issuer_key, begins=begins, ends=ends, wrong=wrong)
    without_middle = wrong in {Wrong.SELF_SIGNED, Wrong.NO_INTERMEDIATE}
    context = _context(wrong)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "server.pem")
        chain = [leaf] if without_middle else [leaf, middle]
        private = leaf_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(private + b"".join(each.public_bytes(Encoding.PEM) for each in chain))
        context.load_cert_chain(file)
    return Served(context, _stranger() if wrong is Wrong.UNKNOWN_ROOT else root.public_bytes(Encoding.PEM))


def _validity(wrong: Wrong, lasts: timedelta) -> tuple[datetime, datetime]:
    now, day = datetime.now(UTC), timedelta(days=1)
    match wrong:
        case Wrong.EXPIRED:
            return now - 2 * day, now - day
        case Wrong.NOT_YET_VALID:
            return now + day, now + 2 * day
        case _:
            return now - day, now + lasts


def _stranger() -> bytes:
    key = key_builders.rsa_key("stranger")
    return _certificate("Stranger", key, "Stranger", key, is_ca=True).public_bytes(Encoding.PEM)


def _context(wrong: Wrong) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    match wrong:
        case Wrong.OLD_VERSION:
            context.set_ciphers("ALL:@SECLEVEL=0")
            with warnings.catch_warnings():  # that it is old is the point
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        case Wrong.NO_COMMON_CIPHER:
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers("ADH-AES128-SHA256:@SECLEVEL=0")  # without a certificate: no client offers it
        case Wrong.CLIENT_CERTIFICATE_1_2 | Wrong.CLIENT_CERTIFICATE_1_3:
            context.verify_mode = ssl.CERT_REQUIRED
            if wrong is Wrong.CLIENT_CERTIFICATE_1_2:
                context.maximum_version = ssl.TLSVersion.TLSv1_2
        case Wrong.WEAK_KEY:
            context.set_ciphers("ALL:@SECLEVEL=0")
        case Wrong.UNRECOGNIZED_NAME:
            context.sni_callback = lambda *_: ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME  # type: ignore[assignment]
        case _:
            pass
    return context


def _certificate(
    name: str,
    key: RSAPrivateKey,
    issuer: str,
    issuer_key: RSAPrivateKey,
    *,
    is_ca: bool = False,
    begins: datetime | None = None,
    ends: datetime | None = None,
    wrong: Wrong = Wrong.NOTHING,
) -> x509.Certificate:
    now, day = datetime.now(UTC), timedelta(days=1)
    builder = (
        x509.CertificateBuilder()
        .subject_name(key_builders.subject_name(name))
        .issuer_name(key_builders.subject_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins or now - day)
        .not_valid_after(ends or now + day)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if not is_ca:
        names = [x509.DNSName("other.example")] if wrong is Wrong.OTHER_NAME else _NAMES
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(issuer_key, SHA256())


_NAMES: list[x509.GeneralName] = [
    LOOPBACK,
    x509.DNSName("localhost"),
    x509.DNSName("register.intern.example"),
    x509.DNSName("maskinporten.intern.example"),
]
