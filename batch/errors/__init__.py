"""Every exception raised on purpose, as one tree.

EktepaktBatchError
├── SettingsError              a setting is unknown, missing or of the wrong form
│   ├── CredentialsMissingError  nothing says who asks: no client, or no key
│   ├── AnswersForgottenError  the register's answers of a run are needed, and were deleted
│   └── OutFolderError         --out is no folder that this user can write in, and nobody else
│       └── NoLocksError       the file system of --out offers no locks
├── KeyMaterialError           the keystore, key or certificate can't be used
│   ├── KeystoreUnreadableError      no such file, no form we know, or damaged
│   ├── KeystoreConversionError      a form that a command has to convert first
│   ├── KeystorePasswordError        the password is missing or wrong
│   ├── KeyMissingError              no private key, or none under that alias
│   ├── SeveralKeysError             more than one private key, and nothing says which
│   ├── KeyIdentityError             neither a kid nor a certificate says whose key it is
│   ├── KeyMismatchError             none of the certificates belongs to the key
│   ├── KeyTypeError                 not an RSA key that signs grants
│   ├── KeyTooSmallError             RSA under 2048 bits
│   ├── CertificateExpiredError      notAfter is past
│   └── CertificateNotYetValidError  notBefore is still to come
├── InputError                 an input file can't be read at all
│   ├── DamagedInputError      a file is damaged or cut short
│   ├── NoReadableInputError   none of several inputs can be read; it holds the error of each
│   ├── ColumnError            no identifier column, or more than one it could be
│   │   ├── NoIdentifiersError    nothing in it, or no column with identifiers
│   │   │   └── EmptyInputError   no row in it
│   │   └── AmbiguousColumnsError several columns could be it
│   ├── UnusualSheetError      a sheet's XML is laid out so that no cell can be set in it
│   ├── ShrunkListError        a list is less than a tenth of what it was in the last complete run
│   └── HalfReadError          a file broke off after it was opened
├── IdentityError              a text is no lawful fødselsnummer or d-nummer
├── LedgerError                the ledger of a run can't be read or written
│   ├── LedgerCorruptError     it is no ledger, or a damaged one
│   ├── LedgerRefusedError     the file system will refuse what it needs each time
│   └── OutLockedError         another run holds the output folder
├── OutputError                an output file can't be written
│   └── OutputRefusedError     the file system will refuse it each time
├── SelfCheckError             the files of a run do not add up as they lie on disk
├── SandboxError               the embedded register did not start
├── MachineExhaustedError      no further file, memory or thread is to be had
├── RequestsUsedUpError        --max-requests allows no further request
├── StoppedEarlyError          --stop-at, --stop-after or --max-requests ended a run that Python asked for
├── LeftAtOnceError            a second signal, or a No: the run was left where it stood
├── HungError                  nothing has moved for too long, though there is work
├── TokenError                 no token could be had from Maskinporten
│   ├── TokenRefusedError      Maskinporten refuses this client, for good
│   │   └── GrantRefusedError  it refuses this one grant; one new grant may pass
│   ├── TokenAddressError      what answers there is no Maskinporten, or can't be trusted to be one
│   └── TokenUnavailableError  Maskinporten did not answer properly; worth another try
│       └── NoWayOutError      its name does not resolve, or the proxy can't be reached
└── RegisterError              one attempt at a look-up brought no Oppslag
    ├── AccessDeniedError      401 or 403: the run's problem, not the identifier's
    ├── DoorError              a 3xx, or a 4xx that is not the application's: what stands in front refuses
    ├── ProxyAuthenticationError  407: a proxy in front wants to know who asks
    ├── EnvironmentGuardError  the identifier must not be sent to this environment
    ├── RejectedError          400 by the application: this request is wrong
    ├── SubjectNotFoundError   404 by the application: it does not know this identifier
    ├── LanguageRefusedError   400: the register does not know the language asked for
    ├── ServerFailedError      5xx, 408, 425
    │   └── ThrottledError     429 or 503: it asks to be left alone for a while
    ├── LookupTimeoutError     no answer in time
    ├── NetworkFailedError     the connection failed
    │   ├── UnreachableError   no connection could be made: nothing was asked
    │   └── UnusableConnectionError  TLS fails for good, or what comes is no HTTP
    ├── BadResponseError       a 200 that can't be trusted
    └── RegisterDownError      down for longer than it is waited for
        └── PauseTooLongError  it asks for a longer pause than it is given

An exception never holds an identifier, a token or a key: those are personal or secret,
and exceptions end in logs.
"""

