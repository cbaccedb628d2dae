"""One token for all workers: who waits, who goes on, and until when a token is used."""

import asyncio
from collections.abc import AsyncIterator
from contextvars import ContextVar

import pytest
from support.token_fakes import HandClock, HandEndpoint, first_token, results, settle, waiters

from batch.errors import TokenUnavailableError
from batch.maskinporten import AccessToken, TokenRefresher


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def endpoint(clock: HandClock) -> HandEndpoint:
    return HandEndpoint(clock)


@pytest.fixture
async def refresher(clock: HandClock, endpoint: HandEndpoint) -> AsyncIterator[TokenRefresher]:
    async with TokenRefresher(endpoint=endpoint, clock=clock) as refresher:
        yield refresher


async def test_five_hundred_waiters_share_one_request(refresher: TokenRefresher, endpoint: HandEndpoint) -> None:
    tasks = waiters(refresher, 500)
    await settle()
    token = endpoint.grant()
    assert await results(tasks) == [token] * 500
    assert (endpoint.request_count, refresher.fetched_count) == (1, 1)


async def test_a_fresh_token_is_used_without_another_request(
    refresher: TokenRefresher, endpoint: HandEndpoint, clock: HandClock
) -> None:
    token = await first_token(refresher, endpoint)
    clock.advance(89.9)
    assert await refresher.token() is token
    await settle()
    assert endpoint.request_count == 1


@pytest.mark.parametrize(
    ("expires_in", "early_from", "late_from"),
    [(600, 570, 590), (120, 90, 110), (30, 22.5, 27.5), (5, 3.75, 4.58)],
)
async def test_the_windows_are_clamped_to_the_lifetime(
    *,
    refresher: TokenRefresher,
    endpoint: HandEndpoint,
    clock: HandClock,
    expires_in: float,
    early_from: float,
    late_from: float,
) -> None:
    old = await first_token(refresher, endpoint, expires_in)
    clock.advance(early_from - 0.01)
    assert await refresher.token() is old
    await settle()
    assert not endpoint.is_asked

    clock.advance(0.02)
    assert await refresher.token() is old
    await settle()
    assert endpoint.is_asked

    clock.advance(late_from - early_from)
    waiting = waiters(refresher, 3)
    await settle()
    assert not any(task.done() for task in waiting)
    new = endpoint.grant(expires_in)
    assert await results(waiting) == [new] * 3
    assert endpoint.request_count == 2


async def test_the_lifetime_counts_from_before_the_request(
    refresher: TokenRefresher, endpoint: HandEndpoint, clock: HandClock
) -> None:
    tasks = waiters(refresher, 1)
    await settle()
    clock.advance(15)
    endpoint.grant(120)
    await results(tasks)
    clock.advance(94.9)
    await refresher.token()
    clock.advance(0.2)
    late = waiters(refresher, 1)
    await settle()
    assert not late[0].done()
    endpoint.grant(120)
    await results(late)


async def test_a_rejected_token_is_replaced_once_for_all(refresher: TokenRefresher, endpoint: HandEndpoint) -> None:
    old = await first_token(refresher, endpoint)
    for _ in range(20):
        refresher.reject(old)
    tasks = waiters(refresher, 20)
    await settle()
    new = endpoint.grant()
    assert await results(tasks) == [new] * 20
    refresher.reject(old)
    assert await refresher.token() is new
    assert (endpoint.request_count, refresher.fetched_count) == (2, 2)


async def test_a_cancelled_waiter_takes_nobody_along(refresher: TokenRefresher, endpoint: HandEndpoint) -> None:
    tasks = waiters(refresher, 10)
    await settle()
    for task in tasks[:5]:
        task.cancel()
    await settle()
    assert endpoint.is_asked
    token = endpoint.grant()
    told = await results(tasks)
    assert all(isinstance(each, asyncio.CancelledError) for each in told[:5])
    assert told[5:] == [token] * 5
    assert endpoint.request_count == 1


async def test_when_every_waiter_is_cancelled_the_token_is_there_for_the_next(
    refresher: TokenRefresher, endpoint: HandEndpoint
) -> None:
    tasks = waiters(refresher, 3)
    await settle()
    for task in tasks:
        task.cancel()
    await settle()
    token = endpoint.grant()
    await settle()
    assert await refresher.token() is token
    assert endpoint.request_count == 1


async def test_a_closed_refresher_leaves_nobody_waiting_and_no_task(endpoint: HandEndpoint, clock: HandClock) -> None:
    before = asyncio.all_tasks()
    refresher = TokenRefresher(endpoint=endpoint, clock=clock)
    tasks = waiters(refresher, 3)
    await settle()
    await refresher.aclose()
    assert {type(each) for each in await results(tasks)} == {TokenUnavailableError}
    with pytest.raises(TokenUnavailableError, match="the run is ending"):
        await refresher.token()
    assert asyncio.all_tasks() == before
    assert endpoint.request_count == 1


def test_a_token_is_not_shown() -> None:
    token = AccessToken(value="hemmelig", expires_in=120)
    assert "hemmelig" not in f"{token!r} {token} {[token]}"


@pytest.mark.parametrize("lifetime", [5, 30, 120, 600, 3600])
async def test_a_token_is_used_for_at_least_three_quarters_of_its_life(
    refresher: TokenRefresher, endpoint: HandEndpoint, clock: HandClock, lifetime: int
) -> None:
    await first_token(refresher, endpoint, lifetime)
    lifetimes, asks = 10, 4000
    for _ in range(asks):
        clock.advance(lifetimes * lifetime / asks)
        await refresher.token()
        await settle()
        if endpoint.is_asked:
            endpoint.grant(lifetime)
            await settle()
    assert lifetimes <= endpoint.request_count <= lifetimes / 0.75 + 1


async def test_a_refresh_knows_nothing_of_the_worker_that_started_it(clock: HandClock) -> None:
    row: ContextVar[int | None] = ContextVar("row", default=None)
    seen: list[int | None] = []

    class Endpoint:
        async def fetch(self) -> AccessToken:
            seen.append(row.get())
            return AccessToken(value="token", expires_in=120)

    async def look_up(refresher: TokenRefresher) -> None:
        row.set(17)
        await refresher.token()

    async with TokenRefresher(endpoint=Endpoint(), clock=clock) as refresher:
        await asyncio.create_task(look_up(refresher))
    assert seen == [None]
