"""What can be wrong with a keystore, key or certificate."""

from datetime import datetime

from batch.errors.base import EktepaktBatchError


class KeyMaterialError(EktepaktBatchError):
    """Raised before any network when the keystore, key or certificate can't be used."""


class KeystoreUnreadableError(KeyMaterialError):
    """Raised when the key material is not there, of no known form, or damaged."""


class KeystoreConversionError(KeyMaterialError):
    """Raised when a keystore must be converted first; `command` is the line to run."""

    def __init__(self, what: str, *, command: str) -> None:
        super().__init__(what, remedy=f"convert it with: {command}")
        self.command = command


class KeystorePasswordError(KeyMaterialError):
    """Raised when the password is missing or does not open the key material."""


class KeyMissingError(KeyMaterialError):
    """Raised when there is no private key, or none under the alias; `aliases` are those there are."""

    def __init__(self, what: str, *, remedy: str | None = None, aliases: tuple[str, ...] = ()) -> None:
        super().__init__(what, remedy=remedy)
        self.aliases = aliases


class SeveralKeysError(KeyMaterialError):
    """Raised when there is more than one private key and nothing says which; `aliases` names what has a name."""

    def __init__(self, what: str, *, remedy: str | None = None, aliases: tuple[str, ...] = ()) -> None:
        super().__init__(what, remedy=remedy)
        self.aliases = aliases


class KeyIdentityError(KeyMaterialError):
    """Raised when neither a kid nor a certificate tells Maskinporten whose key it is."""


class KeyMismatchError(KeyMaterialError):
    """Raised when there are certificates and none of them belongs to the private key."""


class KeyTypeError(KeyMaterialError):
    """Raised when the key is no RSA key that signs grants; `key_type` is what it is."""

    def __init__(self, what: str, *, remedy: str | None = None, key_type: str) -> None:
        super().__init__(what, remedy=remedy)
        self.key_type = key_type


class KeyTooSmallError(KeyMaterialError):
    """Raised when the RSA key is under 2048 bits; `bits` is its size."""

    def __init__(self, what: str, *, remedy: str | None = None, bits: int) -> None:
        super().__init__(what, remedy=remedy)
        self.bits = bits


class CertificateExpiredError(KeyMaterialError):
    """Raised when the certificate's time is over; `not_after` is when it ended."""

    def __init__(self, what: str, *, remedy: str | None = None, not_after: datetime) -> None:
        super().__init__(what, remedy=remedy)
        self.not_after = not_after


class CertificateNotYetValidError(KeyMaterialError):
    """Raised when the certificate's time has not begun; `not_before` is when it will."""

    def __init__(self, what: str, *, remedy: str | None = None, not_before: datetime) -> None:
        super().__init__(what, remedy=remedy)
        self.not_before = not_before
