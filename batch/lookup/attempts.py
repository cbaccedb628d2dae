"""Looks one identity up: as many attempts as the policy allows, one outcome."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

import structlog

from batch.errors import (
    Answered,
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

_log = structlog.get_logger(__name__)
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
        trace = _Trace(lookup.lookup_id)
        try:
            answer = await self._fetch(lookup.identity, trace)
        except tuple(_KINDS) as error:
            return self._failed(trace, error)
        kind = OutcomeKind.FOUND if answer.oppslag.has_ektepakt else OutcomeKind.EMPTY
        return trace.outcome(kind, Answered(http_status=answer.http_status), body=answer.body)

    async def _fetch(self, identity: Identity, trace: "_Trace") -> Answer:
        """Make attempt after attempt, until one succeeds or the policy says that it was the last."""
        while True:
            trace.begin(self._clock)
            try:
                return await self._register.fetch(identity)
            except RegisterError as error:
                wait_seconds = self._policy.wait_before_another(error, attempts=trace.attempts)
                _log.debug(
                    "attempt failed",
                    lookup_id=trace.lookup_id,
                    attempt=trace.attempts,
                    error=str(error),
                    wait_seconds=wait_seconds,
                )
                if wait_seconds is None:
                    raise
            finally:
                trace.end(self._clock)
            await self._sleep(wait_seconds)

    def _failed(self, trace: "_Trace", error: RegisterError) -> Outcome:
        """Account for the last error; `feilmelding` is the register's own, or says what was wrong with a 200."""
        kind = next(kind for error_class, kind in _KINDS.items() if isinstance(error, error_class))
        if kind is OutcomeKind.TIMEOUT and self._policy.is_timeout_final:
            kind = OutcomeKind.SLOW_SKIPPED
        if error.answered.feilmelding is None and kind in {OutcomeKind.BAD_RESPONSE, OutcomeKind.NETWORK_ERROR}:
            return trace.outcome(kind, replace(error.answered, feilmelding=str(error)))
        return trace.outcome(kind, error.answered)


class _Trace:
    """What the attempts for one identity have come to so far."""

    __slots__ = ("_began", "_duration_seconds", "_first_at", "_last_at", "attempts", "lookup_id")

    def __init__(self, lookup_id: int) -> None:
        self.lookup_id = lookup_id
        self._began = 0.0
        self._duration_seconds = 0.0
        self._first_at: datetime | None = None
        self._last_at: datetime | None = None
        self.attempts = 0

    def begin(self, clock: Clock) -> None:
        self.attempts += 1
        self._last_at = clock.now()
        self._first_at = self._first_at or self._last_at
        self._began = clock.monotonic()

    def end(self, clock: Clock) -> None:
        self._duration_seconds = clock.monotonic() - self._began

    def outcome(self, kind: OutcomeKind, answered: Answered, body: bytes | None = None) -> Outcome:
        return Outcome(
            lookup_id=self.lookup_id,
            kind=kind,
            attempts=self.attempts,
            http_status=answered.http_status,
            korrelasjonsid=answered.korrelasjonsid,
            feilmelding=answered.feilmelding,
            duration_ms=round(self._duration_seconds * 1000),
            first_attempt_at=self._first_at,
            last_attempt_at=self._last_at,
            body=body,
        )
