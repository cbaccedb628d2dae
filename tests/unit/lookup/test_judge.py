"""Whose fault a failure is, and what follows."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from support import builders as make

from batch.errors import (
    AccessDeniedError,
    Answered,
    BadResponseError,
    DoorError,
    EnvironmentGuardError,
    LanguageRefusedError,
    LookupTimeoutError,
    NetworkFailedError,
    PauseTooLongError,
    RegisterDownError,
    RegisterError,
    RejectedError,
    ServerFailedError,
    SubjectNotFoundError,
    ThrottledError,
    UnreachableError,
    UnusableConnectionError,
)
from batch.lookup.controls import Control, Controls
from batch.lookup.decisions import Again, Decision, PutOff, Settled
from batch.lookup.flight import Flight
from batch.lookup.judge import SHUT_DOOR, THROTTLED_LIMIT, Judge
from batch.lookup.pacing import AdaptiveLimit, Circuit, State
from batch.lookup.pacing.retry_policy import RetryPolicy
from batch.lookup.trial import Trial
from batch.options.pacing_options import CircuitOptions, RetryOptions
from batch.outcome import Lane, OutcomeKind
from batch.register import Answer
from batch.register.responses import read_response

FAILED = ServerFailedError(
    "500", answered=Answered(http_status=500, korrelasjonsid="41c0b5b3", feilmelding="Tjenesten")
)
DENIED = AccessDeniedError("the register answered 403", answered=Answered(http_status=403))
THROTTLED = ThrottledError("503", answered=Answered(http_status=503))
PATIENCE = 900.0


class Court:
    """A judge, and attempts that take a second each unless said otherwise."""

    def __init__(
        self,
        *,
        is_test: bool = True,
        attempts: int = 4,
        deadline_seconds: float = 300.0,
        example: Control | None = None,
    ) -> None:
        self.circuit = Circuit(CircuitOptions(patience_seconds=PATIENCE))
        options = RetryOptions(attempts=attempts, deadline_seconds=deadline_seconds)
        self.controls = Controls(example=example)
        self.limit = AdaptiveLimit(ceiling=8)
        self.judge = Judge(
            circuit=self.circuit,
            limit=self.limit,
            policy=RetryPolicy(options=options, is_timeout_final=is_test),
            controls=self.controls,
        )

    def answered(
        self,
        number: int,
        begun_at: float,
        *,
        seconds: float = 1.0,
        kind: OutcomeKind = OutcomeKind.FOUND,
        is_suspect: bool = False,
    ) -> list[Decision]:
        flight = self.flight(make.trial(number, is_suspect=is_suspect), begun_at)
        return self.judge.answered(flight, an_answer(kind), begun_at + seconds)

    def control_answered(self, begun_at: float, *, is_cached: bool = False) -> list[Decision]:
        flight = self.control(begun_at)
        assert flight.control is not None
        time = flight.control.oppslagstidspunkt if is_cached else f"{2030 + int(begun_at)}-01-01T00:00:00+01:00"
        return self.judge.answered(flight, an_answer(flight.control.kind, oppslagstidspunkt=time), begun_at + 1.0)

    def control_failed(self, begun_at: float, error: RegisterError, *, do_others_wait: bool = True) -> list[Decision]:
        return self.judge.failed(self.control(begun_at, do_others_wait=do_others_wait), error, begun_at + 1.0)

    def control(self, begun_at: float, *, do_others_wait: bool = True) -> Flight:
        """Begin to ask whoever the judge wants to be asked; in an outage those who wait have every second turn."""
        due = self.judge.control_due(do_others_wait=do_others_wait, is_anybody_new=do_others_wait)
        if due is None and self.circuit.is_outage:
            self.failed(make.trial(99), begun_at - 0.5, FAILED, seconds=0.1)
            due = self.judge.control_due(do_others_wait=True, is_anybody_new=True)
        assert due is not None
        flight = self.flight(make.trial(0), begun_at)
        flight.control = due
        return flight

    def failed(self, of: Trial, begun_at: float, error: RegisterError, *, seconds: float = 1.0) -> list[Decision]:
        return self.judge.failed(self.flight(of, begun_at), error, begun_at + seconds)

    def flight(self, of: Trial, begun_at: float) -> Flight:
        begun = make.NOW + timedelta(seconds=begun_at)
        flight = Flight(
            trial=of,
            begun=begun,
            begun_at=begun_at,
            in_flight=1,
            is_probe=self.circuit.begin(),
            silence=self.circuit.silence,
        )
        flight.sent_at = begun_at
        self.circuit.land(is_probe=flight.is_probe)
        return flight


def an_answer(kind: OutcomeKind = OutcomeKind.FOUND, **changes: object) -> Answer:
    none = {"antallEktepakt": 0, "ektepakt": []} if kind is OutcomeKind.EMPTY else {}
    different = none | changes
    body = make.body(make.example() | different) if different else make.example_body()
    return read_response(status=200, body=body, rolleinnehaver=make.EXAMPLE_FNR)


async def test_an_answer_settles_and_opens_the_circuit() -> None:
    court = Court()
    [settled] = court.answered(7, 0.0, seconds=0.25)
    assert isinstance(settled, Settled)
    outcome = settled.outcome
    assert (outcome.lookup_id, outcome.kind, outcome.attempts, outcome.http_status) == (7, OutcomeKind.FOUND, 1, 200)
    assert (outcome.duration_ms, outcome.body) == (250, make.example_body())
    assert court.circuit.is_open


async def test_a_rejected_request_is_settled_at_once_and_a_sign_of_life() -> None:
    court = Court()
    [settled] = court.failed(
        make.trial(), 0.0, RejectedError("400", answered=Answered(http_status=400, feilmelding="Feil i"))
    )
    assert isinstance(settled, Settled)
    assert (settled.outcome.kind, settled.outcome.feilmelding) == (OutcomeKind.REJECTED, "Feil i")
    assert court.circuit.is_open


async def test_one_whom_the_register_does_not_know_is_refused_at_once_and_a_sign_of_life() -> None:
    court = Court()
    answered = Answered(http_status=404, feilmelding="Ukjent")
    [settled] = court.failed(make.trial(), 0.0, SubjectNotFoundError("404", answered=answered))
    assert isinstance(settled, Settled)
    outcome = settled.outcome
    assert (outcome.kind, outcome.http_status, outcome.feilmelding) == (OutcomeKind.REFUSED, 404, "Ukjent")
    assert court.circuit.is_open


async def test_before_anybody_was_answered_five_different_ones_tell_a_door_from_ones_own_trouble() -> None:
    court = Court()
    assert court.failed(make.trial(1), 0.0, make.door_error()) == []
    _, again = court.answered(2, 5.0)
    assert isinstance(again, Again)
    assert again.trial.pending.charged == 1
    court = Court()
    for number in range(1, SHUT_DOOR):
        assert court.failed(make.trial(number), 10.0 * number, make.door_error()) == []
    with pytest.raises(DoorError):
        court.failed(make.trial(SHUT_DOOR), 10.0 * SHUT_DOOR, make.door_error())


async def test_a_door_before_anybody_was_answered_ends_a_run_with_nobody_else_to_ask() -> None:
    court = Court()
    court.failed(make.trial(1), 0.0, make.door_error())
    with pytest.raises(DoorError):
        court.judge.nothing_else(5.0)


async def test_what_the_guard_keeps_back_is_settled_and_no_sign_of_anything() -> None:
    court = Court()
    [settled] = court.failed(make.trial(), 0.0, EnvironmentGuardError("kept"))
    assert isinstance(settled, Settled)
    assert settled.outcome.kind is OutcomeKind.WRONG_ENVIRONMENT
    assert not court.circuit.is_open


@pytest.mark.parametrize(
    "error", [FAILED, NetworkFailedError("reset"), BadResponseError("cut short"), make.door_error()]
)
async def test_a_failure_is_in_doubt_until_somebody_is_answered_who_began_later(error: RegisterError) -> None:
    court = Court()
    court.answered(1, 0.0)
    assert court.failed(make.trial(2), 2.0, error) == []
    assert len(court.answered(3, 1.5)) == 1, "one who began earlier says nothing about the other"
    _, again = court.answered(4, 2.5)
    assert isinstance(again, Again)
    assert (again.trial.lookup.lookup_id, again.trial.pending.attempts, again.trial.pending.charged) == (2, 1, 1)
    assert again.trial.pending.is_suspect
    assert again.due_at >= 3.5


async def test_a_failure_while_a_later_beginner_was_answered_is_the_identifiers_own_at_once() -> None:
    court = Court()
    court.answered(1, 1.0)
    [again] = court.failed(make.trial(2), 0.5, FAILED, seconds=3.0)
    assert isinstance(again, Again)
    assert again.trial.pending.charged == 1


def failures_in_a_row(court: Court) -> list[Decision]:
    failures = CircuitOptions().outage_failures
    for number in range(1, failures):
        assert court.failed(make.trial(number), float(number), FAILED) == []
    return court.failed(make.trial(failures), float(failures), FAILED)


async def test_many_failures_in_a_row_before_anybody_was_answered_are_an_outage_and_nobodys() -> None:
    court = Court()
    decisions = failures_in_a_row(court)
    assert court.circuit.is_outage
    assert sorted(each.trial.lookup.lookup_id for each in decisions) == list(range(1, len(decisions) + 1))
    assert {type(each) for each in decisions} == {Again}
    assert {each.trial.pending.charged for each in decisions} == {0}
    assert court.judge.nothing_else(100.0) == [], "nobody is left in doubt"


async def test_many_failures_in_a_row_are_charged_when_a_control_is_answered() -> None:
    court = Court()
    court.answered(0, 0.0)
    assert failures_in_a_row(court) == []
    assert not court.circuit.is_outage
    decisions = court.control_answered(20.0)
    assert court.circuit.is_open
    assert {each.trial.pending.charged for each in decisions} == {1}
    assert len(decisions) == CircuitOptions().outage_failures


async def test_many_failures_in_a_row_are_an_outage_when_two_controls_fail() -> None:
    court = Court()
    court.answered(0, 0.0)
    court.answered(1, 0.0)
    assert failures_in_a_row(court) == []
    assert court.control_failed(20.0, FAILED) == []
    assert not court.circuit.is_outage, "one may have become a broken identifier itself"
    decisions = court.control_failed(22.0, FAILED)
    assert court.circuit.is_outage
    assert {each.trial.pending.charged for each in decisions} == {0}
    assert court.judge.control_due(do_others_wait=True, is_anybody_new=True) is not None, (
        "the outage is probed by controls too"
    )
    court.control_answered(40.0)
    assert court.circuit.is_open


async def test_the_only_control_there_is_decides_alone() -> None:
    court = Court()
    court.answered(0, 0.0)
    failures_in_a_row(court)
    assert court.control_failed(20.0, FAILED)
    assert court.circuit.is_outage


async def test_the_same_answer_as_before_comes_from_a_cache_and_tells_nothing() -> None:
    court = Court()
    court.answered(0, 0.0)
    failures_in_a_row(court)
    assert court.control_answered(20.0, is_cached=True) == []
    assert not court.circuit.is_open
    assert court.judge.has_doubts
    assert court.judge.control_due(do_others_wait=True, is_anybody_new=True) is None, (
        "who is answered by a cache is asked no more"
    )


async def test_somebody_without_ektepakt_proves_nothing_while_those_who_have_some_fail() -> None:
    """A source behind the register can be down that only ektepakter need."""
    court = Court()
    court.answered(0, 0.0)
    court.answered(1, 0.0, kind=OutcomeKind.EMPTY)
    failures_in_a_row(court)
    assert court.control_failed(20.0, FAILED) == []
    decisions = court.control_answered(22.0)
    assert court.circuit.is_outage
    assert {each.trial.pending.charged for each in decisions} == {0}


async def test_an_outage_ends_when_somebody_with_ektepakter_is_answered_again() -> None:
    """Whoever has none is answered in between, and proves nothing."""
    court = Court()
    court.answered(0, 0.0)
    court.answered(1, 0.0, kind=OutcomeKind.EMPTY)
    failures_in_a_row(court)
    court.control_failed(20.0, FAILED)
    court.control_answered(22.0)
    court.control_failed(30.0, FAILED)
    court.control_answered(40.0)
    assert court.circuit.is_outage
    court.control_answered(50.0)
    assert court.circuit.is_open


async def test_5xx_of_the_only_one_with_ektepakter_are_charged_after_a_minute_while_others_are_answered() -> None:
    """It may have become broken itself: the register is not down, and the command does not end with 75."""
    court = Court()
    court.answered(0, 0.0)
    court.answered(1, 0.0, kind=OutcomeKind.EMPTY)
    failures_in_a_row(court)
    for begun_at in (20.0, 40.0, 60.0):
        court.control_failed(begun_at, FAILED)
        court.control_answered(begun_at + 2.0)
        assert court.circuit.is_outage
    court.control_failed(100.0, FAILED)
    court.control_answered(102.0)
    assert court.circuit.is_open
    assert court.failed(make.trial(1), 110.0, FAILED) == []
    court.judge.nothing_else(112.0)
    assert len(court.control_answered(120.0)) == 1, "the one without is asked first now, and charges it"


async def test_a_token_that_was_accepted_before_is_given_time_before_the_door_counts_as_shut() -> None:
    court = Court()
    worn = AccessDeniedError("the register answered 401", answered=Answered(http_status=401))
    worn.is_token_worn = True
    for number in range(1, 2 * SHUT_DOOR):
        assert court.failed(make.trial(number), 10.0 * number, worn) == []
    with pytest.raises(AccessDeniedError):
        court.failed(make.trial(99), 200.0, DENIED)


async def test_a_language_is_everybodys_until_somebody_is_answered_in_it() -> None:
    unknown = LanguageRefusedError("400", answered=Answered(http_status=400, feilmelding="NOB, NNO"))
    court = Court()
    for number in range(1, SHUT_DOOR):
        assert court.failed(make.trial(number), 10.0 * number, unknown) == []
    with pytest.raises(LanguageRefusedError):
        court.failed(make.trial(SHUT_DOOR), 60.0, unknown)
    court = Court()
    court.failed(make.trial(1), 0.0, unknown)
    _, settled = court.answered(2, 5.0)
    assert isinstance(settled, Settled)
    assert settled.outcome.kind is OutcomeKind.REJECTED


async def test_a_control_that_is_throttled_is_a_pause_and_no_failure() -> None:
    court = Court()
    court.answered(0, 0.0)
    failures_in_a_row(court)
    assert court.control_failed(20.0, THROTTLED) == []
    assert court.circuit.state is State.PAUSE
    assert len(court.control_answered(60.0)) == CircuitOptions().outage_failures


async def test_a_pause_that_was_asked_for_is_kept_when_somebody_is_refused_meanwhile() -> None:
    court = Court()
    court.answered(0, 0.0)
    asked = ThrottledError("429", answered=Answered(http_status=429), retry_after_seconds=60.0)
    court.failed(make.trial(1), 1.0, asked)
    assert court.failed(make.trial(2), 1.5, DENIED) == []
    court.answered(3, 1.2)
    assert court.circuit.state is State.PAUSE
    assert court.circuit.opens_at(30.0) >= 62.0


async def test_a_control_that_alone_is_throttled_gives_way_to_another() -> None:
    court = Court()
    court.answered(0, 0.0)
    court.answered(1, 0.0)
    failures_in_a_row(court)
    first = court.control(20.0).control
    court.control_failed(20.0, THROTTLED)
    assert court.control(60.0).control != first


async def test_one_who_is_refused_is_in_doubt_until_another_is_let_in() -> None:
    court = Court()
    assert court.failed(make.trial(1), 0.0, DENIED) == []
    assert court.circuit.state is State.SHUT
    _, again = court.answered(2, 5.0)
    assert court.circuit.is_open
    assert isinstance(again, Again)
    last = replace(again.trial, pending=replace(again.trial.pending, charged=3))
    assert court.failed(last, 10.0, DENIED) == []
    _, settled = court.answered(3, 15.0)
    assert isinstance(settled, Settled)
    assert (settled.outcome.kind, settled.outcome.http_status) == (OutcomeKind.REFUSED, 403)


async def test_who_was_in_flight_side_by_side_with_one_that_is_refused_is_not_among_the_five() -> None:
    court = Court()
    court.answered(0, 0.0)
    court.answered(1, 0.0)
    for number in range(2, 2 + 2 * SHUT_DOOR):
        flight = replace(court.flight(make.trial(number), 2.0), is_probe=False)
        assert court.judge.failed(flight, DENIED, 3.0) == []
    assert len(court.control_answered(4.0)) == 2 * SHUT_DOOR


async def test_five_different_ones_refused_in_a_row_are_a_shut_door() -> None:
    court = Court()
    for number in range(1, SHUT_DOOR):
        assert court.failed(make.trial(number), 10.0 * number, DENIED) == []
    with pytest.raises(AccessDeniedError):
        court.failed(make.trial(SHUT_DOOR), 10.0 * SHUT_DOOR, DENIED)


async def test_controls_that_are_refused_count_among_the_five() -> None:
    court = Court()
    court.answered(0, 0.0)
    court.answered(1, 0.0)
    assert court.failed(make.trial(2), 2.0, DENIED) == []
    assert court.control_failed(4.0, DENIED) == []
    assert court.control_failed(6.0, DENIED) == []
    assert court.judge.control_due(do_others_wait=True, is_anybody_new=True) is None, (
        "those who wait are asked before a third control"
    )
    _, again = court.answered(3, 10.0)
    assert isinstance(again, Again)


async def test_all_controls_refused_and_nobody_left_are_a_shut_door() -> None:
    court = Court()
    court.answered(0, 0.0)
    court.failed(make.trial(2), 2.0, DENIED)
    assert court.control_failed(4.0, DENIED, do_others_wait=False) == []
    with pytest.raises(AccessDeniedError):
        court.control_failed(20.0, DENIED, do_others_wait=False)


async def test_a_refusal_in_an_outage_is_no_shut_door() -> None:
    court = Court()
    court.answered(0, 0.0)
    court.answered(1, 0.0)
    failures_in_a_row(court)
    court.control_failed(20.0, FAILED)
    court.control_failed(22.0, FAILED)
    assert court.control_failed(40.0, DENIED) == []
    assert court.circuit.is_outage


async def test_one_refused_at_the_very_end_is_told_by_a_control() -> None:
    court = Court()
    court.answered(0, 0.0)
    court.failed(make.trial(2, charged=3, attempts=3), 2.0, DENIED)
    [settled] = court.control_answered(4.0)
    assert isinstance(settled, Settled)
    assert settled.outcome.kind is OutcomeKind.REFUSED


async def test_a_few_refused_with_nobody_else_to_ask_are_a_shut_door() -> None:
    court = Court()
    court.failed(make.trial(1), 0.0, DENIED)
    with pytest.raises(AccessDeniedError):
        court.judge.nothing_else(5.0)


async def test_who_can_not_even_be_reached_is_down_at_once() -> None:
    court = Court()
    court.answered(0, 0.0)
    [again] = court.failed(make.trial(1), 1.0, UnreachableError("no connection"))
    assert isinstance(again, Again)
    assert again.trial.pending.charged == 0
    assert court.circuit.is_outage


async def test_a_suspect_is_judged_like_everybody_else() -> None:
    court = Court()
    court.answered(0, 0.0)
    assert court.failed(make.trial(1, is_suspect=True, charged=1, attempts=1), 1.0, FAILED) == []
    court.judge.nothing_else(4.0)
    [decision] = court.control_answered(5.0)
    assert isinstance(decision, Again)
    assert decision.trial.pending.charged == 2


async def test_the_last_attempt_is_made_when_all_others_are_done_and_is_the_last() -> None:
    court = Court(attempts=3)
    court.answered(0, 0.0)
    court.failed(make.trial(1, is_suspect=True, attempts=1, charged=1), 1.0, FAILED)
    court.judge.nothing_else(4.0)
    [last] = court.control_answered(5.0)
    assert isinstance(last, PutOff)
    assert last.trial.pending.lane is Lane.SLOW
    assert court.failed(last.trial, 50.0, FAILED) == []
    court.judge.nothing_else(54.0)
    [settled] = court.control_answered(55.0)
    assert isinstance(settled, Settled)
    outcome = settled.outcome
    assert (outcome.kind, outcome.attempts, outcome.http_status) == (OutcomeKind.SERVER_ERROR, 3, 500)
    assert (outcome.korrelasjonsid, outcome.feilmelding) == ("41c0b5b3", "Tjenesten")


async def test_one_attempt_is_one_attempt() -> None:
    court = Court(attempts=1)
    court.answered(1, 1.0)
    [settled] = court.failed(make.trial(2), 0.5, FAILED, seconds=3.0)
    assert isinstance(settled, Settled)


async def test_a_deadline_ends_the_attempts() -> None:
    court = Court(deadline_seconds=10.0)
    court.answered(1, 1.0)
    [settled] = court.failed(replace(make.trial(2), spent_seconds=8.0), 0.5, FAILED, seconds=3.0)
    assert isinstance(settled, Settled)


@pytest.mark.parametrize(
    ("error", "kind", "said"),
    [
        (
            NetworkFailedError("the connection failed (reset)"),
            OutcomeKind.NETWORK_ERROR,
            "the connection failed (reset)",
        ),
        (BadResponseError("cut short", answered=Answered(http_status=200)), OutcomeKind.BAD_RESPONSE, "cut short"),
        (make.door_error(410), OutcomeKind.BAD_RESPONSE, "refused (410)"),
        (LookupTimeoutError("no answer in time"), OutcomeKind.TIMEOUT, None),
    ],
)
async def test_what_was_wrong_is_said_where_the_register_said_nothing(
    error: RegisterError, kind: OutcomeKind, said: str | None
) -> None:
    court = Court(is_test=False, attempts=1)
    court.answered(1, 1.0)
    [settled] = court.failed(make.trial(2), 0.5, error, seconds=3.0)
    assert isinstance(settled, Settled)
    assert (settled.outcome.kind, settled.outcome.feilmelding) == (kind, said)


async def test_a_time_out_in_a_test_environment_is_slow_while_others_are_answered() -> None:
    court = Court()
    court.answered(1, 2.0)
    [settled] = court.failed(make.trial(2), 0.5, LookupTimeoutError("no answer in time"), seconds=3.0)
    assert isinstance(settled, Settled)
    assert (settled.outcome.kind, settled.outcome.attempts) == (OutcomeKind.SLOW_SKIPPED, 1)


async def test_a_time_out_while_the_register_answered_nobody_is_repeated_once_after_all_that_wait() -> None:
    court = Court()
    court.answered(1, 0.0)
    assert court.failed(make.trial(2), 0.5, LookupTimeoutError("no answer in time"), seconds=10.0) == []
    _, again = court.answered(3, 11.0)
    assert isinstance(again, PutOff)
    assert (again.trial.pending.charged, again.trial.pending.lane) == (0, Lane.SECOND)
    assert court.failed(again.trial, 13.0, LookupTimeoutError("no answer in time"), seconds=10.0) == []
    _, settled = court.answered(4, 24.0)
    assert isinstance(settled, Settled)
    assert settled.outcome.kind is OutcomeKind.SLOW_SKIPPED


async def test_who_was_asked_in_a_stall_of_all_is_not_slow_though_others_were_answered_in_its_last_moment() -> None:
    court = Court()
    court.answered(1, 0.0)
    stalled = court.flight(make.trial(2), 2.0)
    court.answered(3, 4.5, seconds=0.3)
    [again] = court.judge.failed(stalled, LookupTimeoutError("no answer in time"), 5.0)
    assert isinstance(again, PutOff)
    assert (again.trial.pending.charged, again.trial.pending.is_suspect) == (0, False)


async def test_who_hung_while_others_were_answered_all_the_time_is_slow_at_once() -> None:
    court = Court()
    court.answered(1, 0.0)
    hung = court.flight(make.trial(2), 1.5)
    for begun_at in (1.6, 2.6, 3.6):
        court.answered(3, begun_at, seconds=0.5)
    [settled] = court.judge.failed(hung, LookupTimeoutError("no answer in time"), 4.5)
    assert isinstance(settled, Settled)
    assert settled.outcome.kind is OutcomeKind.SLOW_SKIPPED


async def test_a_time_out_in_production_is_tried_again_when_all_others_are_done() -> None:
    court = Court(is_test=False)
    court.answered(1, 1.0)
    [last] = court.failed(make.trial(2), 0.5, LookupTimeoutError("no answer in time"), seconds=3.0)
    assert isinstance(last, PutOff)
    assert last.trial.pending.charged == 1


async def test_a_pause_costs_nobody_an_attempt() -> None:
    court = Court()
    court.answered(1, 0.0)
    [again] = court.failed(make.trial(2), 1.0, THROTTLED)
    assert isinstance(again, Again)
    assert (again.trial.pending.attempts, again.trial.pending.charged) == (1, 0)
    assert court.circuit.state is State.PAUSE


async def test_who_alone_is_refused_again_and_again_has_an_end() -> None:
    court = Court(attempts=1)
    court.answered(1, 0.0)
    refused = make.trial(2)
    for count in range(1, THROTTLED_LIMIT):
        [decision] = court.failed(refused, 10.0 * count, THROTTLED)
        assert isinstance(decision, Again)
        refused = decision.trial
        court.answered(count + 10, 10.0 * count + 5)
    [settled] = court.failed(refused, 1000.0, THROTTLED)
    assert isinstance(settled, Settled)
    assert settled.outcome.kind is OutcomeKind.SERVER_ERROR


async def test_a_pause_that_is_too_long_stops_the_run_and_says_when_to_come_back() -> None:
    court = Court()
    hour = ThrottledError("429", answered=Answered(http_status=429), retry_after_seconds=3600.0)
    with pytest.raises(PauseTooLongError, match="until 2026-03-01 13:00 UTC") as caught:
        court.failed(make.trial(1), 0.0, hour)
    assert caught.value.until == make.NOW + timedelta(seconds=3601)


async def test_patience_has_an_end() -> None:
    court = Court()
    court.answered(0, 0.0)
    court.failed(make.trial(1), 1.0, UnreachableError("no connection"))
    court.failed(make.trial(1), 500.0, UnreachableError("no connection"))
    with pytest.raises(RegisterDownError, match="answered nothing for 901 s"):
        court.failed(make.trial(1), 902.0, UnreachableError("no connection"))


@pytest.mark.parametrize(
    ("remedy", "said"),
    [
        (None, "; run the same command again when it is back"),
        ("check the address", "; check the address; then run the same command again"),
    ],
)
async def test_what_could_mend_the_last_failure_is_said_at_the_end_of_patience(remedy: str | None, said: str) -> None:
    court = Court()
    court.answered(0, 0.0)
    for now in (1.0, 500.0):
        court.failed(make.trial(1), now, UnreachableError("no connection", remedy=remedy))
    with pytest.raises(RegisterDownError) as caught:
        court.failed(make.trial(1), 902.0, UnreachableError("no connection", remedy=remedy))
    assert str(caught.value).endswith(said)


async def test_who_is_in_doubt_at_the_very_end_is_told_by_a_control() -> None:
    court = Court()
    court.answered(0, 0.0)
    court.failed(make.trial(1), 2.0, FAILED)
    court.failed(make.trial(2), 2.0, FAILED)
    assert court.judge.control_due(do_others_wait=False, is_anybody_new=False) is None, "others may still be answered"
    assert court.judge.nothing_else(3.5) == []
    assert court.judge.control_due(do_others_wait=False, is_anybody_new=False) is not None
    assert {each.trial.pending.charged for each in court.control_answered(4.0)} == {1}


async def test_a_few_who_fail_with_nobody_ever_answered_are_charged() -> None:
    court = Court()
    court.failed(make.trial(1), 2.0, FAILED)
    [again] = court.judge.nothing_else(3.5)
    assert isinstance(again, Again)
    assert again.trial.pending.charged == 1


async def test_a_door_that_let_earlier_commands_in_is_waited_for_a_minute_and_is_then_a_wrong_address() -> None:
    court = Court()
    court.controls.note(make.trial(0).lookup.identity, OutcomeKind.FOUND, None, 0.0)
    assert court.failed(make.trial(1), 0.0, make.door_error()) == []
    assert court.control_failed(2.0, make.door_error())
    assert court.circuit.is_outage
    assert court.control_failed(50.0, make.door_error()) == []
    with pytest.raises(DoorError):
        court.control_failed(70.0, make.door_error())


async def test_an_example_is_nobody_who_was_answered_and_a_door_is_a_wrong_address() -> None:
    court = Court(example=Control(identity=make.identity(), kind=OutcomeKind.EMPTY, oppslagstidspunkt=None))
    court.failed(make.trial(1), 0.0, make.door_error())
    assert court.control_failed(2.0, make.door_error(), do_others_wait=False) == []
    with pytest.raises(DoorError):
        court.control_failed(9.0, make.door_error(), do_others_wait=False)


UNUSABLE = UnusableConnectionError("no TLS: certificate has expired")


async def test_a_connection_that_is_of_no_use_ends_the_run_unless_others_are_answered() -> None:
    with pytest.raises(UnusableConnectionError):
        Court().failed(make.trial(1), 0.0, UNUSABLE)
    court = Court()
    court.answered(0, 0.0)
    assert court.failed(make.trial(1), 2.0, UNUSABLE) == []
    court.judge.nothing_else(3.5)
    with pytest.raises(UnusableConnectionError):
        court.control_failed(4.0, UNUSABLE)


async def test_one_node_of_several_that_is_set_up_wrongly_costs_an_attempt_and_no_more() -> None:
    court = Court()
    court.answered(0, 0.0)
    assert court.failed(make.trial(1), 2.0, UNUSABLE) == []
    _, again = court.answered(2, 3.0)
    assert isinstance(again, Again)
    assert again.trial.pending.charged == 1


async def test_where_all_that_wait_are_throttled_a_control_is_the_probe() -> None:
    court = Court()
    court.answered(0, 0.0)
    [again] = court.failed(make.trial(1), 1.0, THROTTLED)
    assert court.judge.control_due(do_others_wait=True, is_anybody_new=True) is None
    assert court.judge.control_due(do_others_wait=True, is_anybody_new=False) is not None
    assert again.trial.throttled == 1
    [probe] = court.judge.failed(replace(court.flight(again.trial, 40.0), is_probe=True), THROTTLED, 41.0)
    assert probe.trial.throttled == 1, "nobody was answered in between: it may be the register's"
    probe_by_control = court.flight(make.trial(0), 80.0)
    probe_by_control.control = court.judge.control_due(do_others_wait=True, is_anybody_new=False)
    court.judge.answered(probe_by_control, an_answer(oppslagstidspunkt="2031-01-01T00:00:00+01:00"), 81.0)
    [charged] = court.failed(probe.trial, 90.0, THROTTLED)
    assert charged.trial.throttled == 2


async def test_a_failure_of_ones_own_does_not_lower_the_limit() -> None:
    court = Court()
    for number in range(40):
        court.answered(number, float(number))
    limit = court.limit.limit
    for number in range(40, 50):
        court.failed(make.trial(number), 40.0, FAILED)
    court.answered(51, 41.0)
    assert court.limit.limit == limit


async def test_who_is_answered_after_a_failure_has_met_too_much_load() -> None:
    court = Court()
    for number in range(40):
        court.answered(number, float(number))
    limit = court.limit.limit
    for number in range(40, 50):
        again = replace(make.trial(number, is_suspect=True, charged=1), spent_seconds=1.0)
        court.judge.answered(court.flight(again, 41.0), an_answer(), 42.0)
    assert court.limit.limit < limit


async def test_with_more_than_a_tenth_failing_the_limit_is_halved_and_the_last_attempts_wait_a_minute() -> None:
    court = Court()
    for number in range(180):
        court.answered(number, float(number))
    for number in range(180, 201):
        assert court.judge.opens_at(Lane.SLOW) == float("-inf")
        court.failed(make.trial(number), float(number), FAILED, seconds=0.1)
        court.answered(1000, number + 0.5, is_suspect=True)
    assert court.limit.limit == 4
    assert court.judge.opens_at(Lane.SLOW) == 200 + 1.5 + 60
    assert court.judge.opens_at(Lane.MAIN) == float("-inf")


@pytest.mark.parametrize(
    ("before", "lane"),
    [
        (make.trial(1), Lane.SECOND),
        (make.trial(1, lane=Lane.SECOND, is_suspect=True), Lane.SLOW),
        (make.trial(1, is_suspect=True), Lane.SLOW),
    ],
    ids=["at first", "again", "one that has failed"],
)
async def test_who_kept_a_place_for_too_long_is_put_off_and_not_charged(before: Trial, lane: Lane) -> None:
    court = Court()
    [last] = court.judge.abandoned(court.flight(before, 0.0), 5.0)
    assert isinstance(last, PutOff)
    assert (last.trial.pending.attempts, last.trial.pending.charged) == (1, 0)
    assert (last.trial.pending.lane, last.trial.pending.is_suspect) == (lane, True)
