"""The whole dialogue with the sandbox, by a client of another make."""

import asyncio
import json
from collections.abc import AsyncIterator
from importlib.resources import files

import aiohttp
import pytest
from support.sandbox_dialogue import Dialogue, until
from support.tenor import numbers_of

from batch.sandbox import EXAMPLE_DIGITS, Fault, FaultKind, Faults, MemberKind, Party, Sandbox, SandboxOptions, describe


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def dialogue(sandbox: Sandbox, session: aiohttp.ClientSession) -> Dialogue:
    return Dialogue(sandbox.settings, session)


async def test_the_documented_identity_gets_the_documented_example(dialogue: Dialogue) -> None:
    status, body = await dialogue.look_up(EXAMPLE_DIGITS, await dialogue.token())
    documented = json.loads(files("batch.sandbox").joinpath("data/oppslag_example.json").read_text("utf-8"))
    assert status == 200
    assert body.pop("oppslagstidspunkt") != documented.pop("oppslagstidspunkt")
    assert body == documented


async def test_a_registered_key_is_let_in(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    dialogue = Dialogue(sandbox.settings_of(Party.REGISTERED_KEY), session)
    status, _ = await dialogue.look_up(EXAMPLE_DIGITS, await dialogue.token())
    assert status == 200


async def test_a_person_without_ektepakter_is_a_200(dialogue: Dialogue) -> None:
    (digits,) = numbers_of(MemberKind.EMPTY, 1)
    status, body = await dialogue.look_up(digits, await dialogue.token())
    assert (status, body["antallEktepakt"], body["ektepakt"]) == (200, 0, [])
    assert body["rolleinnehaver"] == digits


async def test_two_asks_differ_only_in_time(dialogue: Dialogue) -> None:
    (digits,) = numbers_of(MemberKind.FOUND, 1)
    token = await dialogue.token()
    bodies = [(await dialogue.look_up(digits, token))[1] for _ in range(2)]
    assert bodies[0].pop("oppslagstidspunkt") != bodies[1].pop("oppslagstidspunkt")
    assert bodies[0] == bodies[1]
    assert len(bodies[0]["ektepakt"]) == describe(1, digits).antall


@pytest.fixture
async def unfriendly(session: aiohttp.ClientSession) -> AsyncIterator[Dialogue]:
    async with Sandbox() as sandbox:
        sandbox.faults = Faults()
        yield Dialogue(sandbox.settings, session)


async def test_a_broken_identity_is_always_a_500(unfriendly: Dialogue) -> None:
    (digits,) = numbers_of(MemberKind.BROKEN, 1)
    token = await unfriendly.token()
    answers = [await unfriendly.look_up(digits, token) for _ in range(3)]
    assert {status for status, _ in answers} == {500}
    assert {body["feilmelding"] for _, body in answers} == {"Tjenesten feilet på serversiden"}
    assert len({body["korrelasjonsid"] for _, body in answers}) == 3


async def test_an_identity_that_fails_once_is_answered_the_second_time(unfriendly: Dialogue) -> None:
    (digits,) = numbers_of(MemberKind.FAILS_ONCE, 1)
    token = await unfriendly.token()
    assert [(await unfriendly.look_up(digits, token))[0] for _ in range(3)] == [500, 200, 200]


async def test_an_ask_that_did_not_get_so_far_is_not_the_one_that_fails(session: aiohttp.ClientSession) -> None:
    (digits,) = numbers_of(MemberKind.FAILS_ONCE, 1)
    async with Sandbox() as sandbox:
        dialogue = Dialogue(sandbox.settings, session)
        token = await dialogue.token()
        sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, to_request=1),))
        tokens = (token, None, token, token)
        assert [(await dialogue.look_up(digits, each))[0] for each in tokens] == [500, 403, 500, 200]
        assert sandbox.memory.failed_once == {digits}
        sandbox.reset()
        sandbox.faults = Faults()
        assert (await dialogue.look_up(digits, token))[0] == 500


async def test_a_slow_identity_really_holds_tens_of_thousands(session: aiohttp.ClientSession) -> None:
    (digits,) = numbers_of(MemberKind.SLOW, 1)
    async with Sandbox(SandboxOptions(calm=True, slow_seconds=0)) as sandbox:
        dialogue = Dialogue(sandbox.settings, session)
        status, body = await dialogue.look_up(digits, await dialogue.token())
    assert status == 200
    assert len(body["ektepakt"]) == body["antallEktepakt"] >= 20_000


