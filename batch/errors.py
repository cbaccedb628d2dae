"""Every exception raised on purpose, as one tree.

EktepaktBatchError
├── SettingsError              a setting is unknown, missing or of the wrong form
│   └── OutFolderError         --out is no folder that this user can write in
├── KeyMaterialError           the keystore, key or certificate can't be used
│   ├── KeystoreUnreadableError      no such file, no form we know, or damaged
│   ├── KeystoreConversionError      a form that a command has to convert first
│   ├── KeystorePasswordError        the password is missing or wrong
│   ├── KeyMissingError              no private key, or none under that alias
│   ├── SeveralKeysError             more than one private key, and nothing says which
│   ├── KeyIdentityError             neither a kid nor a certificate says whose key it is
│   ├── KeyMismatchError             none of the certificates belongs to the key
│   ├── KeyTypeError                 not an RSA key
│   ├── KeyTooSmallError             RSA under 2048 bits
│   ├── CertificateExpiredError      notAfter is past
│   └── CertificateNotYetValidError  notBefore is still to come
├── InputError                 an input file can't be read at all
│   ├── ColumnError            no identifier column, or more than one it could be
│   ├── UnusualSheetError      a sheet's XML is laid out so that no cell can be set in it
│   └── HalfReadError          a file broke off after it was opened
├── IdentityError              a text is no lawful fødselsnummer or d-nummer
├── LedgerError                the ledger of a run can't be read or written
│   ├── LedgerCorruptError     it is no ledger, or a damaged one
│   └── OutLockedError         another run holds the output folder
├── OutputError                an output file can't be written
├── SandboxError               the embedded register did not start
├── LeftAtOnceError            a second signal: the run was left where it stood
├── HungError                  nothing has moved for too long, though there is work
├── TokenError                 no token could be had from Maskinporten
│   ├── TokenRefusedError      Maskinporten refuses this client, for good
│   │   └── GrantRefusedError  it refuses this one grant; one new grant may pass
│   └── TokenUnavailableError  Maskinporten did not answer properly; worth another try
└── RegisterError              one attempt at a look-up brought no Oppslag
    ├── AccessDeniedError      401 or 403: the run's problem, not the identifier's
    ├── WrongAddressError      404 or a redirect: the base address is wrong
    ├── EnvironmentGuardError  the identifier must not be sent to this environment
    ├── RejectedError          400 or another 4xx: this request is wrong
    ├── LanguageRefusedError   400: the register does not know the language asked for
    ├── ServerFailedError      5xx, 408, 425
    │   └── ThrottledError     429 or 503: it asks to be left alone for a while
    ├── LookupTimeoutError     no answer in time
    ├── NetworkFailedError     the connection failed
    │   └── UnreachableError   no connection could be made: nothing was asked
    ├── BadResponseError       a 200 that can't be trusted
    └── RegisterDownError      down for longer than it is waited for
        └── PauseTooLongError  it asks for a longer pause than it is given

An exception never holds an identifier, a token or a key: those are personal or secret,
and exceptions end in logs.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


class EktepaktBatchError(Exception):
    """The base of every exception raised on purpose."""


class SettingsError(EktepaktBatchError):
    """Raised when a setting is unknown, missing or of the wrong form."""


class OutFolderError(SettingsError):
    """Raised before anything is written when --out is no folder, or not this user's to write in."""


class KeyMaterialError(EktepaktBatchError):
    """Raised before any network when the keystore, key or certificate can't be used."""


class KeystoreUnreadableError(KeyMaterialError):
    """Raised when the key material is not there, of no known form, or damaged."""


class KeystoreConversionError(KeyMaterialError):
    """Raised when a keystore must be converted first; `command` is the line to run."""

    def __init__(self, message: str, *, command: str) -> None:
        super().__init__(f"{message}; convert it with: {command}")
        self.command = command


class KeystorePasswordError(KeyMaterialError):
    """Raised when the password is missing or does not open the key material."""


