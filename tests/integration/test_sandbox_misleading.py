"""Answers that are whole and wrong: altered bodies, a cache's, and those that nobody asked for."""

import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from support.kept_connection import Answer, KeptConnection
from support.sandbox_dialogue import Dialogue
from support.tenor import numbers_of, odd_numbers

from batch.sandbox import (
    EXAMPLE_DIGITS,
    About,
    Alteration,
    Fault,
    FaultKind,
    Faults,
    MemberKind,
    MemberOddity,
    Sandbox,
)

FOUND, EMPTY = (numbers_of(kind, 2) for kind in (MemberKind.FOUND, MemberKind.EMPTY))


@pytest.fixture
async def token(sandbox: Sandbox) -> str:
    async with aiohttp.ClientSession() as session:
        return await Dialogue(sandbox.settings, session).token()


@pytest.fixture
async def connection(sandbox: Sandbox, token: str) -> AsyncIterator[KeptConnection]:
    async with KeptConnection(sandbox.register_url, token) as opened:
        yield opened


def values(answer: Answer, key: str) -> list[Any]:
    """All values of a key at the top, compared after decoding."""
    pairs: list[tuple[str, Any]] = json.loads(answer.body, object_pairs_hook=list)
    return [value for name, value in pairs if name == key]


def altered(alteration: Alteration) -> Faults:
    return Faults(faults=(Fault(kind=FaultKind.ALTERED_BODY, alteration=alteration),))


@pytest.mark.parametrize(
    ("alteration", "key", "expected"),
    [
        (Alteration.NO_ROLLEINNEHAVER, "rolleinnehaver", []),
        (Alteration.NULL_ROLLEINNEHAVER, "rolleinnehaver", [None]),
        (Alteration.EMPTY_ROLLEINNEHAVER, "rolleinnehaver", [""]),
        (Alteration.TEXT_ANTALL, "antallEktepakt", ["3"]),
        (Alteration.NULL_ANTALL, "antallEktepakt", [None]),
        (Alteration.NO_ANTALL, "antallEktepakt", []),
        (Alteration.DOUBLED_ROLLEINNEHAVER, "rolleinnehaver", [EXAMPLE_DIGITS, FOUND[0]]),
        (Alteration.DOUBLED_ROLLEINNEHAVER_ESCAPED, "rolleinnehaver", [EXAMPLE_DIGITS, FOUND[0]]),
        (Alteration.ESCAPED_KEYS, "rolleinnehaver", [FOUND[0]]),
    ],
)
async def test_a_body_names_nobody_or_has_no_count_or_says_a_thing_twice(
    sandbox: Sandbox, connection: KeptConnection, alteration: Alteration, key: str, expected: list[Any]
) -> None:
    sandbox.faults = altered(alteration)
    answer = await connection.ask(FOUND[0])
    assert (answer.status, values(answer, key)) == (200, expected)
    assert (answer.oppslag["ektepakt"] == []) is ("antall" in alteration)


@pytest.mark.parametrize("alteration", [Alteration.DOUBLED_ANTALL, Alteration.DOUBLED_ANTALL_ESCAPED])
@pytest.mark.parametrize("digits", [FOUND[0], EMPTY[0]])
async def test_a_body_counts_some_and_then_none(
    sandbox: Sandbox, connection: KeptConnection, alteration: Alteration, digits: str
) -> None:
    sandbox.faults = altered(alteration)
    answer = await connection.ask(digits)
    first, last = values(answer, "antallEktepakt")
    assert (first > 0, last, answer.oppslag["ektepakt"]) == (True, 0, [])
    assert (rb"\u0061ntallEktepakt" in answer.body) is (alteration is Alteration.DOUBLED_ANTALL_ESCAPED)


async def test_keys_with_an_escape_are_the_same_oppslag_to_who_decodes(
    sandbox: Sandbox, connection: KeptConnection
) -> None:
    plain = (await connection.ask(FOUND[0])).oppslag
    sandbox.faults = altered(Alteration.ESCAPED_KEYS)
    answer = await connection.ask(FOUND[0])
    assert b'"rolleinnehaver"' not in answer.body
    assert answer.oppslag | {"oppslagstidspunkt": ""} == plain | {"oppslagstidspunkt": ""}


