"""What becomes of a lookup after an attempt: it has its outcome, is tried again, or is put off to a later lane."""

from dataclasses import dataclass
from datetime import timedelta

import msgspec
from msgspec.structs import replace

from batch.errors import (
    AccessDeniedError,
    BadResponseError,
    DoorError,
    EnvironmentGuardError,
    LanguageRefusedError,
    LookupTimeoutError,
    NetworkFailedError,
    PauseTooLongError,
    RegisterError,
    RejectedError,
    ServerFailedError,
    SubjectNotFoundError,
)
from batch.lookup.flight import Flight
from batch.lookup.pacing.retry_policy import NextStep, RetryPolicy
from batch.lookup.trial import Trial
from batch.outcome import Lane, Outcome, OutcomeKind

_KINDS: dict[type[RegisterError], OutcomeKind] = {
    EnvironmentGuardError: OutcomeKind.WRONG_ENVIRONMENT,
    AccessDeniedError: OutcomeKind.REFUSED,
    RejectedError: OutcomeKind.REJECTED,
    LanguageRefusedError: OutcomeKind.REJECTED,
    SubjectNotFoundError: OutcomeKind.REFUSED,
    ServerFailedError: OutcomeKind.SERVER_ERROR,
    LookupTimeoutError: OutcomeKind.TIMEOUT,
    NetworkFailedError: OutcomeKind.NETWORK_ERROR,
    BadResponseError: OutcomeKind.BAD_RESPONSE,
    DoorError: OutcomeKind.BAD_RESPONSE,
}
# How often a time-out in a stall is excused, with others in flight. With one, a second stall makes a healthy identifier
# slow for good; with more, one that never answers costs a whole time-out for each.
_STALLS_EXCUSED = 2
IDENTIFIERS_OWN = tuple(_KINDS)
"""The errors that can be an identifier's own; every other one concerns the whole run, and stops it."""


class Settled(msgspec.Struct, frozen=True, gc=False):
    """The lookup has its outcome."""

    trial: Trial
    outcome: Outcome


class Again(msgspec.Struct, frozen=True, gc=False):
    """The lookup is tried again, from `due_at` on, of the monotonic clock."""

    trial: Trial
    due_at: float


class PutOff(msgspec.Struct, frozen=True, gc=False):
    """The lookup, so far in the lane `from_lane`, is tried again in a later one."""

    trial: Trial
    from_lane: Lane


Decision = Settled | Again | PutOff


@dataclass(frozen=True, slots=True)
class Doubt:
    """A failed attempt about which nothing is decided yet: it may be the register's or the identifier's."""

    trial: Trial
    error: RegisterError
    begun_at: float
    is_in_stall: bool  #: it timed out in a stall of the register


def charge(trial: Trial, error: RegisterError, now: float, policy: RetryPolicy) -> Decision:
    """Charge the failure to the identifier; the retry policy says what follows."""
    charged = trial.after_charge()
    attempts, spent_seconds = charged.pending.charged, charged.spent_seconds
    is_put_last = charged.pending.lane is Lane.SLOW
    match policy.next_step(error, attempts=attempts, spent_seconds=spent_seconds, is_put_last=is_put_last):
        case NextStep.NONE:
            return settle(charged, error, policy)
        case NextStep.LAST:
            return PutOff(charged.moved_to(Lane.SLOW), trial.pending.lane)
        case NextStep.AGAIN:
            wait = policy.wait_seconds(error, attempts=attempts)
            return Again(replace(charged, spent_seconds=spent_seconds + wait), now + wait)


def repeat(trial: Trial) -> PutOff:
    """Repeat a time-out in a stall, in a lane further behind: those that never answer hold no place twice."""
    return PutOff(trial.moved_behind(), trial.pending.lane)


def settle(trial: Trial, error: RegisterError, policy: RetryPolicy) -> Settled:
    """Settle it with its last error; `feilmelding` is the register's, or ours where the register gave none."""
    kind = next(kind for error_class, kind in _KINDS.items() if isinstance(error, error_class))
    if kind is OutcomeKind.TIMEOUT and policy.is_timeout_final:
        kind = OutcomeKind.SLOW_SKIPPED
    answered = error.answered
    if answered.feilmelding is None and kind in {OutcomeKind.BAD_RESPONSE, OutcomeKind.NETWORK_ERROR}:
        answered = answered._replace(feilmelding=error.what)
    return Settled(trial, trial.outcome(kind, answered))


def has_stalled(flight: Flight, trial: Trial, error: RegisterError, now: float, policy: RetryPolicy) -> bool:
    """Return whether a time-out that would be final fell in a stall: a silence of the register of half its length.

    Then it is repeated, once when it was alone in flight and twice with others, whose silence says more: an
    identifier is slow only if it is slower than others.
    """
    is_final = isinstance(error, LookupTimeoutError) and not policy.can_retry(error)
    excused = 1 if flight.in_flight == 1 else _STALLS_EXCUSED
    is_known = trial.pending.is_suspect or trial.pending.attempts > excused
    return is_final and not is_known and flight.silence.longest_seconds(now) >= trial.duration_seconds / 2


def too_long(flight: Flight, asked_seconds: float, now: float) -> PauseTooLongError:
    """Return the error for a longer pause than the register is given; it says when to come back."""
    until = flight.begun + timedelta(seconds=now - flight.begun_at + asked_seconds)
    return PauseTooLongError(
        f"the register asks to be left alone until {until:%Y-%m-%d %H:%M} UTC",
        remedy="run the same command again then",
        until=until,
    )
