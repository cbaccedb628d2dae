"""Reads a private key in PEM, encrypted or not, and the certificates beside it."""

import re
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from batch.errors import KeyMissingError, KeystorePasswordError, KeystoreUnreadableError, SeveralKeysError
from batch.maskinporten.keys.found import FoundKey, unusable_key
from batch.maskinporten.keys.source import Keystore

BLOCK = re.compile(rb"-----BEGIN (?P<label>[A-Z0-9 ]+)-----.*?-----END (?P=label)-----", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of PEM with its armour."""

    label: str
    text: bytes = field(repr=False)

    @property
    def is_private_key(self) -> bool:
        return self.label.endswith("PRIVATE KEY")

    @property
    def is_certificate(self) -> bool:
        return self.label in {"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"}

    @property
    def is_encrypted(self) -> bool:
        return self.label.startswith("ENCRYPTED") or b"Proc-Type: 4,ENCRYPTED" in self.text


def read_pem(keystore: Keystore) -> FoundKey:
    """Read the one private key of a PEM file and its certificates in file order."""
    blocks = [Block(label=each["label"].decode(), text=each[0]) for each in BLOCK.finditer(keystore.content)]
    keys = [block for block in blocks if block.is_private_key]
    if not keys:
        raise KeyMissingError(f"{keystore.name} holds no private key in PEM", remedy="add the key to the file")
    if len(keys) > 1:
        raise SeveralKeysError(
            f"{keystore.name} holds {len(keys)} private keys", remedy="leave only the one to sign with"
        )
    return FoundKey(
        private_key=_private_key(keystore, keys[0]),
        certificates=tuple(_certificate(keystore, block) for block in blocks if block.is_certificate),
    )


def _private_key(keystore: Keystore, block: Block) -> PrivateKeyTypes:
    if block.is_encrypted and not keystore.password:
        raise KeystorePasswordError(
            f"the key in {keystore.name} is encrypted and no password is set", remedy="set EKTEPAKT_KEYSTORE_PASSWORD"
        )
    password = keystore.password.encode() if block.is_encrypted and keystore.password else None
    try:
        return load_pem_private_key(block.text, password)
    except UnsupportedAlgorithm as error:
        raise unusable_key(keystore, "unknown") from error
    except (ValueError, TypeError) as error:
        if block.is_encrypted:
            raise KeystorePasswordError(
                f"the password does not open the key in {keystore.name}", remedy="check EKTEPAKT_KEYSTORE_PASSWORD"
            ) from error
        raise KeystoreUnreadableError(
            f"the private key in {keystore.name} is damaged", remedy="copy it again, with all its lines"
        ) from error


def _certificate(keystore: Keystore, block: Block) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(block.text)
    except ValueError as error:
        raise KeystoreUnreadableError(
            f"a certificate in {keystore.name} is damaged", remedy="copy it again, with all its lines"
        ) from error
