"""The sandbox is unfriendly unless it is told to be calm."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator

import aiohttp
import pytest
from support.sandbox_dialogue import Dialogue
from support.tenor import numbers_of

from batch.sandbox import EXAMPLE_DIGITS, Fault, FaultKind, Faults, MemberKind, Sandbox, SandboxOptions

ASKS = 300


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


async def statuses_of(dialogue: Dialogue, seed: int) -> list[int]:
    token = await dialogue.token()
    return [(await dialogue.look_up(digits, token))[0] for digits in numbers_of(MemberKind.EMPTY, ASKS, seed=seed)]


async def lifetime_of(dialogue: Dialogue) -> int:
    _, body = await dialogue.send(dialogue.grant())
    return int(body["expires_in"])


async def test_by_default_a_few_fail_latency_is_uneven_and_tokens_are_short(session: aiohttp.ClientSession) -> None:
    async with Sandbox() as sandbox:
        dialogue = Dialogue(sandbox.settings, session)
        statuses = await statuses_of(dialogue, 1)
        assert Counter(statuses).keys() == {200, 500}
        assert 1 <= statuses.count(500) <= 15
        assert await lifetime_of(dialogue) == 30
        token, seconds = await dialogue.token(), []
        for digits in numbers_of(MemberKind.EMPTY, 40):
            begun = time.perf_counter()
            await dialogue.look_up(digits, token)
            seconds.append(time.perf_counter() - begun)
        assert max(seconds) > 3 * min(seconds)


async def test_the_same_seed_fails_the_same(session: aiohttp.ClientSession) -> None:
    runs = []
    for _ in range(2):
        async with Sandbox(SandboxOptions(seed=5)) as sandbox:
            runs.append(await statuses_of(Dialogue(sandbox.settings, session), 5))
    assert runs[0] == runs[1]


async def test_those_who_ask_a_calm_sandbox_at_once_are_in_flight_at_once(session: aiohttp.ClientSession) -> None:
    async with Sandbox(SandboxOptions(calm=True)) as sandbox:
        dialogue = Dialogue(sandbox.settings, session)
        token = await dialogue.token()
        for faults in (Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=0.05),)), Faults()):  # the first connects all
            sandbox.reset()
            sandbox.faults = faults
            await asyncio.gather(*(dialogue.look_up(EXAMPLE_DIGITS, token) for _ in range(8)))
        assert (sandbox.memory.highest_in_flight, sandbox.memory.answers) == (8, {200: 8})


async def test_calm_is_calm(session: aiohttp.ClientSession) -> None:
    async with Sandbox(SandboxOptions(calm=True)) as sandbox:
        dialogue = Dialogue(sandbox.settings, session)
        assert set(await statuses_of(dialogue, 1)) == {200}
        assert await lifetime_of(dialogue) == 120


async def test_nobody_gets_a_500_of_a_calm_sandbox(session: aiohttp.ClientSession) -> None:
    numbers = {kind: numbers_of(kind, 5) for kind in (MemberKind.BROKEN, MemberKind.FAILS_ONCE)}
    async with Sandbox(SandboxOptions(calm=True)) as sandbox:
        dialogue = Dialogue(sandbox.settings, session)
        token = await dialogue.token()
        for kind, antall in ((MemberKind.BROKEN, 0), (MemberKind.FAILS_ONCE, 1)):
            answers = [await dialogue.look_up(digits, token) for digits in numbers[kind]]
            assert [(status, body["antallEktepakt"], len(body["ektepakt"])) for status, body in answers] == [
                (200, antall, antall)
            ] * 5
