"""Translates a failed connection into the register's errors."""

from batch.errors import (
    BadResponseError,
    LookupTimeoutError,
    NetworkFailedError,
    ProxyAuthenticationError,
    RegisterError,
    UnreachableError,
    UnusableConnectionError,
)
from batch.network.faults import Fault, FaultKind

_ERRORS: dict[FaultKind, type[RegisterError]] = {
    FaultKind.LASTING: UnusableConnectionError,
    FaultKind.SIGN_IN: ProxyAuthenticationError,
    FaultKind.NO_WAY_OUT: UnreachableError,
    FaultKind.UNREACHABLE: UnreachableError,
    FaultKind.TIMEOUT: LookupTimeoutError,
    FaultKind.ENCODED: BadResponseError,
    FaultKind.CUT_SHORT: BadResponseError,
    FaultKind.BROKEN: NetworkFailedError,
}


def error_of(fault: Fault) -> RegisterError:
    """Return the error that a fault is for one attempt at a look-up."""
    return _ERRORS[fault.kind](fault.what, remedy=fault.remedy)
