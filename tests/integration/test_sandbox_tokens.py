"""Which tokens open the register, and the one answer that all others get."""

import asyncio
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator

import aiohttp
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from support.sandbox_dialogue import Dialogue

from batch.sandbox import EXAMPLE_DIGITS, Fault, FaultKind, Faults, Party, Sandbox, SandboxOptions


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def dialogue(sandbox: Sandbox, session: aiohttp.ClientSession) -> Dialogue:
    return Dialogue(sandbox.settings, session)


async def denial(sandbox: Sandbox, dialogue: Dialogue, token: str | None) -> str:
    """The reason that the sandbox remembers; the answer is checked to be the documented one."""
    status, body = await dialogue.look_up(EXAMPLE_DIGITS, token)
    assert (status, body["feilmelding"]) == (403, "Feil under autentisering av abonnent")
    assert body.keys() == {"korrelasjonsid", "tidspunkt", "feilmelding"}
    return sandbox.memory.denials[-1]


async def test_no_token(sandbox: Sandbox, dialogue: Dialogue) -> None:
    assert await denial(sandbox, dialogue, None) == "no_token"


async def test_another_scheme_than_bearer(sandbox: Sandbox, dialogue: Dialogue, session: aiohttp.ClientSession) -> None:
    url = f"{dialogue.settings['EKTEPAKT_REGISTER_URL']}/api/v1/fnr/{EXAMPLE_DIGITS}"
    async with session.get(url, headers={"Authorization": f"Basic {await dialogue.token()}"}) as answer:
        assert answer.status == 403
    assert sandbox.memory.denials == ["no_token"]


async def test_a_token_that_was_changed(sandbox: Sandbox, dialogue: Dialogue) -> None:
    header, claims, signature = (await dialogue.token()).split(".")
    swapped = signature[:-10] + ("A" if signature[-10] != "A" else "B") + signature[-9:]
    deep = urlsafe_b64encode(b"[" * 5_000).decode().rstrip("=")
    for token in (f"{header}.{claims}.{swapped}", f"{header}.{claims}.", "opaque", "a.b.c", f"{deep}.b.c"):
        assert await denial(sandbox, dialogue, token) == "not_ours"


async def test_a_token_that_somebody_else_signed(sandbox: Sandbox, dialogue: Dialogue) -> None:
    genuine = await dialogue.token()
    stranger = RSAKey.generate_key(2048)
    for header in ({"alg": "RS256"}, {"alg": "RS256", "kid": _kid(genuine)}):
        forged = jwt.encode(header, {"iss": dialogue.settings["EKTEPAKT_AUDIENCE"]}, stranger)
        assert await denial(sandbox, dialogue, forged) == "not_ours"


async def test_a_token_of_another_maskinporten(
    sandbox: Sandbox, dialogue: Dialogue, session: aiohttp.ClientSession
) -> None:
    async with Sandbox(SandboxOptions(calm=True)) as another:
        token = await Dialogue(another.settings, session).token()
    assert await denial(sandbox, dialogue, token) == "not_ours"


async def test_a_token_for_another_scope(sandbox: Sandbox, dialogue: Dialogue) -> None:
    status, body = await dialogue.send(dialogue.grant(scope="skatteetaten:sandkasse"))
    assert status == 200
    assert await denial(sandbox, dialogue, body["access_token"]) == "wrong_scope"


async def test_a_token_for_both_scopes_opens(dialogue: Dialogue) -> None:
    _, body = await dialogue.send(dialogue.grant(scope="skatteetaten:sandkasse brreg:ektepakt/tlg"))
    assert (await dialogue.look_up(EXAMPLE_DIGITS, body["access_token"]))[0] == 200


@pytest.mark.parametrize(("party", "reason"), [(Party.NO_AGREEMENT, "no_agreement"), (Party.DELETED, "deleted")])
async def test_an_organisation_that_may_not(
    sandbox: Sandbox, session: aiohttp.ClientSession, party: Party, reason: str
) -> None:
    dialogue = Dialogue(sandbox.settings_of(party), session)
    assert await denial(sandbox, dialogue, await dialogue.token()) == reason


async def test_a_token_past_its_lifetime(session: aiohttp.ClientSession) -> None:
    async with Sandbox(SandboxOptions(calm=True, token_lifetime_seconds=1)) as sandbox:
        dialogue = Dialogue(sandbox.settings, session)
        status, body = await dialogue.send(dialogue.grant())
        assert (status, body["expires_in"]) == (200, 1)
        await asyncio.sleep(1.1)
        assert await denial(sandbox, dialogue, body["access_token"]) == "expired"


async def test_a_token_that_dies_early(sandbox: Sandbox, dialogue: Dialogue) -> None:
    token = await dialogue.token()
    assert (await dialogue.look_up(EXAMPLE_DIGITS, token))[0] == 200
    sandbox.faults = Faults(tokens_die_after_seconds=0)
    assert await denial(sandbox, dialogue, token) == "expired"


async def test_an_agreement_that_is_withdrawn_in_mid_run(sandbox: Sandbox, dialogue: Dialogue) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.AGREEMENT_WITHDRAWN, from_request=3),))
    token = await dialogue.token()
    assert [(await dialogue.look_up(EXAMPLE_DIGITS, token))[0] for _ in range(2)] == [200, 200]
    for each in (token, await dialogue.token()):
        assert await denial(sandbox, dialogue, each) == "no_agreement"


async def test_a_clock_that_is_off_shows_in_the_date_and_fails_the_grant(
    sandbox: Sandbox, dialogue: Dialogue, session: aiohttp.ClientSession
) -> None:
    sandbox.faults = Faults(clock_offset_seconds=-86_400)
    status, body = await dialogue.send(dialogue.grant())
    assert status == 400
    assert "Issue time is after now" in body["error_description"]
    async with session.get(dialogue.settings["EKTEPAKT_AUDIENCE"] + "jwk") as answer:
        yesterday = answer.headers["Date"]
    sandbox.reset()
    async with session.get(dialogue.settings["EKTEPAKT_AUDIENCE"] + "jwk") as answer:
        assert answer.headers["Date"] != yesterday
    assert (await dialogue.send(dialogue.grant()))[0] == 200


async def test_the_token_is_judged_before_the_number(sandbox: Sandbox, dialogue: Dialogue) -> None:
    status, _ = await dialogue.look_up("12345", None)
    assert (status, sandbox.memory.denials) == (403, ["no_token"])


def _kid(token: str) -> str:
    return str(json.loads(urlsafe_b64decode(token.split(".", maxsplit=1)[0] + "=="))["kid"])
