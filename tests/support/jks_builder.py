"""Writes a JKS as the JDK does, for machines without keytool and for files that keytool would not write."""

import hashlib
from collections.abc import Iterator, Sequence
from itertools import count

from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import Certificate

PROTECTOR = bytes.fromhex("300e060a2b060104012a021101010500")
SALT = bytes(range(20))


def jks(*entries: bytes, password: str, version: int = 2) -> bytes:
    body = b"\xfe\xed\xfe\xed" + _number(version) + _number(len(entries)) + b"".join(entries)
    return body + hashlib.sha1(password.encode("utf-16-be") + b"Mighty Aphrodite" + body).digest()


def key_entry(alias: str, key: PrivateKeyTypes, chain: Sequence[Certificate], *, password: str) -> bytes:
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    hidden = _der(0x30, PROTECTOR + _der(0x04, _protect(plain, password.encode("utf-16-be"))))
    certificates = b"".join(_certificate(each) for each in chain)
    return _head(1, alias) + _number(len(hidden)) + hidden + _number(len(chain)) + certificates


def certificate_entry(alias: str, certificate: Certificate) -> bytes:
    return _head(2, alias) + _certificate(certificate)


def unknown_entry(alias: str) -> bytes:
    return _head(3, alias)


def _head(tag: int, alias: str) -> bytes:
    return _number(tag) + _text(alias) + bytes(8)


def _certificate(certificate: Certificate) -> bytes:
    der = certificate.public_bytes(Encoding.DER)
    return _text("X.509") + _number(len(der)) + der


def _protect(plain: bytes, password: bytes) -> bytes:
    hidden = bytes(a ^ b for a, b in zip(plain, _stream(password), strict=False))
    return SALT + hidden + hashlib.sha1(password + plain).digest()


def _stream(password: bytes) -> Iterator[int]:
    block = SALT
    for _ in count():
        block = hashlib.sha1(password + block).digest()
        yield from block


def _der(tag: int, content: bytes) -> bytes:
    return bytes([tag, 0x82]) + len(content).to_bytes(2) + content


def _number(value: int) -> bytes:
    return value.to_bytes(4)


def _text(value: str) -> bytes:
    return len(value.encode()).to_bytes(2) + value.encode()