async def test_a_slow_identity_outlasts_the_client(session: aiohttp.ClientSession) -> None:
    async with Sandbox(SandboxOptions(calm=True)) as sandbox:
        dialogue = Dialogue(sandbox.settings, session)
        (digits,) = numbers_of(MemberKind.SLOW, 1)
        asked = asyncio.create_task(dialogue.look_up(digits, await dialogue.token()))
        await until(lambda: sandbox.memory.in_flight)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asked, 0.3)
        await until(lambda: not sandbox.memory.in_flight)
        assert sandbox.memory.answers == {0: 1}


async def test_an_unlawful_number_is_the_documented_400(dialogue: Dialogue) -> None:
    status, body = await dialogue.look_up("06821349426", await dialogue.token())
    assert status == 400
    assert body["feilmelding"] == "Feil i fødselsnummer, vennligst prøv på nytt"
    assert body.keys() == {"korrelasjonsid", "tidspunkt", "feilmelding"}


async def test_descriptions_are_really_in_the_language_asked_for(dialogue: Dialogue) -> None:
    token = await dialogue.token()
    texts = {}
    for spraak in ("NOB", "NNO", "ENG"):
        _, body = await dialogue.look_up(EXAMPLE_DIGITS, token, spraakkode=spraak)
        assert body["spraak"] == spraak
        texts[spraak] = body["ektepakt"][0]["avtaleinnhold"][0]["avtaletypebeskrivelse"]
    assert texts == {
        "NOB": "Vi skal ha fullt særeie",
        "NNO": "Vi skal ha fullt særeige",
        "ENG": "We shall have full separate property",
    }


async def test_an_unsupported_language_lists_the_supported_ones(dialogue: Dialogue) -> None:
    status, body = await dialogue.look_up(EXAMPLE_DIGITS, await dialogue.token(), spraakkode="SWE")
    assert status == 400
    assert all(code in body["feilmelding"] for code in ("NOB", "NNO", "ENG"))


async def test_without_a_token_nothing_is_told_about_the_number(dialogue: Dialogue) -> None:
    answers = [await dialogue.look_up(digits, None) for digits in (EXAMPLE_DIGITS, "no number")]
    assert {(status, body["feilmelding"]) for status, body in answers} == {
        (403, "Feil under autentisering av abonnent")
    }


async def test_a_wrong_path_is_the_html_of_a_proxy(dialogue: Dialogue, session: aiohttp.ClientSession) -> None:
    async with session.get(dialogue.settings["EKTEPAKT_REGISTER_URL"] + "/api/v2/fnr") as answer:
        assert (answer.status, answer.content_type) == (404, "text/html")


async def test_faults_hold_from_the_next_request_until_the_reset(sandbox: Sandbox, dialogue: Dialogue) -> None:
    token = await dialogue.token()
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, first_asks=1),))
    assert [(await dialogue.look_up(EXAMPLE_DIGITS, token))[0] for _ in range(2)] == [500, 200]
    sandbox.reset()
    assert (await dialogue.look_up(EXAMPLE_DIGITS, token))[0] == 200
    assert sandbox.memory.asks == {EXAMPLE_DIGITS: 1}


@pytest.mark.parametrize("seed", [37, 89, 174])  # under which the stand-in's draw is broken, slow, failing once
async def test_an_answer_about_another_person_is_one_under_every_seed(
    session: aiohttp.ClientSession, seed: int
) -> None:
    async with Sandbox(SandboxOptions(seed=seed)) as sandbox:
        sandbox.faults = Faults(faults=(Fault(kind=FaultKind.OTHER_PERSON),))
        dialogue = Dialogue(sandbox.settings, session)
        status, body = await dialogue.look_up(EXAMPLE_DIGITS, await dialogue.token())
        assert (status, body["rolleinnehaver"]) == (200, "08909610029")


async def test_memory_says_what_was_asked(sandbox: Sandbox, dialogue: Dialogue) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=0.05),))
    token = await dialogue.token()
    asked = [EXAMPLE_DIGITS, *numbers_of(MemberKind.EMPTY, 4)]
    await asyncio.gather(*(dialogue.look_up(digits, token) for digits in asked))
    assert sorted(sandbox.memory.order) == sorted(asked)
    assert sandbox.memory.highest_in_flight == 5
    assert sandbox.memory.tokens_issued == 1
    assert sandbox.memory.answers == {200: 5}
