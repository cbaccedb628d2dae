"""The control address: memory and faults over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO

import aiohttp
import pytest
from support.sandbox_dialogue import Dialogue, until

from batch.sandbox import EXAMPLE_DIGITS, Fault, FaultKind, Faults, Sandbox


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


async def test_memory_is_read_and_reset(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    dialogue = Dialogue(sandbox.settings, session)
    token = await dialogue.token()
    for digits in (EXAMPLE_DIGITS, "12345", EXAMPLE_DIGITS):
        await dialogue.look_up(digits, token)
    await dialogue.look_up(EXAMPLE_DIGITS, None)
    await dialogue.send(dialogue.grant(aud="x"))
    async with session.get(f"{sandbox.control_url}/memory") as answer:
        memory = await answer.json()
    assert memory | {"resets": 0} == {
        "resets": 0,
        "asks": {EXAMPLE_DIGITS: 3, "12345": 1},
        "order": [EXAMPLE_DIGITS, "12345", EXAMPLE_DIGITS, EXAMPLE_DIGITS],
        "answers": {"200": 2, "400": 1, "403": 1},
        "failed_once": [],
        "denials": ["no_token"],
        "in_flight": 0,
        "highest_in_flight": 1,
        "token_requests": 2,
        "tokens_issued": 1,
        "grants_refused": ["MP-110"],
        "redirects_followed": [],
    }
    async with session.post(f"{sandbox.control_url}/reset") as answer:
        after = await answer.json()
    assert (after["order"], after["resets"]) == ([], memory["resets"] + 1)


async def test_a_look_up_from_before_the_reset_is_not_counted(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    dialogue = Dialogue(sandbox.settings, session)
    token = await dialogue.token()
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=0.2),))
    asked = asyncio.create_task(dialogue.look_up(EXAMPLE_DIGITS, token))
    await until(lambda: sandbox.memory.in_flight)
    sandbox.reset()
    await dialogue.look_up(EXAMPLE_DIGITS, token)
    await asked
    assert (sandbox.memory.in_flight, sandbox.memory.answers) == (0, {200: 1})


async def test_faults_are_set_and_read(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    wanted = {"faults": [{"kind": "unavailable", "retry_after": "day", "share": 0.5}], "capacity": {"served": 3}}
    async with session.put(f"{sandbox.control_url}/faults", json=wanted) as answer:
        assert answer.status == 200
    (fault,) = sandbox.faults.faults
    assert (fault.kind, fault.share) == (FaultKind.UNAVAILABLE, 0.5)
    async with session.get(f"{sandbox.control_url}/faults") as answer:
        assert (await answer.json())["capacity"]["served"] == 3


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (b"{", "truncated"),
        (b'{"fautls": []}', "fautls"),
        (b'{"faults": [{"kind": "plague"}]}', "$.faults[0].kind"),
        (b'{"faults": [{"kind": "reset", "share": 2}]}', "$.faults[0].share"),
        (b'{"faults": [{"kind": "other_person", "at": "token"}]}', "token endpoint"),
        (b'{"capacity": {"served": 0}}', "$.capacity.served"),
        (b'{"faults": [{"kind": "reset", "from_seconds": 3, "to_seconds": 2}]}', "to_seconds 2.0 must be after"),
        (b'{"faults": [{"kind": "\xff"}]}', "utf-8"),
        (b" " * 2_000_000, "Too Large"),
    ],
)
async def test_a_mistake_in_the_faults_is_named_and_changes_nothing(
    sandbox: Sandbox, session: aiohttp.ClientSession, wrong: bytes, where: str
) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.RESET),))
    async with session.put(f"{sandbox.control_url}/faults", data=BytesIO(wrong)) as answer:
        assert answer.status == 400
        assert where in (await answer.json())["error"]
    assert sandbox.faults.faults[0].kind is FaultKind.RESET
