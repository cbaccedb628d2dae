from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import builders as make
import pytest

from batch.errors import (
    AccessDeniedError,
    Answered,
    BadResponseError,
    LookupTimeoutError,
    NetworkFailedError,
    RegisterError,
    RejectedError,
    ServerFailedError,
    TokenUnavailableError,
    WrongAddressError,
)
from batch.identity import Identity
from batch.lookup.attempts import Attempts, Clock
from batch.outcome import Outcome, OutcomeKind
from batch.register import Answer
from batch.register.responses import read_response
from batch.retry import RetryOptions, RetryPolicy

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
FAILED = Answered(http_status=500, korrelasjonsid="41c0b5b3", feilmelding="Tjenesten feilet på serversiden")


class MovedClock:
    """A clock that only a sleep and an attempt move."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def as_clock(self) -> Clock:
        return Clock(now=lambda: BEGINNING + timedelta(seconds=self.seconds), monotonic=lambda: self.seconds)


class ScriptedRegister:
    """Answers with the next of what it is given; each attempt takes a quarter of a second."""

    def __init__(self, clock: MovedClock, script: Sequence[BaseException | Answer]) -> None:
        self._clock = clock
        self._script = list(script)

    async def fetch(self, identity: Identity) -> Answer:
        self._clock.seconds += 0.25
        match self._script.pop(0):
            case Answer() as answer:
                return answer
            case error:
                raise error

    @property
    def is_exhausted(self) -> bool:
        return not self._script


def an_answer() -> Answer:
    return read_response(status=200, body=make.example_body(), rolleinnehaver=make.EXAMPLE_FNR)


async def look_up(
    *script: BaseException | Answer, attempts: int = 3, is_test: bool = True
) -> tuple[Outcome, MovedClock, ScriptedRegister]:
    clock = MovedClock()
    register = ScriptedRegister(clock, script)
    policy = RetryPolicy(options=RetryOptions(attempts=attempts), is_timeout_final=is_test)
    looking = Attempts(register=register, policy=policy, sleep=clock.sleep, clock=clock.as_clock())
    return await looking.look_up(make.lookup(7)), clock, register


async def test_an_answer_at_once_is_one_attempt() -> None:
    outcome, clock, _ = await look_up(an_answer())
    assert (outcome.lookup_id, outcome.kind, outcome.attempts, outcome.http_status) == (7, OutcomeKind.FOUND, 1, 200)
    assert (outcome.duration_ms, outcome.body) == (250, make.example_body())
    assert clock.slept == []


@pytest.mark.parametrize(
    "passing",
    [
        ServerFailedError("500", answered=FAILED),
        NetworkFailedError("reset"),
        BadResponseError("cut short"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_passes_is_tried_again_after_a_wait(passing: RegisterError) -> None:
    outcome, clock, register = await look_up(passing, passing, an_answer())
    assert (outcome.kind, outcome.attempts) == (OutcomeKind.FOUND, 3)
    assert register.is_exhausted
    assert len(clock.slept) == 2
    assert outcome.first_attempt_at == BEGINNING
    assert outcome.last_attempt_at == BEGINNING + timedelta(seconds=0.5 + sum(clock.slept))
    assert outcome.duration_ms == 250
    assert outcome.feilmelding is None


@pytest.mark.parametrize(
    ("error", "kind", "feilmelding"),
    [
        (ServerFailedError("500", answered=FAILED), OutcomeKind.SERVER_ERROR, FAILED.feilmelding),
        (
            NetworkFailedError("the connection failed (reset)"),
            OutcomeKind.NETWORK_ERROR,
            "the connection failed (reset)",
        ),
        (BadResponseError("cut short", answered=Answered(http_status=200)), OutcomeKind.BAD_RESPONSE, "cut short"),
    ],
)
async def test_what_lasts_is_accounted_for_after_the_last_attempt(
    error: RegisterError, kind: OutcomeKind, feilmelding: str
) -> None:
    outcome, _, register = await look_up(error, error, error)
    assert (outcome.kind, outcome.attempts, outcome.feilmelding) == (kind, 3, feilmelding)
    assert (outcome.http_status, outcome.korrelasjonsid) == (error.answered.http_status, error.answered.korrelasjonsid)
    assert outcome.body is None
    assert register.is_exhausted


async def test_a_rejected_request_is_never_repeated() -> None:
    outcome, clock, _ = await look_up(RejectedError("400", answered=Answered(http_status=400, feilmelding="Feil i")))
    assert (outcome.kind, outcome.attempts, outcome.feilmelding) == (OutcomeKind.REJECTED, 1, "Feil i")
    assert clock.slept == []


async def test_a_time_out_in_a_test_environment_is_slow_at_once() -> None:
    outcome, clock, _ = await look_up(LookupTimeoutError("no answer in time"), is_test=True)
    assert (outcome.kind, outcome.attempts, outcome.feilmelding) == (OutcomeKind.SLOW_SKIPPED, 1, None)
    assert clock.slept == []


async def test_a_time_out_in_production_is_tried_again() -> None:
    timeout = LookupTimeoutError("no answer in time")
    outcome, _, _ = await look_up(timeout, timeout, timeout, is_test=False)
    assert (outcome.kind, outcome.attempts) == (OutcomeKind.TIMEOUT, 3)


@pytest.mark.parametrize(
    "error", [AccessDeniedError("403"), WrongAddressError("404"), TokenUnavailableError("Maskinporten is away")]
)
async def test_what_is_the_runs_problem_is_no_outcome(error: Exception) -> None:
    with pytest.raises(type(error)):
        await look_up(error)
