"""Whether, when and how often an attempt is made again."""

import pytest
from support import builders as make

from batch.errors import (
    AccessDeniedError,
    Answered,
    BadResponseError,
    EnvironmentGuardError,
    LanguageRefusedError,
    LookupTimeoutError,
    NetworkFailedError,
    ProxyAuthenticationError,
    RegisterDownError,
    RegisterError,
    RejectedError,
    ServerFailedError,
    SubjectNotFoundError,
)
from batch.identity.environment import Environment
from batch.lookup.pacing.retry_policy import NextStep, RetryPolicy
from batch.options.pacing_options import RetryOptions

SERVER_FAILED = ServerFailedError("failed", answered=Answered(http_status=500))
TRANSIENT = (
    SERVER_FAILED,
    NetworkFailedError("reset"),
    BadResponseError("cut short"),
    make.door_error(),
    AccessDeniedError("403"),
)
FINAL = (
    ProxyAuthenticationError("407"),
    SubjectNotFoundError("404"),
    RejectedError("400"),
    EnvironmentGuardError("kept"),
    LanguageRefusedError("400"),
    RegisterDownError("down"),
)
DRAWS = 300


def policy(environment: Environment = Environment.PROD, **options: float) -> RetryPolicy:
    return RetryPolicy(options=RetryOptions(**options), is_timeout_final=environment.is_test)  # type: ignore[arg-type]


def _name(error: RegisterError) -> str:
    return type(error).__name__


@pytest.mark.parametrize("environment", Environment)
@pytest.mark.parametrize("error", TRANSIENT, ids=_name)
def test_what_may_pass_is_tried_again_in_every_environment(environment: Environment, error: RegisterError) -> None:
    assert policy(environment).next_step(error, attempts=1) is NextStep.AGAIN


@pytest.mark.parametrize("environment", Environment)
@pytest.mark.parametrize("error", FINAL, ids=_name)
def test_what_stays_wrong_is_never_tried_again(environment: Environment, error: RegisterError) -> None:
    assert policy(environment).next_step(error, attempts=1) is NextStep.NONE


def test_every_error_of_the_register_is_placed() -> None:
    placed = {type(error) for error in (*TRANSIENT, *FINAL)} | {LookupTimeoutError}
    assert placed == set(RegisterError.__subclasses__())


@pytest.mark.parametrize(
    ("environment", "step"),
    [(Environment.SANDBOX, NextStep.NONE), (Environment.PPE, NextStep.NONE), (Environment.PROD, NextStep.LAST)],
)
def test_a_time_out_is_final_in_test_environments_and_put_last_in_production(
    environment: Environment, step: NextStep
) -> None:
    assert policy(environment).next_step(LookupTimeoutError("slow"), attempts=1) is step


@pytest.mark.parametrize(
    ("attempts_allowed", "attempts_made", "step"),
    [
        (1, 1, NextStep.NONE),
        (2, 1, NextStep.LAST),
        (2, 2, NextStep.NONE),
        (4, 2, NextStep.AGAIN),
        (4, 3, NextStep.LAST),
        (4, 4, NextStep.NONE),
        (4, 5, NextStep.NONE),
    ],
)
def test_there_are_as_many_attempts_as_allowed_the_last_of_them_when_all_others_are_done(
    attempts_allowed: int, attempts_made: int, step: NextStep
) -> None:
    assert policy(attempts=attempts_allowed).next_step(SERVER_FAILED, attempts=attempts_made) is step


@pytest.mark.parametrize(("error", "attempts"), [(SERVER_FAILED, 3), (LookupTimeoutError("slow"), 1)])
def test_what_is_put_last_is_not_put_last_again(error: RegisterError, attempts: int) -> None:
    assert policy().next_step(error, attempts=attempts, is_put_last=True) is NextStep.AGAIN


@pytest.mark.parametrize(("spent", "step"), [(9.9, NextStep.AGAIN), (10.0, NextStep.NONE), (11.0, NextStep.NONE)])
def test_there_is_so_much_time_for_each_and_no_more(spent: float, step: NextStep) -> None:
    assert policy(deadline_seconds=10.0).next_step(SERVER_FAILED, attempts=1, spent_seconds=spent) is step


@pytest.mark.parametrize(("attempts_made", "longest"), [(1, 0.5), (2, 1.0), (3, 2.0), (4, 4.0), (5, 5.0), (6, 5.0)])
def test_the_longest_wait_doubles_up_to_the_ceiling(attempts_made: int, longest: float) -> None:
    waits = _waits(policy(attempts=99, backoff_seconds=0.5, backoff_ceiling_seconds=5.0), attempts_made)
    assert min(waits) >= 0
    assert longest * 0.9 < max(waits) <= longest


def test_a_wait_is_drawn_between_nothing_and_the_longest() -> None:
    waits = _waits(policy(attempts=99, backoff_seconds=1.0), 1)
    assert sum(wait < 0.25 for wait in waits) > DRAWS / 10
    assert sum(wait > 0.75 for wait in waits) > DRAWS / 10


def test_without_backoff_the_next_attempt_is_made_at_once() -> None:
    assert set(_waits(policy(attempts=99, backoff_seconds=0), 3)) == {0.0}


def test_a_wait_stays_finite_after_very_many_attempts() -> None:
    waits = _waits(policy(attempts=10_000_000, backoff_ceiling_seconds=2.0), 100_000)
    assert max(waits) <= 2.0


def _waits(of: RetryPolicy, attempts_made: int) -> list[float]:
    return [of.wait_seconds(SERVER_FAILED, attempts=attempts_made) for _ in range(DRAWS)]


@pytest.mark.parametrize(("asked_for", "waited"), [(17.0, 17.0), (3600.0, 30.0), (float("inf"), 30.0)])
def test_what_the_register_asks_for_is_the_least_wait_up_to_the_longest(asked_for: float, waited: float) -> None:
    policy = RetryPolicy(options=RetryOptions(backoff_seconds=0, backoff_ceiling_seconds=30), is_timeout_final=True)
    error = ServerFailedError("503", answered=Answered(http_status=503), retry_after_seconds=asked_for)
    assert policy.wait_seconds(error, attempts=1) == waited
