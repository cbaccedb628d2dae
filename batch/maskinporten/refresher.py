"""Keeps one token for all look-ups, refreshed in the background by a single request at a time (single flight)."""

import asyncio
from contextvars import copy_context
from types import TracebackType
from typing import Self, assert_never

from batch.errors import TokenRefusedError, TokenUnavailableError
from batch.maskinporten.clock import SystemClock, TokenClock
from batch.maskinporten.lease import AccessToken, Lease, LeaseWindow
from batch.maskinporten.patience import PatientFetcher, TokenFetcher
from batch.options.refresh_options import RefreshOptions

CLOSED = "no token is handed out any more: the run is ending"


class TokenRefresher:
    """Hands out one token to everyone, with at most one refresh in flight (single flight).

    - A token is handed out only before its late window; from its early window on, a refresh runs in the background.
    - A refresh retries through an outage; when its patience is used up it fails for all who wait for it.
    - A permanent refusal is remembered: it is raised to everyone, and Maskinporten is not asked again.
    - A cancelled waiter cancels neither the refresh nor another waiter; `aclose` cancels the refresh and waits for it.

    A token ages while the machine sleeps, where the system has a clock for that (SystemClock). Where it has none, an
    expired token is handed out after the sleep; the register's 403 leads to `reject`, and that to a new token.
    """

    def __init__(
        self, *, endpoint: TokenFetcher, clock: TokenClock | None = None, options: RefreshOptions | None = None
    ) -> None:
        self._clock = clock or SystemClock()
        self._options = options or RefreshOptions()
        self._fetcher = PatientFetcher(endpoint=endpoint, clock=self._clock, options=self._options)
        self._lease: Lease | None = None
        self._refresh: asyncio.Task[None] | None = None
        self._pause_until = float("-inf")
        self._is_closed = False
        # A refresh belongs to everyone: it must not log the row of the worker that happened to start it.
        self._context = copy_context()
        self.fetched_count = 0

    @property
    def is_refreshing(self) -> bool:
        """Whether a refresh is in flight or in its backoff."""
        return self._refresh is not None and not self._refresh.done()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Cancel the refresh in flight, if any, and wait until it has ended."""
        self._is_closed = True
        if self._refresh is not None:
            self._refresh.cancel()
            await asyncio.wait([self._refresh])

    async def token(self) -> AccessToken:
        """Return the token, after a refresh when there is none to be used.

        Raises TokenRefusedError, TokenUnavailableError, or KeyMaterialError when the certificate has expired.
        """
        while (lease := self._usable_lease()) is None:
            await self._wait_for_refresh()
        return lease.token

    def reject(self, token: AccessToken) -> None:
        """Forget this token, which the register would not take; a newer one stays."""
        if self._lease is not None and self._lease.token is token:
            self._lease = None

    def _usable_lease(self) -> Lease | None:
        if self._is_closed:
            raise TokenUnavailableError(CLOSED)
        if self._lease is None:
            return None
        now = self._clock.monotonic()
        match self._lease.window_at(now):
            case LeaseWindow.FRESH:
                return self._lease
            case LeaseWindow.EARLY:
                if now >= self._pause_until:
                    self._running_refresh()
                return self._lease
            case LeaseWindow.LATE:
                return None
            case _ as unreachable:
                assert_never(unreachable)

    async def _wait_for_refresh(self) -> None:
        refresh = self._running_refresh()
        # Unlike awaiting the task, this neither cancels it with the waiter nor hands its cancellation on.
        await asyncio.wait([refresh])
        if refresh.cancelled():
            raise TokenUnavailableError(CLOSED)
        refresh.result()

    def _running_refresh(self) -> asyncio.Task[None]:
        """Return the refresh in flight, or the one that was refused permanently, or start a new one."""
        if self._refresh is None or (self._refresh.done() and not _is_refused(self._refresh)):
            self._refresh = asyncio.create_task(self._replace_lease(), name="token refresh", context=self._context)
        return self._refresh

    async def _replace_lease(self) -> None:
        try:
            self._lease = await self._fetcher.fetch()
        except BaseException:
            self._pause_until = self._clock.monotonic() + self._options.early_pause_seconds
            raise
        self.fetched_count += 1


def _is_refused(refresh: asyncio.Task[None]) -> bool:
    return not refresh.cancelled() and isinstance(refresh.exception(), TokenRefusedError)
