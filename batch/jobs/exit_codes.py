"""The one table from errors to exit codes; the README documents it."""

from enum import IntEnum
from typing import TYPE_CHECKING, cast

from batch.errors import (
    AccessDeniedError,
    CertificateExpiredError,
    CertificateNotYetValidError,
    DoorError,
    EktepaktBatchError,
    EnvironmentGuardError,
    HungError,
    InputError,
    KeyMaterialError,
    KeyMismatchError,
    KeyTooSmallError,
    KeyTypeError,
    LanguageRefusedError,
    LedgerCorruptError,
    LedgerError,
    LedgerRefusedError,
    LeftAtOnceError,
    MachineExhaustedError,
    OutLockedError,
    OutputError,
    OutputRefusedError,
    ProxyAuthenticationError,
    RegisterError,
    RejectedError,
    RequestsUsedUpError,
    SandboxError,
    SelfCheckError,
    SettingsError,
    StoppedEarlyError,
    SubjectNotFoundError,
    TokenAddressError,
    TokenRefusedError,
    TokenUnavailableError,
    UnusableConnectionError,
)
from batch.errors.exhaustion import exhaustion

if TYPE_CHECKING:  # every command needs the codes, only a run has a summary
    from batch.jobs.plan.contents import Plan
    from batch.report.summary import Summary


class ExitCode(IntEnum):
    """What cron should think of a run."""

    OK = 0
    USAGE = 2
    TOO_MANY_ERRORS = 3
    NOT_LET_IN = 4
    CHANGED = 5
    DEFECT = 70
    RESUMABLE = 75


SAID = {
    ExitCode.OK: "All went well: what was asked has its answer, errors within --max-errors.",
    ExitCode.USAGE: "Wrong usage or settings, an input that can't be read, or a disk that refuses for good.",
    ExitCode.TOO_MANY_ERRORS: "Complete, but more identifiers than --max-errors are in errors.csv.",
    ExitCode.NOT_LET_IN: "Not let in: key or certificate unfit, token refused, 403.",
    ExitCode.CHANGED: "With --fail-on-change: complete, and something is new, changed or gone.",
    ExitCode.DEFECT: "A defect in the program; please report it.",
    ExitCode.RESUMABLE: "Stopped early, or another run holds the folder: run the same command again.",
}
"""What each code means, as the help tells it."""

_BY_ERROR: tuple[tuple[type[EktepaktBatchError], ExitCode], ...] = (
    (SettingsError, ExitCode.USAGE),
    (InputError, ExitCode.USAGE),
    (CertificateExpiredError, ExitCode.NOT_LET_IN),
    (CertificateNotYetValidError, ExitCode.NOT_LET_IN),
    (KeyMismatchError, ExitCode.NOT_LET_IN),
    (KeyTooSmallError, ExitCode.NOT_LET_IN),
    (KeyTypeError, ExitCode.NOT_LET_IN),
    (KeyMaterialError, ExitCode.USAGE),
    (UnusableConnectionError, ExitCode.USAGE),
    (DoorError, ExitCode.USAGE),
    (ProxyAuthenticationError, ExitCode.USAGE),
    (LedgerCorruptError, ExitCode.USAGE),
    (AccessDeniedError, ExitCode.NOT_LET_IN),
    (TokenRefusedError, ExitCode.NOT_LET_IN),
    (TokenAddressError, ExitCode.USAGE),
    (TokenUnavailableError, ExitCode.RESUMABLE),
    (OutLockedError, ExitCode.RESUMABLE),
    (LedgerRefusedError, ExitCode.USAGE),
    (OutputRefusedError, ExitCode.USAGE),
    (LedgerError, ExitCode.RESUMABLE),
    (OutputError, ExitCode.RESUMABLE),
    (EnvironmentGuardError, ExitCode.USAGE),
    (LanguageRefusedError, ExitCode.USAGE),
    (RejectedError, ExitCode.TOO_MANY_ERRORS),
    (SubjectNotFoundError, ExitCode.TOO_MANY_ERRORS),
    (RegisterError, ExitCode.RESUMABLE),
    (LeftAtOnceError, ExitCode.RESUMABLE),
    (StoppedEarlyError, ExitCode.RESUMABLE),
    (MachineExhaustedError, ExitCode.RESUMABLE),
    (RequestsUsedUpError, ExitCode.RESUMABLE),
    (HungError, ExitCode.DEFECT),
    (SelfCheckError, ExitCode.DEFECT),
    (SandboxError, ExitCode.DEFECT),
)


def code_for_error(error: EktepaktBatchError) -> ExitCode:
    return code_for_error_class(type(error))


def code_for_error_class(error: type[EktepaktBatchError]) -> ExitCode:
    """Return the code of the first class that fits; an error nobody placed is a defect."""
    return next((code for kind, code in _BY_ERROR if issubclass(error, kind)), ExitCode.DEFECT)


def code_of_end(ended: object) -> ExitCode:
    """Return the code that a command ends with for its summary, or for the exception that ends it."""
    match ended:
        case EktepaktBatchError():
            return code_for_error(ended)
        case Exception():
            return ExitCode.DEFECT if (used_up := exhaustion(ended)) is None else code_for_error(used_up)
        case BaseException():  # somebody stops it
            return ExitCode.RESUMABLE
        case None:
            return ExitCode.OK
        case _:
            return code_for_summary(cast("Summary", ended))


def code_for_plan(plan: "Plan") -> ExitCode:
    """Return the code that a run would end with, were everybody answered that it asks about."""
    if plan.problems:
        return code_for_error(plan.problems[0])
    if plan.asking.is_cut_short:
        return ExitCode.RESUMABLE
    if plan.unread:
        return ExitCode.USAGE
    return ExitCode.TOO_MANY_ERRORS if plan.has_too_many_errors else ExitCode.OK


def code_for_summary(summary: "Summary") -> ExitCode:
    if summary.stopped_by is not None:
        return code_for_error(summary.stopped_by)
    if not summary.account.is_complete:
        return ExitCode.RESUMABLE
    if summary.unlinked is not None:
        return code_for_error(summary.unlinked)
    if summary.unread:
        return ExitCode.USAGE
    if summary.has_too_many_errors:
        return ExitCode.TOO_MANY_ERRORS
    return ExitCode.CHANGED if summary.has_failed_by_change else ExitCode.OK
