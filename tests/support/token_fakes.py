"""A clock one moves by hand, and a token endpoint whose every answer a test decides."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from batch.maskinporten import AccessToken, TokenRefresher

BEGINNING = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class HandClock:
    """Stands still until it is moved; who sleeps is woken when the clock has come that far."""

    def __init__(self) -> None:
        self._elapsed = 1000.0
        self._slept = 0.0
        self._sleepers: list[tuple[float, asyncio.Event]] = []
        self.sleeps: list[float] = []

    def now(self) -> datetime:
        return BEGINNING + timedelta(seconds=self.monotonic() - 1000)

    def monotonic(self) -> float:
        return self._elapsed + self._slept

    def awake(self) -> float:
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        woken = asyncio.Event()
        self._sleepers.append((self._elapsed + seconds, woken))
        await woken.wait()

    def advance(self, seconds: float) -> None:
        self._elapsed += seconds
        for wakes_at, woken in self._sleepers:
            if wakes_at <= self._elapsed:
                woken.set()
        self._sleepers = [each for each in self._sleepers if not each[1].is_set()]

    def sleep_machine(self, seconds: float) -> None:
        """Close the laptop's lid: tokens age, and nobody's timer goes on."""
        self._slept += seconds

    def advance_to_next_sleeper(self) -> None:
        self.advance(max(0.0, min(wakes_at for wakes_at, _ in self._sleepers) - self._elapsed))

    @property
    def sleeper_count(self) -> int:
        return len(self._sleepers)


class HandEndpoint:
    """Holds every request for a token until the test answers it, and refuses to have two under way."""

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock
        self._request: asyncio.Future[AccessToken] | None = None
        self.request_count = 0
        self.most_in_flight = 0
        self._in_flight = 0
        self.expires_at: dict[str, float] = {}

    @property
    def is_asked(self) -> bool:
        return self._request is not None and not self._request.done()

    async def fetch(self) -> AccessToken:
        self.request_count += 1
        self._in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self._in_flight)
        self._asked_at = self._clock.monotonic()
        self._request = asyncio.get_running_loop().create_future()
        try:
            return await self._request
        finally:
            self._in_flight -= 1

    def grant(self, expires_in: float = 120.0) -> AccessToken:
        """Answer with a new token, which the server counts from when it was asked."""
        token = AccessToken(value=f"token-{self.request_count}", expires_in=expires_in)
        self.expires_at[token.value] = self._asked_at + expires_in
        self._pending().set_result(token)
        return token

    def fail(self, error: Exception) -> None:
        self._pending().set_exception(error)

    def _pending(self) -> "asyncio.Future[AccessToken]":
        assert self.is_asked, "nobody has asked for a token"
        assert self._request is not None
        return self._request


async def settle() -> None:
    """Let every task go as far as it can without time or an answer."""
    for _ in range(30):
        await asyncio.sleep(0)


def waiters(refresher: TokenRefresher, count: int) -> list[asyncio.Task[AccessToken]]:
    return [asyncio.create_task(refresher.token()) for _ in range(count)]


async def results(tasks: list[asyncio.Task[AccessToken]]) -> list[Any]:
    return await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), timeout=5)


async def first_token(refresher: TokenRefresher, endpoint: HandEndpoint, expires_in: float = 120.0) -> AccessToken:
    tasks = waiters(refresher, 1)
    await settle()
    token = endpoint.grant(expires_in)
    assert await results(tasks) == [token]
    return token
