"""Decides whether, when and how often one identifier's failed attempt is repeated: backoff with jitter."""

from dataclasses import dataclass, field
from enum import Enum, auto

from tenacity import RetryCallState, Retrying, wait_random_exponential

from batch.errors import LookupTimeoutError, RegisterError, ServerFailedError
from batch.options.pacing_options import RetryOptions


class NextStep(Enum):
    """What becomes of an identifier whose attempt has failed."""

    AGAIN = auto()  #: another attempt after a wait
    LAST = auto()  #: another attempt when all others are done
    NONE = auto()  #: the error is final


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Exponential backoff with full jitter, for the errors whose class says that another attempt may succeed.

    `is_timeout_final`: in test environments an identity that times out holds very many ektepakter, and the
    register's documentation advises to try another one instead (contract/ektepaktregisteret.md, "Errors").

    Only tenacity's formulas are used, each on a call state made by hand: its loop would hold a worker during the wait.
    """

    options: RetryOptions
    is_timeout_final: bool
    _tenacity: Retrying = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        backoff = wait_random_exponential(
            multiplier=self.options.backoff_seconds, max=self.options.backoff_ceiling_seconds
        )
        strategies = Retrying(wait=backoff)
        object.__setattr__(self, "_tenacity", strategies)  # the class is frozen

    def can_retry(self, error: RegisterError) -> bool:
        if isinstance(error, LookupTimeoutError) and self.is_timeout_final:
            return False
        return error.can_retry

    def next_step(
        self, error: RegisterError, *, attempts: int, spent_seconds: float = 0.0, is_put_last: bool = False
    ) -> NextStep:
        """Decide after so many attempts, the last of which failed with `error`.

        A time-out is repeated only when all others are done, since it holds a place for so long.
        """
        is_last = attempts >= self.options.attempts
        if is_last or not self.can_retry(error) or spent_seconds >= self.options.deadline_seconds:
            return NextStep.NONE
        if is_put_last:
            return NextStep.AGAIN
        if attempts == self.options.attempts - 1 or isinstance(error, LookupTimeoutError):
            return NextStep.LAST
        return NextStep.AGAIN

    def wait_seconds(self, error: RegisterError, *, attempts: int) -> float:
        """Return how long to wait (seconds) after so many attempts.

        A `Retry-After` is the least wait, up to the ceiling.
        """
        backoff = float(self._tenacity.wait(self._call_state(attempts)))
        asked_for = error.retry_after_seconds if isinstance(error, ServerFailedError) else None
        return max(backoff, min(asked_for or 0.0, self.options.backoff_ceiling_seconds))

    def _call_state(self, attempts: int) -> RetryCallState:
        state = RetryCallState(retry_object=self._tenacity, fn=None, args=(), kwargs={})
        state.attempt_number = attempts
        return state
