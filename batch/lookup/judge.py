"""Decides what becomes of a lookup after each attempt: whose fault a failure is, and what follows."""

from dataclasses import dataclass, replace
from datetime import timedelta

from batch.errors import (
    Answered,
    BadResponseError,
    EnvironmentGuardError,
    LookupTimeoutError,
    NetworkFailedError,
    PauseTooLongError,
    RegisterDownError,
    RegisterError,
    RejectedError,
    ServerFailedError,
    ThrottledError,
    UnreachableError,
)
from batch.lookup.flight import Flight
from batch.lookup.pacing import AdaptiveLimit, Circuit
from batch.lookup.pacing.retry import NextStep, RetryPolicy
from batch.lookup.trial import Trial
from batch.outcome import Lane, Outcome, OutcomeKind
from batch.register import Answer

THROTTLED_LIMIT = 8
"""How often one identifier may be what the register asks to be left alone for; then it counts as failed."""
_SEVERAL = 2
_GRACES = 2
_KINDS: dict[type[RegisterError], OutcomeKind] = {
    EnvironmentGuardError: OutcomeKind.WRONG_ENVIRONMENT,
    RejectedError: OutcomeKind.REJECTED,
    ServerFailedError: OutcomeKind.SERVER_ERROR,
    LookupTimeoutError: OutcomeKind.TIMEOUT,
    NetworkFailedError: OutcomeKind.NETWORK_ERROR,
    BadResponseError: OutcomeKind.BAD_RESPONSE,
}
IDENTIFIERS_OWN = tuple(_KINDS)
"""The errors that can be an identifier's; every other one is the run's problem, and stops it."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The lookup has its outcome."""

    trial: Trial
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Again:
    """The lookup is asked about again, at `due_at` of the clock that only goes forward, or later."""

    trial: Trial
    due_at: float


@dataclass(frozen=True, slots=True)
class PutOff:
    """The lookup is asked about again in another lane, after all of its own."""

    trial: Trial


Decision = Settled | Again | PutOff


@dataclass(frozen=True, slots=True)
class _Doubt:
    trial: Trial
    error: RegisterError
    begun_at: float
    hung_with_all: bool  #: it timed out while nobody else was answered


