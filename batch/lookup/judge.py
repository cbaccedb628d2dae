"""Decides whether a failure is an outage of the register or the fault of this one identifier, and what follows."""

from typing import TypeGuard

from msgspec.structs import replace

from batch.errors import (
    AccessDeniedError,
    DoorError,
    EnvironmentGuardError,
    LanguageRefusedError,
    LookupTimeoutError,
    RegisterDownError,
    RegisterError,
    RejectedError,
    ServerFailedError,
    SubjectNotFoundError,
    ThrottledError,
    UnreachableError,
    UnusableConnectionError,
)
from batch.identity import Identity
from batch.lookup.controls import Control, Controls
from batch.lookup.decisions import Again, Decision, Doubt, PutOff, Settled, has_stalled, repeat, settle, too_long
from batch.lookup.docket import Docket, Refusal
from batch.lookup.flight import Flight
from batch.lookup.inquiry import Inquiry
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
# Said about this one request by the register itself; the language may be everybody's, until somebody is answered.
_ABOUT_THE_IDENTIFIER = (RejectedError, SubjectNotFoundError, LanguageRefusedError)
# How long a command that nobody has answered yet waits for a door that has answered earlier commands: a restart of an
# ingress takes seconds, and a wrong address does not get better.
_DOOR_SECONDS = 60.0
_AGAIN = "run the same command again"


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
        self._inquiry = Inquiry(controls)
        self._refused: set[str] = set()  # digits of those refused since the register last answered, controls among them
        self._docket = Docket(limit=limit, policy=policy)
        self._throttled_now: set[int] = set()  # lookups throttled since then
        self._throttled_before: set[int] = set()  # lookups that were throttled before that

    @property
    def has_doubts(self) -> bool:
        return bool(self._docket)

    def opens_at(self, lane: Lane) -> float:
        """Return when a lane may begin, of the monotonic clock: the last attempts have to wait for the safety valve."""
        return self._docket.last_attempts_at if lane is Lane.SLOW else float("-inf")

    def control_due(self, *, do_others_wait: bool, is_anybody_new: bool) -> Control | None:
        """Return who is to be asked as a control in place of anybody else; None where none is wanted, or known."""
        if self._circuit.is_open or (do_others_wait and self._is_turn_of_others):
            return None
        are_all_throttled = self._circuit.state is State.PAUSE and bool(self._throttled_now) and not is_anybody_new
        is_wanted = self.has_doubts or (do_others_wait and (self._circuit.is_outage or are_all_throttled))
        return self._inquiry.next() if is_wanted else None

    @property
    def _is_turn_of_others(self) -> bool:
        """Whether somebody who waits is the next probe: those who are controls may all have become broken ones."""
        is_shut = self._circuit.state is State.SHUT and self._inquiry.has_tried_enough
        return (is_shut or self._circuit.is_outage) and self._circuit.closings_in_a_row % 2 == 0

    @property
    def _has_answered(self) -> bool:
        """Whether the register answered anybody, in this command or an earlier one of the run."""
        return self._controls.has_known or self._circuit.has_answered

    def answered(self, flight: Flight, answer: Answer, now: float) -> list[Decision]:
        """Settle a lookup by its answer, and decide about those in doubt that began before it."""
        if flight.control is not None:
            return self._control_answered(flight, flight.control, answer, now)
        trial = flight.trial.after_attempt(begun=flight.begun, seconds=flight.seconds(now))
        if trial.has_failed_now:
            self._limit.note_failure(now=now)  # answered after all: its failure was the load's, and not its own
        self._limit.note_answer(seconds=flight.seconds(now), unread_seconds=flight.unread_seconds, now=now)
        self._docket.note_answer(is_suspect=trial.pending.is_suspect, now=now)
        kind = OutcomeKind.FOUND if answer.oppslag.has_ektepakt else OutcomeKind.EMPTY
        self._controls.note(trial.lookup.identity, kind, answer.oppslag.oppslagstidspunkt, flight.begun_at)
        outcome = trial.answered_as(kind, answer)
        return [Settled(trial, outcome), *self._after_life(flight, now)]

    def failed(self, flight: Flight, error: RegisterError, now: float) -> list[Decision]:
        """Decide after a failure.

        Raises RegisterDownError when patience is over, AccessDeniedError when the door is shut, and DoorError or
        UnusableConnectionError when there is no register at this address.
        """
        if flight.control is not None:
            return self._control_failed(flight, flight.control, error, now)
        if isinstance(error, UnusableConnectionError) and not self._has_answered:
            raise error
        trial = flight.trial.after_attempt(begun=flight.begun, seconds=flight.seconds(now))
        if isinstance(error, _ABOUT_THE_IDENTIFIER) and not self._is_refusal(error):
            return [settle(trial, error, self._policy), *self._after_life(flight, now)]
        if isinstance(error, EnvironmentGuardError):
            return [settle(trial, error, self._policy)]
        if isinstance(error, ThrottledError):
            return self._throttled(flight, trial, error, now)
        return self._failed(flight, trial, error, now)

    def abandoned(self, flight: Flight, now: float) -> list[Decision]:
        """Put off a lookup whose attempt was abandoned as a laggard; the attempt is not charged."""
        if flight.control is not None:
            return self._control_failed(flight, flight.control, LookupTimeoutError("no answer in time"), now)
        trial = flight.trial.after_attempt(begun=flight.begun, seconds=flight.seconds(now))
        return [PutOff(trial.moved_to(trial.lane_behind), trial.pending.lane)]

    def nothing_else(self, now: float) -> list[Decision]:
        """Decide about those in doubt when nobody is left whose answer could tell: by controls, where there are any.

        Without, nobody was ever answered: the failures of a few are charged, and a refusal is a shut door.
        """
        if self._docket and self._controls:
            self._circuit.doubt(now=now)
            return []
        if refusal := self._docket.refusal:
            raise refusal
        return self._docket.charge_all(now)

    def _failed(self, flight: Flight, trial: Trial, error: RegisterError, now: float) -> list[Decision]:
        is_overtaken = self._circuit.served_begun_at > flight.begun_at
        is_in_stall = has_stalled(flight, trial, error, now, self._policy)
        if is_overtaken and is_in_stall:
            return [repeat(trial)]
        if is_overtaken:
            self._circuit.end_pause(begun_at=flight.begun_at)
            return [self._docket.charge(trial, error, now)]
        doubt = Doubt(trial, error, flight.begun_at, is_in_stall)
        if self._is_refusal(error):
            return self._doubt_refused(doubt, error, now, is_probe=flight.is_probe)
        is_outage = self._circuit.note_failure(
            begun_at=flight.begun_at,
            now=now,
            is_unreachable=isinstance(error, UnreachableError),
            wait_seconds=self._wait(error),
            can_check=bool(self._controls),
        )
        self._docket.add(doubt)
        return self._excuse_by_outage(error, now) if is_outage else []

    def _is_refusal(self, error: RegisterError) -> TypeGuard[Refusal]:
        """Whether a closed door would say so too; a door that has let us in before is away for a while."""
        is_theirs = isinstance(error, DoorError | LanguageRefusedError) and not self._has_answered
        return isinstance(error, AccessDeniedError) or is_theirs

    def _doubt_refused(self, doubt: Doubt, error: Refusal, now: float, *, is_probe: bool) -> list[Decision]:
        """Ask others one at a time: are they let in? Those in flight side by side were not asked to find out."""
        self._docket.add(doubt)
        if is_probe or not self._refused:
            self._note_refused(doubt.trial.lookup.identity, error)
        if self._controls and self._circuit.state is not State.SHUT:
            self._circuit.doubt(now=now)
        else:
            self._circuit.note_refused(begun_at=doubt.begun_at, now=now, wait_seconds=self._wait(error))
        return []

    def _note_refused(self, identity: Identity, error: Refusal) -> None:
        """Raise the error when so many different ones were refused in a row."""
        self._refused.add(identity.digits)
        is_token_worn = isinstance(error, AccessDeniedError) and error.is_token_worn
        if len(self._refused) >= SHUT_DOOR and not is_token_worn:
            raise error

    def _control_refused(self, flight: Flight, control: Control, error: Refusal, now: float) -> None:
        """Ask another one, then those who wait, one at a time; with nobody left to be asked first, it is shut."""
        if control.identity.digits in self._refused:
            raise error
        self._note_refused(control.identity, error)
        self._circuit.note_refused(begun_at=flight.begun_at, now=now, wait_seconds=self._wait(error))
        self._check_patience(error, now)

    def _control_answered(self, flight: Flight, control: Control, answer: Answer, now: float) -> list[Decision]:
        """Charge all in doubt that began before it; an answer from a cache counts for nothing."""
        self._inquiry.note_tried(control)
        if not self._controls.is_anew(control, answer.oppslag.oppslagstidspunkt, flight.begun_at):
            self._controls.drop(control)
            return []
        kind = OutcomeKind.FOUND if answer.oppslag.has_ektepakt else OutcomeKind.EMPTY
        self._controls.answered(control, kind, answer.oppslag.oppslagstidspunkt, flight.begun_at)
        error = self._inquiry.found_failure if kind is OutcomeKind.EMPTY else None
        if error is None or self._circuit.is_dead_for(self._inquiry.patience_seconds, now):
            return self._after_life(flight, now)
        self._refused.clear()
        self._inquiry.note_empty_answer()
        told = self._docket.charge_begun_before(flight.begun_at, now, but=(ServerFailedError,))
        return [*told, *self._conclude_outage(error, now)]

    def _control_failed(self, flight: Flight, control: Control, error: RegisterError, now: float) -> list[Decision]:
        """Ask another one; when enough have failed, it is an outage."""
        self._inquiry.note_tried(control)
        if isinstance(error, ThrottledError):
            self._pause(flight, error, now)
            return []
        if isinstance(error, _ABOUT_THE_IDENTIFIER):
            return self._after_life(flight, now)
        if self._is_refusal(error):
            self._control_refused(flight, control, error, now)
            return []
        self._refused.clear()
        self._inquiry.note_failed(control, error)
        is_outage = self._circuit.is_outage or self._inquiry.have_enough_failed
        return self._conclude_outage(error, now) if is_outage else []

    def _conclude_outage(self, error: RegisterError, now: float) -> list[Decision]:
        self._circuit.note_outage(now=now, wait_seconds=self._wait(error))
        return self._excuse_by_outage(error, now)

    def _excuse_by_outage(self, error: RegisterError, now: float) -> list[Decision]:
        """Raises RegisterDownError when patience is over."""
        self._check_patience(error, now)
        return self._docket.excuse_all(now)

    def _throttled(self, flight: Flight, trial: Trial, error: ThrottledError, now: float) -> list[Decision]:
        """Pause all look-ups. No attempt is charged, but throttled ones are counted.

        A throttled probe counts only if its identifier is a suspect, was throttled before others were answered, or is
        the only one that is throttled, and no control can tell: then it may be the identifier that is refused.
        """
        self._limit.note_failure(now=now)
        self._throttled_now.add(trial.lookup.lookup_id)
        if not flight.is_probe:
            self._limit.note_throttled(in_flight=flight.in_flight, now=now)
        is_known = trial.pending.is_suspect or trial.lookup.lookup_id in self._throttled_before
        is_alone = len(self._throttled_now) == 1 and not self._controls
        if not flight.is_probe or is_alone or is_known:
            trial = replace(trial, throttled=trial.throttled + 1)
        self._pause(flight, error, now)
        if trial.throttled >= THROTTLED_LIMIT:
            return [self._docket.charge(trial, error, now)]
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
        is_no_door = not self._circuit.has_answered and self._circuit.dead_seconds(now) >= _DOOR_SECONDS
        if isinstance(error, UnusableConnectionError) or (isinstance(error, DoorError) and is_no_door):
            raise error
        if self._circuit.is_patience_over(now) and not self._inquiry.do_empty_answer:
            seconds = self._circuit.dead_seconds(now)
            raise RegisterDownError(
                f"the register has answered nothing for {seconds:.0f} s (the last time: {error.what})",
                remedy=f"{error.remedy}; then {_AGAIN}" if error.remedy else f"{_AGAIN} when it is back",
                answered=error.answered,
            )

    def _wait(self, error: RegisterError) -> float:
        return self._policy.wait_seconds(error, attempts=self._circuit.closings_in_a_row + 1)

    def _after_life(self, flight: Flight, now: float) -> list[Decision]:
        self._throttled_before |= self._throttled_now
        self._throttled_now.clear()
        self._inquiry.end()
        self._refused.clear()
        if self._circuit.note_life(begun_at=flight.begun_at, now=now):
            self._limit.restart()
        return self._docket.charge_begun_before(flight.begun_at, now)