async def test_an_error_is_not_altered(sandbox: Sandbox, connection: KeptConnection) -> None:
    sandbox.faults = altered(Alteration.NO_ROLLEINNEHAVER)
    assert (await connection.ask("12345")).status == 400


async def test_a_cache_repeats_the_first_answer_to_whoever_asks_again(
    sandbox: Sandbox, connection: KeptConnection
) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.CACHED),))
    answers = [await connection.ask(digits) for digits in (FOUND[0], EMPTY[0], FOUND[0], EMPTY[0])]
    assert [answers[0].body, answers[1].body] == [answers[2].body, answers[3].body]
    assert answers[0].headers["Date"] == answers[2].headers["Date"]
    sandbox.faults = Faults()
    later = await connection.ask(FOUND[0])
    assert later.oppslag["oppslagstidspunkt"] > answers[2].oppslag["oppslagstidspunkt"]


async def test_a_cache_answers_while_the_register_is_down_and_keeps_no_error(
    sandbox: Sandbox, connection: KeptConnection
) -> None:
    down = Fault(kind=FaultKind.SERVER_ERROR, from_request=2, to_request=4)
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.CACHED), down))
    asked = (FOUND[0], FOUND[0], EMPTY[0], EMPTY[0], EMPTY[0])
    assert [(await connection.ask(digits)).status for digits in asked] == [200, 200, 500, 500, 200]


async def test_an_answer_about_another_person_follows_unasked(sandbox: Sandbox, connection: KeptConnection) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.LATE_ANSWER, seconds=0.2, to_request=1),))
    first = await connection.ask(EMPTY[0])
    begun = time.monotonic()
    late = await connection.read()
    assert time.monotonic() - begun > 0.1
    assert [each.oppslag["rolleinnehaver"] for each in (first, late)] == [EMPTY[0], EXAMPLE_DIGITS]
    assert (late.status, sandbox.memory.answers) == (200, {200: 1})
    assert (await connection.ask(EMPTY[1])).oppslag["rolleinnehaver"] == EMPTY[1]


async def test_a_late_answer_is_taken_for_the_next_one_by_who_does_not_look(
    sandbox: Sandbox, connection: KeptConnection
) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.LATE_ANSWER, seconds=0, to_request=1),))
    named = [(await connection.ask(digits)).oppslag["rolleinnehaver"] for digits in (EMPTY[0], EMPTY[1], FOUND[0])]
    assert named == [EMPTY[0], EXAMPLE_DIGITS, EMPTY[1]]


async def test_the_same_answer_follows_once_more(sandbox: Sandbox, connection: KeptConnection) -> None:
    fault = Fault(kind=FaultKind.LATE_ANSWER, seconds=0, about=About.SAME_PERSON)
    sandbox.faults = Faults(faults=(fault,))
    assert (await connection.ask(FOUND[0])).body == (await connection.read()).body
    assert await connection.is_silent(0.1)
    assert sandbox.memory.in_flight == 0


async def test_a_look_up_is_over_when_it_is_answered_and_nothing_comes_late_to_who_hung_up(
    sandbox: Sandbox, token: str
) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.LATE_ANSWER, seconds=30),))
    async with KeptConnection(sandbox.register_url, token) as connection:
        await connection.ask(EMPTY[0])
        assert await connection.is_silent(0.05)
        assert sandbox.memory.answers == {200: 1}


async def test_a_single_role_and_a_judgment_come_over_the_wire(connection: KeptConnection) -> None:
    (alone,), (judged,) = (odd_numbers(each, 1) for each in (MemberOddity.SINGLE_ROLE, MemberOddity.DOM_OM_DELING))
    for ektepakt in (await connection.ask(alone)).oppslag["ektepakt"]:
        assert len(ektepakt["rolle"]) == 1
        assert ektepakt["paategning"][-1].startswith("Ektefelle: ")
    for ektepakt in (await connection.ask(judged)).oppslag["ektepakt"]:
        assert ektepakt["ektepakttype"] == "ektepakttype.domOmDeling"
        assert not ektepakt.get("rolle")
        assert not ektepakt.get("avtaleinnhold")
