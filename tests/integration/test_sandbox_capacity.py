"""The capacity model: so many served at a time, so many waiting, nobody beyond."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator

import aiohttp
import pytest
from support.sandbox_dialogue import Dialogue, until

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
    crowded = Capacity(served=2, queue=3, seconds=600, spread=Spread.CONSTANT, retry_after=RetryAfter.SECONDS)
    sandbox.faults = Faults(capacity=crowded)
    asked = asyncio.create_task(statuses_of(dialogue, 12))
    await until(lambda: sandbox.memory.answers.total() + sandbox.memory.in_flight == 12)
    await until(lambda: sandbox.memory.in_flight <= 5)
    assert (sandbox.memory.answers, sandbox.memory.in_flight) == ({503: 7}, 5)
    asked.cancel()


async def test_a_desk_is_free_again_when_the_client_hangs_up(sandbox: Sandbox, dialogue: Dialogue) -> None:
    sandbox.faults = Faults(capacity=Capacity(served=1, queue=0, seconds=30, spread=Spread.CONSTANT))
    asked = asyncio.create_task(statuses_of(dialogue, 1))
    await until(lambda: sandbox.memory.in_flight)
    asked.cancel()
    sandbox.faults = Faults(capacity=Capacity(served=1, queue=0, seconds=0))
    await until(lambda: not sandbox.memory.in_flight)
    assert await statuses_of(dialogue, 1) == {200: 1}


async def test_who_was_served_before_the_reset_takes_no_desk_after_it(sandbox: Sandbox, dialogue: Dialogue) -> None:
    sandbox.faults = Faults(capacity=Capacity(served=1, queue=5, seconds=600, spread=Spread.CONSTANT))
    before = asyncio.create_task(statuses_of(dialogue, 3))
    await until(lambda: sandbox.memory.in_flight == 3)
    sandbox.reset()
    sandbox.faults = Faults(capacity=Capacity(served=1, queue=0, seconds=0))
    assert await statuses_of(dialogue, 1) == {200: 1}
    before.cancel()


async def test_a_capacity_that_grows_calls_those_who_wait(sandbox: Sandbox, dialogue: Dialogue) -> None:
    sandbox.faults = Faults(capacity=Capacity(served=1, seconds=600, spread=Spread.CONSTANT))
    token = await dialogue.token()
    asked = [asyncio.create_task(dialogue.look_up(EXAMPLE_DIGITS, token)) for _ in range(4)]
    await until(lambda: sandbox.memory.in_flight == 4)
    grown = {"capacity": {"served": 2, "seconds": 0}}
    async with dialogue.session.put(f"{sandbox.control_url}/faults", json=grown) as answer:
        assert answer.status == 200
    await until(lambda: sandbox.memory.answers[200] == 3)  # the one who is served keeps the desk
    assert (sandbox.memory.in_flight, sum(task.done() for task in asked) <= 3) == (1, True)
    for task in asked:
        task.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
