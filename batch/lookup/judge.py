"""Decides whether a failure is an outage of the register or the fault of this one identifier, and what follows."""

from dataclasses import replace

from batch.errors import (
    AccessDeniedError,
    Answered,
    DoorError,
    EnvironmentGuardError,
    LookupTimeoutError,
    RegisterDownError,
    RegisterError,
    RejectedError,
    ServerFailedError,
    SubjectNotFoundError,
    ThrottledError,
    UnreachableError,
)
from batch.identity import Identity
from batch.lookup.controls import Control, Controls
from batch.lookup.decisions import Again, Decision, Doubt, PutOff, Settled, charge, settle, too_long
from batch.lookup.flight import Flight
from batch.lookup.pacing import AdaptiveLimit, Circuit, State
from batch.lookup.pacing.retry_policy import RetryPolicy
from batch.lookup.trial import Trial
from batch.outcome import Lane, OutcomeKind
from batch.register import Answer

# How often an identifier may be throttled (429, 503) before it is charged. Simply chosen: with half, a busy minute may
# charge somebody healthy; with double, one that is always throttled pauses all others twice as often.
THROTTLED_LIMIT = 8
# So many different ones refused in a row are a shut door (contract/ektepaktregisteret.md, "Errors").
SHUT_DOOR = 5
# How many different controls must fail before it counts as an outage: one may have become a broken identifier itself.
_CONTROLS_THAT_FAIL = 2
# How often a time-out in a stall is excused, with others in flight. With one, a second stall makes a healthy identifier
# slow for good; with more, one that never answers costs a whole time-out for each.
_STALLS_EXCUSED = 2


