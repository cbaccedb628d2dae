"""Decides how long a token is retried for: through an outage, with backoff and a new grant each time."""

from typing import Protocol

import structlog
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_random_exponential

from batch.errors import GrantRefusedError, NoWayOutError, TokenAddressError, TokenError, TokenUnavailableError
from batch.maskinporten.clock import TokenClock
from batch.maskinporten.lease import AccessToken, Lease, LeaseWindow, lease_token
from batch.network.unreached import Unreached
from batch.options.refresh_options import RefreshOptions

_REMEDY = "check the network, a proxy between, and EKTEPAKT_TOKEN_URL; then try again"
# As at the register: one of several nodes can be set up wrongly (contract/ektepaktregisteret.md, "Errors").
_TRIES_AT_A_WRONG_ADDRESS = 2
# How long a page, redirect or 404 is waited for after a token was given: a restart of an ingress takes seconds.
_DOOR_SECONDS = 60.0
_log = structlog.get_logger(__name__)


class TokenFetcher(Protocol):
    """Exchanges a new grant for a token each time it is asked (TokenEndpoint)."""

    async def fetch(self) -> AccessToken:
        """Return a token, or raise TokenRefusedError, TokenAddressError or TokenUnavailableError."""


class PatientFetcher:
    """Retries until there is a token, a refusal, or the patience is used up.

    Patience counts the seconds that the machine was awake: a laptop that slept through the night has not waited.
    """

    def __init__(self, *, endpoint: TokenFetcher, clock: TokenClock, options: RefreshOptions) -> None:
        self._endpoint = endpoint
        self._clock = clock
        self._options = options
        self._unreached = Unreached()
        self._has_given = False

    async def fetch(self) -> Lease:
        """Return a token still usable when it arrives.

        Raises TokenRefusedError; TokenAddressError soon, and TokenUnavailableError when patience is over.
        """
        begun_at = self._clock.awake()
        patience = _Patience(
            clock=self._clock, options=self._options, unreached=self._unreached, has_given=self._has_given
        )
        retrying = AsyncRetrying(
            sleep=self._clock.sleep,
            retry=retry_if_exception_type((TokenUnavailableError, TokenAddressError)),
            stop=patience.is_over,
            wait=wait_random_exponential(
                multiplier=self._options.backoff_seconds, max=self._options.backoff_ceiling_seconds
            ),
            before_sleep=_log_wait,
            reraise=True,
        )
        try:
            lease: Lease = await retrying(self._rebuild_once)
        except TokenUnavailableError as error:
            waited = round(self._clock.awake() - begun_at)
            raise TokenUnavailableError(
                f"no token from Maskinporten{f' within {waited} s; the last try' if waited else ''}: {error.what}",
                remedy=error.remedy or _REMEDY,
                http_status=error.http_status,
            ) from error
        self._unreached.note_reached()
        self._has_given = True
        return lease

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


class _Patience:
    """For how long one token is tried for; that depends on what the tries met.

    `has_given`: a token was given before, so that Maskinporten is at this address.
    """

    def __init__(self, *, clock: TokenClock, options: RefreshOptions, unreached: Unreached, has_given: bool) -> None:
        self._clock = clock
        self._options = options
        self._unreached = unreached
        self._has_given = has_given
        self._begun_at = clock.awake()
        self._at_wrong_address = 0  # tries that met what is no Maskinporten

    def is_over(self, state: RetryCallState) -> bool:
        """Decide after a failed try (tenacity's `stop`)."""
        error = state.outcome.exception() if state.outcome else None
        waited = self._clock.awake() - self._begun_at + state.upcoming_sleep
        if isinstance(error, NoWayOutError):
            is_given_up = self._unreached.is_given_up(error, now=self._clock.awake())
            return is_given_up or waited >= self._options.patience_seconds
        if isinstance(error, TokenAddressError) and error.may_pass and self._has_given:
            return waited >= min(_DOOR_SECONDS, self._options.patience_seconds)
        if isinstance(error, TokenAddressError):
            self._at_wrong_address += 1
            return self._at_wrong_address >= _TRIES_AT_A_WRONG_ADDRESS
        self._unreached.note_reached()
        return waited >= self._options.patience_seconds


def _log_wait(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    _log.warning(
        "no token yet, trying again",
        attempt=state.attempt_number,
        wait_seconds=round(state.upcoming_sleep, 1),
        error=error.what if isinstance(error, TokenError) else str(error),
    )
