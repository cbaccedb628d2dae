"""Looks one identity up: as many attempts as the policy allows, one outcome."""

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from batch.errors import (
    BadResponseError,
    EnvironmentGuardError,
    LookupTimeoutError,
    NetworkFailedError,
    RegisterError,
    RejectedError,
    ServerFailedError,
)
from batch.identity import Identity
from batch.outcome import Lookup, Outcome, OutcomeKind
from batch.register import Answer
from batch.retry import RetryPolicy

_KINDS: dict[type[RegisterError], OutcomeKind] = {
    EnvironmentGuardError: OutcomeKind.WRONG_ENVIRONMENT,
    RejectedError: OutcomeKind.REJECTED,
    ServerFailedError: OutcomeKind.SERVER_ERROR,
    LookupTimeoutError: OutcomeKind.TIMEOUT,
    NetworkFailedError: OutcomeKind.NETWORK_ERROR,
    BadResponseError: OutcomeKind.BAD_RESPONSE,
}
"""The errors that are an identifier's; every other one is the run's problem, and stops it."""


class Register(Protocol):
    """What is needed of the register client."""

    async def fetch(self, identity: Identity) -> Answer: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The time of day for people, and a clock that only goes forward for durations (seconds)."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic


class Attempts:
    """Makes the attempts for one identity at a time; safe for any number of concurrent callers."""

    def __init__(
        self, *, register: Register, policy: RetryPolicy, sleep: Callable[[float], Awaitable[None]], clock: Clock
    ) -> None:
        self._register = register
        self._policy = policy
        self._sleep = sleep
        self._clock = clock

    async def look_up(self, lookup: Lookup) -> Outcome:
        """Return the lookup's outcome.

        Raises the RegisterErrors that are no identifier's, whatever the token source raises, and whatever the
        sleep between two attempts raises.
        """
        trace = _Trace(lookup, self._clock)
        try:
            answer: Answer = await self._policy.retrying(self._sleep)(self._attempt, lookup.identity, trace)
        except tuple(_KINDS) as error:
            return self._failed(trace.so_far, error)
        kind = OutcomeKind.FOUND if answer.oppslag.has_ektepakt else OutcomeKind.EMPTY
        return replace(trace.so_far, kind=kind, http_status=answer.http_status, body=answer.body)

    async def _attempt(self, identity: Identity, trace: "_Trace") -> Answer:
        with trace.attempt():
            return await self._register.fetch(identity)

    def _failed(self, so_far: Outcome, error: RegisterError) -> Outcome:
        """Account for the last error; `feilmelding` is the register's own, or says what was wrong with a 200."""
        kind = next(kind for error_class, kind in _KINDS.items() if isinstance(error, error_class))
        if kind is OutcomeKind.TIMEOUT and self._policy.is_timeout_final:
            kind = OutcomeKind.SLOW_SKIPPED
        is_ours = kind in {OutcomeKind.BAD_RESPONSE, OutcomeKind.NETWORK_ERROR}
        return replace(
            so_far,
            kind=kind,
            http_status=error.answered.http_status,
            korrelasjonsid=error.answered.korrelasjonsid,
            feilmelding=error.answered.feilmelding or (str(error) if is_ours else None),
        )


class _Trace:
    """What the attempts for one identity have come to so far, as an outcome that is not yet decided."""

    def __init__(self, lookup: Lookup, clock: Clock) -> None:
        self.so_far = Outcome(lookup_id=lookup.lookup_id, kind=OutcomeKind.NOT_RUN)
        self._clock = clock

    @contextmanager
    def attempt(self) -> Iterator[None]:
        began, at = self._clock.monotonic(), self._clock.now()
        try:
            yield
        finally:
            self.so_far = replace(
                self.so_far,
                attempts=self.so_far.attempts + 1,
                first_attempt_at=self.so_far.first_attempt_at or at,
                last_attempt_at=at,
                duration_ms=round((self._clock.monotonic() - began) * 1000),
            )
