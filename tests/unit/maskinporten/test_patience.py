"""What a failed or refused refresh does to those who wait, and to those who go on."""

import asyncio
import gc
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from support.token_fakes import HandClock, HandEndpoint, first_token, results, settle, waiters

from batch.errors import CertificateExpiredError, GrantRefusedError, TokenRefusedError, TokenUnavailableError
from batch.maskinporten import TokenRefresher
from batch.options.refresh_options import RefreshOptions

REFUSAL = TokenRefusedError("Expired key", code="MP-121", remedy="Post it again")
STALE = GrantRefusedError("Issue time is after now", code="MP-130", remedy="Set the clock")
OUTAGE = TokenUnavailableError("Maskinporten answered 503")


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


async def test_a_failed_early_refresh_keeps_the_old_token_and_pauses(clock: HandClock, endpoint: HandEndpoint) -> None:
    options = RefreshOptions(patience_seconds=0, early_pause_seconds=5)
    async with TokenRefresher(endpoint=endpoint, clock=clock, options=options) as refresher:
        old = await first_token(refresher, endpoint)
        clock.advance(91)
        assert await refresher.token() is old
        await settle()
        endpoint.fail(OUTAGE)
        await settle()

        clock.advance(4.9)
        assert await refresher.token() is old
        await settle()
        assert endpoint.request_count == 2

        clock.advance(0.2)
        assert await refresher.token() is old
        await settle()
        assert endpoint.request_count == 3
        new = endpoint.grant()
        await settle()
        assert await refresher.token() is new


async def test_an_early_refresh_that_fails_unseen_is_no_complaint_of_the_event_loop(
    clock: HandClock, endpoint: HandEndpoint
) -> None:
    complaints: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    options = RefreshOptions(patience_seconds=0, early_pause_seconds=0)
    async with TokenRefresher(endpoint=endpoint, clock=clock, options=options) as refresher:
        await first_token(refresher, endpoint)
        clock.advance(91)
        for _ in range(2):
            await refresher.token()
            await settle()
            endpoint.fail(OUTAGE)
            await settle()
    del refresher
    gc.collect()
    await settle()
    assert complaints == []


async def test_an_outage_is_waited_out_with_a_new_request_each_time(
    refresher: TokenRefresher, endpoint: HandEndpoint, clock: HandClock
) -> None:
    tasks = waiters(refresher, 20)
    await settle()
    for _ in range(9):
        endpoint.fail(OUTAGE)
        await settle()
        assert not any(task.done() for task in tasks)
        clock.advance_to_next_sleeper()
        await settle()
    token = endpoint.grant()
    assert await results(tasks) == [token] * 20
    assert (endpoint.request_count, refresher.fetched_count) == (10, 1)
    ceilings = [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert all(0 <= slept <= ceiling for slept, ceiling in zip(clock.sleeps, ceilings, strict=True))


async def test_when_patience_is_over_all_who_wait_are_told(endpoint: HandEndpoint, clock: HandClock) -> None:
    options = RefreshOptions(patience_seconds=60)
    async with TokenRefresher(endpoint=endpoint, clock=clock, options=options) as refresher:
        began = clock.awake()
        tasks = waiters(refresher, 20)
        await settle()
        while not tasks[0].done():
            endpoint.fail(OUTAGE)
            await settle()
            if clock.sleeper_count:
                clock.advance_to_next_sleeper()
                await settle()
        failures = await results(tasks)
        assert {type(each) for each in failures} == {TokenUnavailableError}
        assert re.match(
            r"no token from Maskinporten within \d\d s; the last try: Maskinporten answered 503;", str(failures[0])
        )
        assert clock.awake() - began < 60

        again = waiters(refresher, 1)
        await settle()
        token = endpoint.grant()
        assert await results(again) == [token]


async def test_a_refusal_for_good_is_told_to_all_and_not_tried_again(
    refresher: TokenRefresher, endpoint: HandEndpoint
) -> None:
    tasks = waiters(refresher, 50)
    await settle()
    endpoint.fail(REFUSAL)
    told = await results(tasks)
    assert {type(each) for each in told} == {TokenRefusedError}
    for _ in range(3):
        with pytest.raises(TokenRefusedError, match="Post it again"):
            await refresher.token()
    assert endpoint.request_count == 1


async def test_a_refusal_while_the_old_token_lives_lets_it_live(
    refresher: TokenRefresher, endpoint: HandEndpoint, clock: HandClock
) -> None:
    old = await first_token(refresher, endpoint)
    clock.advance(91)
    await refresher.token()
    await settle()
    endpoint.fail(REFUSAL)
    await settle()
    clock.advance(10)
    assert await refresher.token() is old
    clock.advance(10)
    with pytest.raises(TokenRefusedError):
        await refresher.token()
    assert endpoint.request_count == 2


async def test_a_stale_grant_is_rebuilt_once(refresher: TokenRefresher, endpoint: HandEndpoint) -> None:
    tasks = waiters(refresher, 5)
    await settle()
    endpoint.fail(STALE)
    await settle()
    token = endpoint.grant()
    assert await results(tasks) == [token] * 5
    assert endpoint.request_count == 2


async def test_a_second_stale_grant_is_a_refusal_for_good(refresher: TokenRefresher, endpoint: HandEndpoint) -> None:
    tasks = waiters(refresher, 5)
    await settle()
    endpoint.fail(STALE)
    await settle()
    endpoint.fail(STALE)
    assert {type(each) for each in await results(tasks)} == {GrantRefusedError}
    with pytest.raises(TokenRefusedError):
        await refresher.token()
    assert endpoint.request_count == 2


async def test_a_token_that_expired_during_a_sleep_of_the_machine_is_not_used(
    refresher: TokenRefresher, endpoint: HandEndpoint, clock: HandClock
) -> None:
    await first_token(refresher, endpoint)
    clock.sleep_machine(8 * 3600)
    tasks = waiters(refresher, 3)
    await settle()
    new = endpoint.grant()
    assert await results(tasks) == [new] * 3


async def test_a_sleep_of_the_machine_uses_up_no_patience(
    refresher: TokenRefresher, endpoint: HandEndpoint, clock: HandClock
) -> None:
    tasks = waiters(refresher, 3)
    await settle()
    clock.sleep_machine(8 * 3600)
    endpoint.fail(OUTAGE)
    await settle()
    clock.advance_to_next_sleeper()
    await settle()
    token = endpoint.grant()
    assert await results(tasks) == [token] * 3


async def test_a_token_that_arrives_expired_is_asked_for_again(
    refresher: TokenRefresher, endpoint: HandEndpoint, clock: HandClock
) -> None:
    tasks = waiters(refresher, 1)
    await settle()
    clock.advance(15)
    endpoint.grant(5)
    await settle()
    assert not tasks[0].done()
    clock.advance_to_next_sleeper()
    await settle()
    token = endpoint.grant(5)
    assert await results(tasks) == [token]


async def test_key_material_that_has_expired_meanwhile_is_told_to_all(
    refresher: TokenRefresher, endpoint: HandEndpoint, clock: HandClock
) -> None:
    tasks = waiters(refresher, 3)
    await settle()
    endpoint.fail(CertificateExpiredError("the certificate in own.p12 expired", not_after=clock.now()))
    assert {type(each) for each in await results(tasks)} == {CertificateExpiredError}
