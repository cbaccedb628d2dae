"""The capacity model: so many served at a time, so many waiting, nobody beyond."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator

import aiohttp
import pytest
from support.sandbox_dialogue import Dialogue

from batch.sandbox import EXAMPLE_DIGITS, Capacity, Faults, RetryAfter, Sandbox, Spread


@pytest.fixture
async def dialogue(sandbox: Sandbox) -> AsyncIterator[Dialogue]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        yield Dialogue(sandbox.settings, session)


async def statuses_of(dialogue: Dialogue, count: int) -> Counter[int]:
    token = await dialogue.token()
    url = f"{dialogue.settings['EKTEPAKT_REGISTER_URL']}/api/v1/fnr/{EXAMPLE_DIGITS}"

    async def status() -> int:
        async with dialogue.session.get(url, headers={"Authorization": f"Bearer {token}"}) as answer:
            await answer.read()
            return answer.status

    return Counter(await asyncio.gather(*(status() for _ in range(count))))


async def test_those_beyond_the_desks_wait(sandbox: Sandbox, dialogue: Dialogue) -> None:
    sandbox.faults = Faults(capacity=Capacity(served=2, queue=20, seconds=0.1, spread=Spread.CONSTANT))
    begun = time.monotonic()
    assert await statuses_of(dialogue, 6) == {200: 6}
    assert time.monotonic() - begun >= 0.3
    assert sandbox.memory.highest_in_flight == 6


async def test_those_beyond_the_queue_are_turned_away(sandbox: Sandbox, dialogue: Dialogue) -> None:
    capacity = Capacity(served=2, queue=3, seconds=0.3, spread=Spread.CONSTANT, retry_after=RetryAfter.SECONDS)
    sandbox.faults = Faults(capacity=capacity)
    assert await statuses_of(dialogue, 12) == {200: 5, 503: 7}


async def test_a_desk_is_free_again_when_the_client_hangs_up(sandbox: Sandbox, dialogue: Dialogue) -> None:
    sandbox.faults = Faults(capacity=Capacity(served=1, queue=0, seconds=30, spread=Spread.CONSTANT))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(statuses_of(dialogue, 1), 0.3)
    sandbox.faults = Faults(capacity=Capacity(served=1, queue=0, seconds=0))
    async with asyncio.timeout(5):
        while sandbox.memory.in_flight:  # noqa: ASYNC110 - the sandbox is in another thread
            await asyncio.sleep(0.01)
    assert await statuses_of(dialogue, 1) == {200: 1}


async def test_a_capacity_that_grows_calls_those_who_wait(sandbox: Sandbox, dialogue: Dialogue) -> None:
    sandbox.faults = Faults(capacity=Capacity(served=1, seconds=600, spread=Spread.CONSTANT))
    token = await dialogue.token()
    asked = [asyncio.create_task(dialogue.look_up(EXAMPLE_DIGITS, token)) for _ in range(4)]
    async with asyncio.timeout(5):
        while sandbox.memory.in_flight < 4:  # noqa: ASYNC110 - the sandbox is in another thread
            await asyncio.sleep(0.01)
    grown = {"capacity": {"served": 2, "seconds": 0}}
    async with dialogue.session.put(f"{sandbox.control_url}/faults", json=grown) as answer:
        assert answer.status == 200
    async with asyncio.timeout(5):
        while sandbox.memory.answers[200] < 3:  # noqa: ASYNC110 - the one who is served keeps the desk
            await asyncio.sleep(0.01)
    assert (sandbox.memory.in_flight, sum(task.done() for task in asked) <= 3) == (1, True)
    for task in asked:
        task.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