class KeyMissingError(KeyMaterialError):
    """Raised when there is no private key, or none under the alias; `aliases` are those there are."""

    def __init__(self, message: str, *, aliases: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.aliases = aliases


class SeveralKeysError(KeyMaterialError):
    """Raised when there is more than one private key and nothing says which; `aliases` names what has a name."""

    def __init__(self, message: str, *, aliases: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.aliases = aliases


class KeyIdentityError(KeyMaterialError):
    """Raised when neither a kid nor a certificate tells Maskinporten whose key it is."""


class KeyMismatchError(KeyMaterialError):
    """Raised when there are certificates and none of them belongs to the private key."""


class KeyTypeError(KeyMaterialError):
    """Raised when the key is no RSA key; `key_type` is what it is."""

    def __init__(self, message: str, *, key_type: str) -> None:
        super().__init__(message)
        self.key_type = key_type


class KeyTooSmallError(KeyMaterialError):
    """Raised when the RSA key is under 2048 bits; `bits` is its size."""

    def __init__(self, message: str, *, bits: int) -> None:
        super().__init__(message)
        self.bits = bits


class CertificateExpiredError(KeyMaterialError):
    """Raised when the certificate's time is over; `not_after` is when it ended."""

    def __init__(self, message: str, *, not_after: datetime) -> None:
        super().__init__(message)
        self.not_after = not_after


class CertificateNotYetValidError(KeyMaterialError):
    """Raised when the certificate's time has not begun; `not_before` is when it will."""

    def __init__(self, message: str, *, not_before: datetime) -> None:
        super().__init__(message)
        self.not_before = not_before


class InputError(EktepaktBatchError):
    """Raised when an input file can't be read at all; the message names the file and the remedy."""


class ColumnError(InputError):
    """Raised when the identifier column can't be told: none, or several candidates."""


class UnusualSheetError(InputError):
    """Raised when cells can't be set safely in a sheet as it stands; it is written anew then."""


class HalfReadError(InputError):
    """Raised when an input turns out unreadable after it was opened; `path` is the file."""

    def __init__(self, message: str, *, path: Path) -> None:
        super().__init__(message)
        self.path = path


class IdentityError(EktepaktBatchError):
    """Raised when a text is no lawful fødselsnummer or d-nummer; `reason` is a word of contract/identifiers.md."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"not a lawful fødselsnummer or d-nummer: {reason}")
        self.reason = reason


class LedgerError(EktepaktBatchError):
    """Raised when the ledger of a run can't be read or written; the message names the file."""


class LedgerCorruptError(LedgerError):
    """Raised when a file is no ledger, a damaged one, or one of another version; it is never recreated."""


class OutLockedError(LedgerError):
    """Raised when another run holds the output folder; `holder` says who, and since when."""

    def __init__(self, folder: str, holder: str) -> None:
        super().__init__(f"another run is using {folder} ({holder}); wait for it, or choose another --out")
        self.holder = holder


class OutputError(EktepaktBatchError):
    """Raised when an output file can't be written; what was there before is untouched."""


class SandboxError(EktepaktBatchError):
    """Raised when the embedded register did not start."""


class LeftAtOnceError(EktepaktBatchError):
    """Raised when a run is told twice to stop; what was answered is committed, nothing is exported."""


class HungError(EktepaktBatchError):
    """Raised by the watchdog when nothing has moved for `seconds` though there is work; what was answered is kept."""

    def __init__(self, message: str, *, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class TokenError(EktepaktBatchError):
    """The family of failures to get a token from Maskinporten."""


class TokenRefusedError(TokenError):
    """Raised when Maskinporten refuses this client for good; carries what it said and the remedy.

    `clock_ahead_seconds`: how far this machine's clock was ahead of Maskinporten's (behind, when negative).
    """

    def __init__(
        self,
        description: str,
        *,
        code: str | None,
        remedy: str,
        trace_id: str | None = None,
        clock_ahead_seconds: int | None = None,
    ) -> None:
        trace = f" (trace_id {trace_id})" if trace_id else ""
        super().__init__(f"Maskinporten refused the grant ({code or 'no code'}): {description}{trace}. {remedy}")
        self.code = code
        self.description = description
        self.remedy = remedy
        self.trace_id = trace_id
        self.clock_ahead_seconds = clock_ahead_seconds


class GrantRefusedError(TokenRefusedError):
    """Raised when Maskinporten refuses one grant for its time or its jti: one new grant may pass, not a third."""


class TokenUnavailableError(TokenError):
    """Raised when Maskinporten gave no usable answer; another try with a new grant may succeed.

    `http_status` is None when there was no answer at all.
    """

    def __init__(self, message: str, *, http_status: int | None = None) -> None:
        super().__init__(message)
        self.http_status = http_status


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What the register's answer said besides its body; all None when there was no answer."""

    http_status: int | None = None
    korrelasjonsid: str | None = None
    feilmelding: str | None = None


class RegisterError(EktepaktBatchError):
    """The family of attempts that brought no Oppslag. `can_retry` says whether another attempt may."""

    can_retry = False

    def __init__(self, message: str, *, answered: Answered | None = None) -> None:
        super().__init__(message)
        self.answered = answered or Answered()


class AccessDeniedError(RegisterError):
    """Raised on 401 and 403: token not valid, or the organisation has no agreement."""


class WrongAddressError(RegisterError):
    """Raised on 404 and redirects: no register answers at the base address."""


class EnvironmentGuardError(RegisterError):
    """Raised when an identifier that must not leave for this environment reaches the HTTP layer."""


class RejectedError(RegisterError):
    """Raised on 400 and other 4xx: asking again would bring the same answer."""


class LanguageRefusedError(RegisterError):
    """Raised on a 400 about the language asked for: every other identifier would get the same."""


class ServerFailedError(RegisterError):
    """Raised on 5xx and on 408, 425; `retry_after_seconds` is how long to wait, when the answer said so."""

    can_retry = True

    def __init__(self, message: str, *, answered: Answered, retry_after_seconds: float | None = None) -> None:
        super().__init__(message, answered=answered)
        self.retry_after_seconds = retry_after_seconds


class ThrottledError(ServerFailedError):
    """Raised on 429 and 503: the register asks everybody to leave it alone for a while."""


class LookupTimeoutError(RegisterError):
    """Raised when a connected register did not answer in time."""

    can_retry = True


class NetworkFailedError(RegisterError):
    """Raised when the connection broke, or there was none."""

    can_retry = True


class UnreachableError(NetworkFailedError):
    """Raised when no connection could be made (DNS, TCP or TLS failed): that is never the identifier's fault."""


class BadResponseError(RegisterError):
    """Raised on a 200 that can't be trusted: not JSON, truncated, another person's, too large."""

    can_retry = True


class RegisterDownError(RegisterError):
    """Raised when the register has answered nothing for longer than it is waited for; the same command goes on."""


class PauseTooLongError(RegisterDownError):
    """Raised when Retry-After asks for a longer pause than the register is given; `until` is when to come back."""

    def __init__(self, message: str, *, until: datetime) -> None:
        super().__init__(message)
        self.until = until
