"""What a reader finds in key material, before it is judged."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509 import Certificate

from batch.errors import KeyTypeError
from batch.maskinporten.keys.source import Keystore


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundKey:
    """One private key of any type, the certificates beside it in file order, and the kid if it states one."""

    private_key: PrivateKeyTypes
    certificates: tuple[Certificate, ...] = ()
    key_id: str | None = None

    def __repr__(self) -> str:
        return f"FoundKey(certificates={len(self.certificates)}, key_id={self.key_id!r})"


def unusable_key(keystore: Keystore, key_type: str) -> KeyTypeError:
    """Return the error for a key of another type than RSA."""
    return KeyTypeError(
        f"the key in {keystore.name} is of type {key_type}",
        remedy="Maskinporten takes RSA keys only: make a new one",
        key_type=key_type,
    )