class Judge:
    """Tells the register's trouble from an identifier's own.

    A failure is the identifier's own when somebody is answered who began later. Until that is known it is in doubt, and
    nothing is decided: such an answer makes it the identifier's own; an outage takes it back, and it is asked about
    anew as if it had not been.
    """

    def __init__(self, *, circuit: Circuit, limit: AdaptiveLimit, policy: RetryPolicy) -> None:
        self._circuit = circuit
        self._limit = limit
        self._policy = policy
        self._in_doubt: list[_Doubt] = []
        self._refused: set[int] = set()  # who was refused since the register last answered anybody
        self._often_refused: set[int] = set()  # who was refused before while others were answered

    def answered(self, flight: Flight, answer: Answer, now: float) -> list[Decision]:
        """Settle a lookup that has its answer, and decide about those that were in doubt."""
        trial = flight.trial.after_attempt(begun=flight.begun, seconds=flight.seconds(now))
        self._limit.note_answer(seconds=flight.seconds(now), now=now)
        kind = OutcomeKind.FOUND if answer.oppslag.has_ektepakt else OutcomeKind.EMPTY
        outcome = trial.outcome(kind, Answered(http_status=answer.http_status), body=answer.body)
        return [Settled(trial, outcome), *self._after_life(flight, now)]

    def failed(self, flight: Flight, error: RegisterError, now: float) -> list[Decision]:
        """Decide after a failure. Raises RegisterDownError when the register has been waited for long enough."""
        trial = flight.trial.after_attempt(begun=flight.begun, seconds=flight.seconds(now))
        if isinstance(error, RejectedError):
            return [self._settled(trial, error), *self._after_life(flight, now)]
        if isinstance(error, EnvironmentGuardError):
            return [self._settled(trial, error)]
        if isinstance(error, ThrottledError):
            return self._throttled(flight, trial, error, now)
        if self._policy.can_retry(error):
            self._limit.note_failure(now=now)
        return self._failed(flight, trial, error, now)

    def abandoned(self, flight: Flight, now: float) -> list[Decision]:
        """Put off a lookup whose attempt was abandoned as a laggard; the attempt is not charged."""
        trial = flight.trial.after_attempt(begun=flight.begun, seconds=flight.seconds(now))
        return [PutOff(trial.moved_to(Lane.SLOW if trial.pending.is_suspect else Lane.SECOND))]

    def nothing_else(self, now: float) -> list[Decision]:
        """Decide about those in doubt when there is nobody left whose answer could tell.

        Several in a row at the very end, of a register that has answered before, are an outage rather than so many
        identifiers of that kind side by side.
        """
        telling = [each for each in self._in_doubt if self._tells_of_outage(each)]
        if len(telling) < _SEVERAL or not self._circuit.has_answered:
            return self._as_their_own(now, begun_before=float("inf"))
        self._circuit.suppose_outage(now=now, wait_seconds=self._wait(telling[-1].error))
        return self._taken_back(now)

    def _tells_of_outage(self, doubt: _Doubt) -> bool:
        is_new = not doubt.trial.is_excused and self._policy.can_retry(doubt.error)
        return is_new and self._circuit.last_life_at <= doubt.begun_at

    def _failed(self, flight: Flight, trial: Trial, error: RegisterError, now: float) -> list[Decision]:
        has_served_later = self._circuit.served_begun_at > flight.begun_at
        hung_with_all = self._hung_with_all(flight, trial, error, now)
        if has_served_later and hung_with_all:
            return [Again(trial.after_excuse(), now)]
        if has_served_later or (trial.pending.is_suspect and self._says_nothing_new(error)):
            self._circuit.end_pause(begun_at=flight.begun_at)
            return [self._own(trial, error, now)]
        is_outage = self._circuit.note_failure(
            begun_at=flight.begun_at,
            now=now,
            is_unreachable=isinstance(error, UnreachableError),
            wait_seconds=self._wait(error),
            is_step=not trial.is_excused,
        )
        if not is_outage:
            self._in_doubt.append(_Doubt(trial, error, flight.begun_at, hung_with_all))
            return []
        self._check_patience(error, now)
        return [Again(trial.after_excuse(), now), *self._taken_back(now)]

    def _hung_with_all(self, flight: Flight, trial: Trial, error: RegisterError, now: float) -> bool:
        """Whether a time-out that would be final was met by a long silence of the register, of half its time or more.

        Then it is asked again, once, and twice when others were in flight with it, whose silence says more: to be
        called slow, somebody must be slower than the others.
        """
        is_final = isinstance(error, LookupTimeoutError) and not self._policy.can_retry(error)
        is_known = trial.pending.is_suspect or trial.pending.attempts > (1 if flight.in_flight == 1 else _GRACES)
        return is_final and not is_known and flight.silence.longest_seconds(now) >= trial.duration_seconds / 2

    def _says_nothing_new(self, error: RegisterError) -> bool:
        """A suspect fails for its own reason, unless others raise doubts too or there was not even a connection."""
        return not self._in_doubt and not self._circuit.is_outage and not isinstance(error, UnreachableError)

    def _throttled(self, flight: Flight, trial: Trial, error: ThrottledError, now: float) -> list[Decision]:
        """Pause for all. It has a budget of its own: a pause costs no identifier an attempt.

        Probes are of any identifier there is; one that is refused again and again, with no other or while others are
        answered in between, is refused for itself.
        """
        self._limit.note_failure(now=now)
        self._refused.add(trial.lookup.lookup_id)
        if not flight.is_probe:
            self._limit.note_refusal(in_flight=flight.in_flight, now=now)
        is_known = trial.pending.is_suspect or trial.lookup.lookup_id in self._often_refused
        if not flight.is_probe or len(self._refused) == 1 or is_known:
            trial = replace(trial, throttled=trial.throttled + 1)
        asked = error.retry_after_seconds
        if asked is not None and self._circuit.is_pause_too_long(asked):
            raise _too_long(flight, asked, now)
        self._circuit.note_refusal(
            begun_at=flight.begun_at, now=now, wait_seconds=self._wait(error), asked_seconds=asked
        )
        if flight.is_probe:
            self._check_patience(error, now)
        if trial.throttled >= THROTTLED_LIMIT:
            return [self._own(trial, error, now)]
        return [Again(trial, now)]

    def _check_patience(self, error: RegisterError, now: float) -> None:
        if self._circuit.is_patience_over(now):
            seconds = self._circuit.dead_seconds(now)
            raise RegisterDownError(
                f"the register has answered nothing for {seconds:.0f} s (the last time: {error.what})",
                remedy="run the same command again when it is back",
                answered=error.answered,
            )

    def _wait(self, error: RegisterError) -> float:
        return self._policy.wait_seconds(error, attempts=self._circuit.closings_in_a_row + 1)

    def _after_life(self, flight: Flight, now: float) -> list[Decision]:
        self._often_refused |= self._refused
        self._refused.clear()
        if self._circuit.note_life(begun_at=flight.begun_at, now=now):
            self._limit.restart()
        return self._as_their_own(now, begun_before=flight.begun_at) if self._in_doubt else []

    def _as_their_own(self, now: float, *, begun_before: float) -> list[Decision]:
        told = [each for each in self._in_doubt if each.begun_at < begun_before]
        self._in_doubt = [each for each in self._in_doubt if each.begun_at >= begun_before]
        return [self._told(each, now, is_served=begun_before < float("inf")) for each in told]

    def _told(self, doubt: _Doubt, now: float, *, is_served: bool) -> Decision:
        if doubt.hung_with_all and is_served:
            return Again(doubt.trial.after_excuse(), now)
        return self._own(doubt.trial, doubt.error, now)

    def _taken_back(self, now: float) -> list[Decision]:
        in_doubt, self._in_doubt = self._in_doubt, []
        return [Again(each.trial.after_excuse(), now) for each in in_doubt]

    def _own(self, trial: Trial, error: RegisterError, now: float) -> Decision:
        """Charge the attempt to the identifier, and decide by the policy what follows."""
        charged = trial.after_charge()
        attempts, spent_seconds = charged.pending.charged, charged.spent_seconds
        is_put_last = charged.pending.lane is Lane.SLOW
        match self._policy.next_step(error, attempts=attempts, spent_seconds=spent_seconds, is_put_last=is_put_last):
            case NextStep.NONE:
                return self._settled(charged, error)
            case NextStep.LAST:
                return PutOff(charged.moved_to(Lane.SLOW))
            case NextStep.AGAIN:
                wait = self._policy.wait_seconds(error, attempts=attempts)
                return Again(replace(charged, spent_seconds=spent_seconds + wait), now + wait)

    def _settled(self, trial: Trial, error: RegisterError) -> Settled:
        """Account for the last error; `feilmelding` is the register's own, or says what was wrong with a 200."""
        kind = next(kind for error_class, kind in _KINDS.items() if isinstance(error, error_class))
        if kind is OutcomeKind.TIMEOUT and self._policy.is_timeout_final:
            kind = OutcomeKind.SLOW_SKIPPED
        answered = error.answered
        if answered.feilmelding is None and kind in {OutcomeKind.BAD_RESPONSE, OutcomeKind.NETWORK_ERROR}:
            answered = replace(answered, feilmelding=error.what)
        return Settled(trial, trial.outcome(kind, answered))


def _too_long(flight: Flight, asked_seconds: float, now: float) -> PauseTooLongError:
    until = flight.begun + timedelta(seconds=now - flight.begun_at + asked_seconds)
    return PauseTooLongError(
        f"the register asks to be left alone until {until:%Y-%m-%d %H:%M} UTC",
        remedy="run the same command again then",
        until=until,
    )
