"""Java's own keystore, version 2, as Brønnøysundregistrene's guide has users make one.

The file is magic, version, entries and a digest keyed with the password. A key is hidden by XOR with a chain of SHA-1
digests of password and salt: that is the format, and its only secret opens nothing but this sandbox.
"""

import os
import time
from collections.abc import Sequence
from hashlib import sha1
from struct import pack

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from batch.sandbox.maskinporten.keystores import KEYSTORE_ALIAS, KEYSTORE_PASSWORD

_MAGIC, _VERSION = 0xFEEDFEED, 2
_PRIVATE_KEY_ENTRY = 1
_WHITENER = b"Mighty Aphrodite"
_DIGEST_BYTES = 20
_KEY_PROTECTOR = bytes.fromhex("300e060a2b060104012a021101010500")
"""AlgorithmIdentifier of 1.3.6.1.4.1.42.2.17.1.1, Sun's key protector, in DER."""


def jks_file(key: rsa.RSAPrivateKey, certificates: Sequence[x509.Certificate]) -> bytes:
    """Write a keystore with one private key and its chain, the organisation's own certificate first."""
    password = KEYSTORE_PASSWORD.encode("utf-16-be")
    entry = (
        pack(">I", _PRIVATE_KEY_ENTRY)
        + _text(KEYSTORE_ALIAS)
        + pack(">Q", int(time.time() * 1000))
        + _sized(_protected(key, password))
        + pack(">I", len(certificates))
        + b"".join(_text("X.509") + _sized(each.public_bytes(Encoding.DER)) for each in certificates)
    )
    content = pack(">III", _MAGIC, _VERSION, 1) + entry
    return content + _digest(password + _WHITENER + content)


def _protected(key: rsa.RSAPrivateKey, password: bytes) -> bytes:
    """Hide the key as an EncryptedPrivateKeyInfo: salt, hidden key, digest over password and key."""
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    salt = os.urandom(_DIGEST_BYTES)
    hidden = bytes(each ^ mask for each, mask in zip(plain, _keystream(password, salt, len(plain)), strict=True))
    encrypted = salt + hidden + _digest(password + plain)
    return _der(0x30, _KEY_PROTECTOR + _der(0x04, encrypted))


def _keystream(password: bytes, salt: bytes, length: int) -> bytes:
    stream, block = b"", salt
    while len(stream) < length:
        block = _digest(password + block)
        stream += block
    return stream[:length]


def _digest(content: bytes) -> bytes:
    return sha1(content, usedforsecurity=False).digest()


def _der(tag: int, content: bytes) -> bytes:
    """Wrap content of 256 to 65,535 bytes, which an RSA key always is."""
    return pack(">BBH", tag, 0x82, len(content)) + content


def _text(text: str) -> bytes:
    return pack(">H", len(text)) + text.encode()


def _sized(content: bytes) -> bytes:
    return pack(">I", len(content)) + content
