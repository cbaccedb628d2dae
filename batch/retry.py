"""Decides whether, when and how often an attempt is made again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from batch.errors import LookupTimeoutError, RegisterError
from batch.options import option


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryOptions:
    """How an identifier's failed attempts are repeated."""

    attempts: int = option(4, "attempts for each identifier before its error is final", metavar="N", minimum=1)
    backoff_seconds: float = option(
        0.5, "longest wait before the second attempt; doubled before each further one", metavar="SECONDS", minimum=0
    )
    backoff_ceiling_seconds: float = option(
        30.0, "longest wait before any attempt", metavar="SECONDS", minimum=0, is_flag=False
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Exponential backoff with full jitter, for the errors whose class says that another attempt may succeed.

    `is_timeout_final`: in test environments an identity that times out holds very many ektepakter, and the
    register's documentation advises to try another one instead (contract/ektepaktregisteret.md, "Errors").
    """

    options: RetryOptions
    is_timeout_final: bool

    def can_retry(self, error: BaseException) -> bool:
        if isinstance(error, LookupTimeoutError) and self.is_timeout_final:
            return False
        return isinstance(error, RegisterError) and error.can_retry

    def retrying(self, sleep: Callable[[float], Awaitable[None]]) -> AsyncRetrying:
        """Return the loop of attempts for one identifier; the last error is raised as it is."""
        return AsyncRetrying(
            sleep=sleep,
            retry=retry_if_exception(self.can_retry),
            stop=stop_after_attempt(self.options.attempts),
            wait=wait_random_exponential(
                multiplier=self.options.backoff_seconds, max=self.options.backoff_ceiling_seconds
            ),
            reraise=True,
        )
