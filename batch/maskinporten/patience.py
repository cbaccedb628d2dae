"""Decides how long a token is retried for: through an outage, with backoff and a new grant each time."""

from typing import Protocol

import structlog
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_random_exponential

from batch.errors import GrantRefusedError, TokenUnavailableError
from batch.maskinporten.clock import TokenClock
from batch.maskinporten.lease import AccessToken, Lease, LeaseWindow, lease_token
from batch.options.refresh_options import RefreshOptions

_REMEDY = "check the network, a proxy between, and EKTEPAKT_TOKEN_URL; then try again"
_log = structlog.get_logger(__name__)


class TokenFetcher(Protocol):
    """Exchanges a new grant for a token each time it is asked (TokenEndpoint)."""

    async def fetch(self) -> AccessToken:
        """Return a token, or raise TokenRefusedError or TokenUnavailableError."""


class PatientFetcher:
    """Retries until there is a token, a refusal, or the patience is used up.

    Patience counts the seconds that the machine was awake: a laptop that slept through the night has not waited.
    """

    def __init__(self, *, endpoint: TokenFetcher, clock: TokenClock, options: RefreshOptions) -> None:
        self._endpoint = endpoint
        self._clock = clock
        self._options = options

    async def fetch(self) -> Lease:
        """Return a token still usable when it arrives; raise TokenRefusedError, or TokenUnavailableError at last."""
        begun_at = self._clock.awake()

        def is_patience_over(state: RetryCallState) -> bool:
            return self._clock.awake() - begun_at + state.upcoming_sleep >= self._options.patience_seconds

        retrying = AsyncRetrying(
            sleep=self._clock.sleep,
            retry=retry_if_exception_type(TokenUnavailableError),
            stop=is_patience_over,
            wait=wait_random_exponential(
                multiplier=self._options.backoff_seconds, max=self._options.backoff_ceiling_seconds
            ),
            before_sleep=_log_wait,
            reraise=True,
        )
        try:
            return await retrying(self._rebuild_once)
        except TokenUnavailableError as error:
            waited = round(self._clock.awake() - begun_at)
            raise TokenUnavailableError(
                f"no token from Maskinporten within {waited} s; the last try: {error.what}",
                remedy=error.remedy or _REMEDY,
                http_status=error.http_status,
            ) from error

    async def _rebuild_once(self) -> Lease:
        try:
            return await self._attempt()
        except GrantRefusedError as error:
            _log.warning("grant refused, sending a new one", code=error.code, description=error.description)
            return await self._attempt()

    async def _attempt(self) -> Lease:
        asked_at = self._clock.monotonic()
        token = await self._endpoint.fetch()
        arrived_at = self._clock.monotonic()
        lease = lease_token(token, asked_at=asked_at, options=self._options)
        if lease.window_at(arrived_at) is LeaseWindow.LATE:
            raise TokenUnavailableError(
                f"the token lives {token.expires_in:g} s and took {arrived_at - asked_at:.1f} s to arrive"
            )
        return lease


def _log_wait(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    _log.warning(
        "no token yet, trying again",
        attempt=state.attempt_number,
        wait_seconds=round(state.upcoming_sleep, 1),
        error=str(error),
    )
