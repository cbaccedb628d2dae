"""Reads a real JKS, the form older keytools write.

No kept-up library does it (pyjks: last release 2020, with five dependencies, one of them to be compiled), and the
form has been frozen since 1998: entries one after the other, each key hidden under a stream of SHA-1 digests, and
a SHA-1 digest of the whole at the end (JDK: sun.security.provider.JavaKeyStore and KeyProtector).
"""

import hashlib
import hmac
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_der_private_key

from batch.errors import KeyMissingError, KeystoreConversionError, KeystorePasswordError, SeveralKeysError
from batch.maskinporten.keys.found import FoundKey
from batch.maskinporten.keys.keytool import conversion_command
from batch.maskinporten.keys.source import Keystore

VERSION = 2
DIGEST_SIZE = 20
LEAST_PROTECTED = 2 * DIGEST_SIZE  # salt and check digest
INTEGRITY_SALT = b"Mighty Aphrodite"

# AlgorithmIdentifier of Sun's key protector, 1.3.6.1.4.1.42.2.17.1.1 without parameters, in DER.
KEY_PROTECTOR = bytes.fromhex("300e060a2b060104012a021101010500")


class EntryKind(IntEnum):
    """The entries a JKS can hold."""

    KEY = 1  #: a private key with its certificates
    CERTIFICATE = 2  #: someone else's certificate, trusted


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEntry:
    """One private key of a JKS, still hidden, and its certificates."""

    alias: str
    hidden_key: bytes = field(repr=False)
    certificates: tuple[bytes, ...] = field(repr=False)


class Reader:
    """Reads the big-endian fields of Java's DataOutputStream; raises EOFError where the bytes end early."""

    def __init__(self, content: bytes) -> None:
        self._stream = io.BytesIO(content)

    def take(self, size: int) -> bytes:
        taken = self._stream.read(size)
        if len(taken) < size:
            raise EOFError
        return taken

    def number(self, size: int = 4) -> int:
        return int.from_bytes(self.take(size))

    def text(self) -> str:
        return self.take(self.number(2)).decode("utf-8", "replace")

    def certificate(self) -> bytes:
        self.text()  # always X.509
        return self.take(self.number())


def read_jks(keystore: Keystore) -> FoundKey:
    """Read the one private key, or that of the alias, and its certificates."""
    password = _password(keystore)
    try:
        entries = list(_key_entries(Reader(keystore.content[:-DIGEST_SIZE])))
    except (EOFError, ValueError) as error:
        raise _unreadable(keystore) from error
    entry = _chosen(keystore, entries)
    try:
        certificates = tuple(x509.load_der_x509_certificate(each) for each in entry.certificates)
        return FoundKey(private_key=_revealed_key(keystore, entry, password), certificates=certificates)
    except ValueError as error:
        raise _unreadable(keystore) from error


def _password(keystore: Keystore) -> bytes:
    """Return the password as Java counts it, once the digest over the whole file has proved it."""
    if not keystore.password:
        raise KeystorePasswordError(
            f"{keystore.name} needs a password and none is set", remedy="set EKTEPAKT_KEYSTORE_PASSWORD"
        )
    password = keystore.password.encode("utf-16-be")
    body, digest = keystore.content[:-DIGEST_SIZE], keystore.content[-DIGEST_SIZE:]
    if not hmac.compare_digest(_sha1(password + INTEGRITY_SALT + body), digest):
        raise KeystorePasswordError(
            f"the password does not open {keystore.name}, or the file is damaged",
            remedy="check EKTEPAKT_KEYSTORE_PASSWORD",
        )
    return password


def _key_entries(reader: Reader) -> Iterator[KeyEntry]:
    reader.take(4)  # the magic number, by which we came here
    if reader.number() != VERSION:
        raise ValueError("not version 2")
    for _ in range(reader.number()):
        tag, alias, _made_at = reader.number(), reader.text(), reader.number(8)
        match tag:
            case EntryKind.KEY:
                hidden = reader.take(reader.number())
                certificates = tuple(reader.certificate() for _ in range(reader.number()))
                yield KeyEntry(alias=alias, hidden_key=hidden, certificates=certificates)
            case EntryKind.CERTIFICATE:
                reader.certificate()
            case _:
                raise ValueError("an entry of unknown kind")


def _chosen(keystore: Keystore, entries: list[KeyEntry]) -> KeyEntry:
    aliases = tuple(each.alias for each in entries)
    named = ", ".join(aliases)
    if keystore.alias:
        entries = [each for each in entries if each.alias.casefold() == keystore.alias.casefold()]
    if len(entries) > 1:
        raise SeveralKeysError(
            f"{keystore.name} holds {len(entries)} private keys ({named})",
            remedy="name one in EKTEPAKT_KEYSTORE_ALIAS",
            aliases=aliases,
        )
    if not entries:
        wanted = f"no private key under the alias {keystore.alias}" if keystore.alias else "no private key"
        others = f", but {named}" if aliases else ""
        remedy = "correct EKTEPAKT_KEYSTORE_ALIAS or leave it out" if aliases else "import the key into it"
        raise KeyMissingError(f"{keystore.name} holds {wanted}{others}", remedy=remedy, aliases=aliases)
    return entries[0]


def _revealed_key(keystore: Keystore, entry: KeyEntry, password: bytes) -> PrivateKeyTypes:
    protected = _protected_octets(entry.hidden_key)
    salt, hidden, check = protected[:DIGEST_SIZE], protected[DIGEST_SIZE:-DIGEST_SIZE], protected[-DIGEST_SIZE:]
    plain = bytes(each ^ mask for each, mask in zip(hidden, _digest_stream(password, salt), strict=False))
    if not hmac.compare_digest(_sha1(password + plain), check):
        command = conversion_command(keystore, store_type="JKS", alias=entry.alias)
        raise KeystoreConversionError(
            f"the key {entry.alias} in {keystore.name} has a password of its own", command=command
        )
    return load_der_private_key(plain, None)


def _protected_octets(encrypted_key_info: bytes) -> bytes:
    _, found, octets = encrypted_key_info.partition(KEY_PROTECTOR)
    if not found or not octets.startswith(b"\x04") or len(octets) < LEAST_PROTECTED:
        raise ValueError("the key is not under Sun's key protector")
    length = octets[1]
    return octets[2 + (length & 0x7F if length & 0x80 else 0) :]


def _digest_stream(password: bytes, salt: bytes) -> Iterator[int]:
    digest = salt
    while True:
        digest = _sha1(password + digest)
        yield from digest


def _sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()


def _unreadable(keystore: Keystore) -> KeystoreConversionError:
    command = conversion_command(keystore, store_type="JKS", alias=keystore.alias)
    return KeystoreConversionError(f"{keystore.name} is a JKS that can't be read here", command=command)