from batch.errors.base import EktepaktBatchError, say_unreadable
from batch.errors.inputs import (
    AmbiguousColumnsError,
    ColumnError,
    DamagedInputError,
    EmptyInputError,
    HalfReadError,
    IdentityError,
    InputError,
    NoIdentifiersError,
    NoReadableInputError,
    ShrunkListError,
    UnusualSheetError,
)
from batch.errors.key_material import (
    CertificateExpiredError,
    CertificateNotYetValidError,
    KeyIdentityError,
    KeyMaterialError,
    KeyMismatchError,
    KeyMissingError,
    KeystoreConversionError,
    KeystorePasswordError,
    KeystoreUnreadableError,
    KeyTooSmallError,
    KeyTypeError,
    SeveralKeysError,
)
from batch.errors.machine import (
    AnswersForgottenError,
    CredentialsMissingError,
    HungError,
    LedgerCorruptError,
    LedgerError,
    LedgerRefusedError,
    LeftAtOnceError,
    MachineExhaustedError,
    NoLocksError,
    OutFolderError,
    OutLockedError,
    OutputError,
    OutputRefusedError,
    RequestsUsedUpError,
    SandboxError,
    SelfCheckError,
    SettingsError,
    StoppedEarlyError,
)
from batch.errors.maskinporten import (
    GrantRefusedError,
    NoWayOutError,
    TokenAddressError,
    TokenError,
    TokenRefusedError,
    TokenUnavailableError,
)
from batch.errors.register import (
    AccessDeniedError,
    Answered,
    BadResponseError,
    DoorError,
    EnvironmentGuardError,
    LanguageRefusedError,
    LookupTimeoutError,
    NetworkFailedError,
    PauseTooLongError,
    ProxyAuthenticationError,
    RegisterDownError,
    RegisterError,
    RejectedError,
    ServerFailedError,
    SubjectNotFoundError,
    ThrottledError,
    UnreachableError,
    UnusableConnectionError,
)

__all__ = [
    "AccessDeniedError",
    "AmbiguousColumnsError",
    "Answered",
    "AnswersForgottenError",
    "BadResponseError",
    "CertificateExpiredError",
    "CertificateNotYetValidError",
    "ColumnError",
    "CredentialsMissingError",
    "DamagedInputError",
    "DoorError",
    "EktepaktBatchError",
    "EmptyInputError",
    "EnvironmentGuardError",
    "GrantRefusedError",
    "HalfReadError",
    "HungError",
    "IdentityError",
    "InputError",
    "KeyIdentityError",
    "KeyMaterialError",
    "KeyMismatchError",
    "KeyMissingError",
    "KeyTooSmallError",
    "KeyTypeError",
    "KeystoreConversionError",
    "KeystorePasswordError",
    "KeystoreUnreadableError",
    "LanguageRefusedError",
    "LedgerCorruptError",
    "LedgerError",
    "LedgerRefusedError",
    "LeftAtOnceError",
    "LookupTimeoutError",
    "MachineExhaustedError",
    "NetworkFailedError",
    "NoIdentifiersError",
    "NoLocksError",
    "NoReadableInputError",
    "NoWayOutError",
    "OutFolderError",
    "OutLockedError",
    "OutputError",
    "OutputRefusedError",
    "PauseTooLongError",
    "ProxyAuthenticationError",
    "RegisterDownError",
    "RegisterError",
    "RejectedError",
    "RequestsUsedUpError",
    "SandboxError",
    "SelfCheckError",
    "ServerFailedError",
    "SettingsError",
    "SeveralKeysError",
    "ShrunkListError",
    "StoppedEarlyError",
    "SubjectNotFoundError",
    "ThrottledError",
    "TokenAddressError",
    "TokenError",
    "TokenRefusedError",
    "TokenUnavailableError",
    "UnreachableError",
    "UnusableConnectionError",
    "UnusualSheetError",
    "say_unreadable",
]