class Judge:
    """Tells an outage of the register, and a shut door, from broken identifiers: one rule for every failure.

    A failure is the identifier's own when a lookup that began later is answered. Until then it is *in doubt*, and
    nothing is decided. Such an answer *charges* it to the identifier; an outage *excuses* it, and the lookup is tried
    again as if it had not failed.

    Where too many are in doubt, or nobody is left whose answer could tell, *controls* are asked: somebody who was
    answered before. One that is answered charges all in doubt; two different ones that fail are an outage, or a shut
    door where they are refused.
    """

    def __init__(self, *, circuit: Circuit, limit: AdaptiveLimit, policy: RetryPolicy, controls: Controls) -> None:
        self._circuit = circuit
        self._limit = limit
        self._policy = policy
        self._controls = controls
        self._failed_controls: dict[str, tuple[Control, RegisterError]] = {}  # since the register last answered anybody
        self._refused: set[str] = set()  # digits of those that were refused since then, controls among them
        self._in_doubt: list[Doubt] = []
        self._throttled_now: set[int] = set()  # lookups throttled since then
        self._throttled_before: set[int] = set()  # lookups that were throttled before that

    @property
    def has_doubts(self) -> bool:
        return bool(self._in_doubt)

    def control_due(self, *, do_others_wait: bool) -> Control | None:
        """Return who is to be asked as a control in place of anybody else; None where none is wanted, or known."""
        if self._circuit.is_open or (do_others_wait and self._is_turn_of_others):
            return None
        is_wanted = self._in_doubt or (do_others_wait and self._circuit.is_outage)
        return self._controls.next() if is_wanted else None

    @property
    def _is_turn_of_others(self) -> bool:
        """Whether somebody who waits is the next probe: those who are controls may all have become broken ones."""
        is_second_probe = self._circuit.is_outage and self._circuit.closings_in_a_row % 2 == 0
        return is_second_probe or self._circuit.state is State.SHUT

    def answered(self, flight: Flight, answer: Answer, now: float) -> list[Decision]:
        """Settle a lookup by its answer, and decide about those in doubt that began before it."""
        if flight.control is not None:
            return self._control_answered(flight, flight.control, answer, now)
        trial = flight.trial.after_attempt(begun=flight.begun, seconds=flight.seconds(now))
        self._limit.note_answer(seconds=flight.seconds(now), now=now)
        kind = OutcomeKind.FOUND if answer.oppslag.has_ektepakt else OutcomeKind.EMPTY
        self._controls.note(trial.lookup.identity, kind, answer.oppslag.oppslagstidspunkt)
        outcome = trial.outcome(kind, Answered(http_status=answer.http_status), body=answer.body)
        return [Settled(trial, outcome), *self._after_life(flight, now)]

    def failed(self, flight: Flight, error: RegisterError, now: float) -> list[Decision]:
        """Decide after a failure.

        Raises RegisterDownError when patience with the register is over, AccessDeniedError when the door is shut, and
        DoorError when nobody has been answered at this address.
        """
        if flight.control is not None:
            return self._control_failed(flight, flight.control, error, now)
        if isinstance(error, DoorError) and not error.can_retry and not self._controls:
            raise error
        trial = flight.trial.after_attempt(begun=flight.begun, seconds=flight.seconds(now))
        if isinstance(error, RejectedError | SubjectNotFoundError):
            return [settle(trial, error, self._policy), *self._after_life(flight, now)]
        if isinstance(error, EnvironmentGuardError):
            return [settle(trial, error, self._policy)]
        if isinstance(error, ThrottledError):
            return self._throttled(flight, trial, error, now)
        if self._policy.can_retry(error) and not trial.pending.is_suspect:
            self._limit.note_failure(now=now)  # a suspect's is its own, and says nothing about the register's load
        return self._failed(flight, trial, error, now)

    def abandoned(self, flight: Flight, now: float) -> list[Decision]:
        """Put off a lookup whose attempt was abandoned as a laggard; the attempt is not charged."""
        if flight.control is not None:
            return self._control_failed(flight, flight.control, LookupTimeoutError("no answer in time"), now)
        trial = flight.trial.after_attempt(begun=flight.begun, seconds=flight.seconds(now))
        return [PutOff(trial.moved_to(Lane.SLOW if trial.pending.is_suspect else Lane.SECOND))]

    def nothing_else(self, now: float) -> list[Decision]:
        """Decide about those in doubt when nobody is left whose answer could tell: by controls, where there are any.

        Without, nobody was ever answered: then the failures of a few are charged, and a refusal is a shut door.
        """
        if self._in_doubt and self._controls:
            self._circuit.doubt(now=now)
            return []
        if refused := next((each.error for each in self._in_doubt if isinstance(each.error, AccessDeniedError)), None):
            raise refused
        return self._charge_in_doubt(now, begun_before=float("inf"))

    def _failed(self, flight: Flight, trial: Trial, error: RegisterError, now: float) -> list[Decision]:
        is_overtaken = self._circuit.served_begun_at > flight.begun_at
        is_in_stall = self._is_in_stall(flight, trial, error, now)
        if is_overtaken and is_in_stall:
            return [Again(trial.after_excuse(), now)]
        if is_overtaken:
            self._circuit.end_pause(begun_at=flight.begun_at)
            return [charge(trial, error, now, self._policy)]
        doubt = Doubt(trial, error, flight.begun_at, is_in_stall)
        if isinstance(error, AccessDeniedError):
            return self._doubt_refused(doubt, error, now)
        is_outage = self._circuit.note_failure(
            begun_at=flight.begun_at,
            now=now,
            is_unreachable=isinstance(error, UnreachableError),
            wait_seconds=self._wait(error),
            is_step=not trial.is_excused,
            can_check=bool(self._controls),
        )
        self._in_doubt.append(doubt)
        return self._excuse_by_outage(error, now) if is_outage else []

    def _doubt_refused(self, doubt: Doubt, error: AccessDeniedError, now: float) -> list[Decision]:
        """Ask others one at a time: are they let in? So many refused in a row are a shut door."""
        self._in_doubt.append(doubt)
        self._note_refused(doubt.trial.lookup.identity, error)
        if self._controls and self._circuit.state is not State.SHUT:
            self._circuit.doubt(now=now)
        else:
            self._circuit.note_refused(begun_at=doubt.begun_at, now=now, wait_seconds=self._wait(error))
        return []

    def _note_refused(self, identity: Identity, error: AccessDeniedError) -> None:
        """Raise the error when so many different ones were refused in a row."""
        self._refused.add(identity.digits)
        if len(self._refused) >= SHUT_DOOR:
            raise error

    def _control_refused(self, flight: Flight, control: Control, error: AccessDeniedError, now: float) -> None:
        """Ask those who wait instead, one at a time; where none is left and all controls are refused, it is shut."""
        self._note_refused(control.identity, error)
        if self._circuit.state is State.SHUT and len(self._refused) > len(self._controls):
            raise error
        self._circuit.note_refused(begun_at=flight.begun_at, now=now, wait_seconds=self._wait(error))
        self._check_patience(error, now)

    def _control_answered(self, flight: Flight, control: Control, answer: Answer, now: float) -> list[Decision]:
        """Charge all in doubt that began before it.

        An answer from a cache counts for nothing. An `empty` one does not while `found` ones fail: a source behind the
        register can be down alone.
        """
        self._controls.note_asked(control)
        if not self._controls.is_anew(control, answer.oppslag.oppslagstidspunkt):
            self._controls.drop(control)
            return []
        kind = OutcomeKind.FOUND if answer.oppslag.has_ektepakt else OutcomeKind.EMPTY
        self._controls.answered(control, kind, answer.oppslag.oppslagstidspunkt)
        if kind is OutcomeKind.EMPTY:
            for failed, error in self._failed_controls.values():
                if failed.kind is OutcomeKind.FOUND and isinstance(error, ServerFailedError):
                    return self._conclude_outage(error, now)
        return self._after_life(flight, now)

    def _control_failed(self, flight: Flight, control: Control, error: RegisterError, now: float) -> list[Decision]:
        """Ask another one; when enough have failed, it is an outage."""
        self._controls.note_asked(control)
        if isinstance(error, ThrottledError):
            self._pause(flight, error, now)
            return []
        if isinstance(error, RejectedError | SubjectNotFoundError):
            return self._after_life(flight, now)
        if isinstance(error, AccessDeniedError):
            self._control_refused(flight, control, error, now)
            return []
        self._refused.clear()
        self._failed_controls[control.identity.digits] = control, error
        if len(self._failed_controls) < min(_CONTROLS_THAT_FAIL, len(self._controls)):
            return []
        if isinstance(error, DoorError) and not error.can_retry:
            raise error
        return self._conclude_outage(error, now)

    def _conclude_outage(self, error: RegisterError, now: float) -> list[Decision]:
        self._circuit.note_outage(now=now, wait_seconds=self._wait(error))
        return self._excuse_by_outage(error, now)

    def _excuse_by_outage(self, error: RegisterError, now: float) -> list[Decision]:
        """Raises RegisterDownError when patience is over."""
        self._check_patience(error, now)
        in_doubt, self._in_doubt = self._in_doubt, []
        return [Again(each.trial.after_excuse(), now) for each in in_doubt]

    def _is_in_stall(self, flight: Flight, trial: Trial, error: RegisterError, now: float) -> bool:
        """Return whether a time-out that would be final fell in a stall: a silence of the register of half its length.

        Then it is tried again, once when it was alone in flight and twice with others, whose silence says more: an
        identifier is slow only if it is slower than others.
        """
        is_final = isinstance(error, LookupTimeoutError) and not self._policy.can_retry(error)
        excused = 1 if flight.in_flight == 1 else _STALLS_EXCUSED
        is_known = trial.pending.is_suspect or trial.pending.attempts > excused
        return is_final and not is_known and flight.silence.longest_seconds(now) >= trial.duration_seconds / 2

    def _throttled(self, flight: Flight, trial: Trial, error: ThrottledError, now: float) -> list[Decision]:
        """Pause all look-ups. No attempt is charged, but throttled ones are counted.

        A throttled probe counts only if its identifier is a suspect, the only one that is throttled, or was throttled
        before others were answered: then it may be the identifier that is refused.
        """
        self._limit.note_failure(now=now)
        self._throttled_now.add(trial.lookup.lookup_id)
        if not flight.is_probe:
            self._limit.note_throttled(in_flight=flight.in_flight, now=now)
        is_known = trial.pending.is_suspect or trial.lookup.lookup_id in self._throttled_before
        if not flight.is_probe or len(self._throttled_now) == 1 or is_known:
            trial = replace(trial, throttled=trial.throttled + 1)
        self._pause(flight, error, now)
        if trial.throttled >= THROTTLED_LIMIT:
            return [charge(trial, error, now, self._policy)]
        return [Again(trial, now)]

    def _pause(self, flight: Flight, error: ThrottledError, now: float) -> None:
        asked = error.retry_after_seconds
        if asked is not None and self._circuit.is_pause_too_long(asked):
            raise too_long(flight, asked, now)
        self._circuit.note_throttled(
            begun_at=flight.begun_at, now=now, wait_seconds=self._wait(error), asked_seconds=asked
        )
        if flight.is_probe:
            self._check_patience(error, now)

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
        self._throttled_before |= self._throttled_now
        self._throttled_now.clear()
        self._failed_controls.clear()
        self._refused.clear()
        if self._circuit.note_life(begun_at=flight.begun_at, now=now):
            self._limit.restart()
        return self._charge_in_doubt(now, begun_before=flight.begun_at) if self._in_doubt else []

    def _charge_in_doubt(self, now: float, *, begun_before: float) -> list[Decision]:
        told = [each for each in self._in_doubt if each.begun_at < begun_before]
        self._in_doubt = [each for each in self._in_doubt if each.begun_at >= begun_before]
        return [self._charge_or_repeat(each, now, is_served=begun_before < float("inf")) for each in told]

    def _charge_or_repeat(self, doubt: Doubt, now: float, *, is_served: bool) -> Decision:
        if doubt.is_in_stall and is_served:
            return Again(doubt.trial.after_excuse(), now)
        return charge(doubt.trial, doubt.error, now, self._policy)
