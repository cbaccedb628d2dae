"""The one table from errors to exit codes; the README documents it."""

from collections.abc import Iterable, Iterator
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

_BY_URGENCY = (
    ExitCode.DEFECT,
    ExitCode.USAGE,
    ExitCode.NOT_LET_IN,
    ExitCode.RESUMABLE,
    ExitCode.TOO_MANY_ERRORS,
    ExitCode.CHANGED,
    ExitCode.OK,
)
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
    return _first(_codes_of_plan(plan))


def code_for_summary(summary: "Summary") -> ExitCode:
    return _first(_codes_of_summary(summary))


def _first(codes: Iterable[ExitCode]) -> ExitCode:
    """Return the most urgent of several: what a person must mend comes before what another try may."""
    return min(codes, key=_BY_URGENCY.index, default=ExitCode.OK)


def _codes_of_plan(plan: "Plan") -> Iterator[ExitCode]:
    if plan.problems:
        yield code_for_error(plan.problems[0])
    elif plan.asking.is_cut_short:
        yield ExitCode.RESUMABLE
    elif plan.has_too_many_errors:
        yield ExitCode.TOO_MANY_ERRORS
    if plan.unread:
        yield ExitCode.USAGE


def _codes_of_summary(summary: "Summary") -> Iterator[ExitCode]:
    if summary.stopped_by is not None:
        yield code_for_error(summary.stopped_by)
    elif not summary.account.is_complete:
        yield ExitCode.RESUMABLE
    elif summary.has_too_many_errors:
        yield ExitCode.TOO_MANY_ERRORS
    elif summary.has_failed_by_change:
        yield ExitCode.CHANGED
    if summary.unlinked is not None:
        yield code_for_error(summary.unlinked)
    if summary.unread:
        yield ExitCode.USAGE
