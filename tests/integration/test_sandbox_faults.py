"""What can go wrong on purpose, each alone and in combination, as a client sees it on the wire."""

import asyncio
import gzip
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import aiohttp
import pytest
from support.fault_expectations import OF_THE_REGISTER_ONLY, expected_of
from support.sandbox_dialogue import Dialogue, until

from batch.sandbox import (
    EXAMPLE_DIGITS,
    Fault,
    FaultKind,
    FaultPlace,
    Faults,
    RetryAfter,
    Sandbox,
)


@dataclass(frozen=True)
class Seen:
    """An answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(auto_decompress=False) as opened:
        yield opened


@pytest.fixture
def dialogue(sandbox: Sandbox, session: aiohttp.ClientSession) -> Dialogue:
    return Dialogue(sandbox.settings, session)


@pytest.fixture
async def token(dialogue: Dialogue) -> str:
    return await dialogue.token()


async def look(dialogue: Dialogue, token: str) -> Seen:
    url = f"{dialogue.settings['EKTEPAKT_REGISTER_URL']}/api/v1/fnr/{EXAMPLE_DIGITS}"
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    async with dialogue.session.get(url, headers=headers, allow_redirects=False) as answer:
        return Seen(answer.status, dict(answer.headers), await answer.read())


async def ask_token(dialogue: Dialogue) -> Seen:
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": dialogue.grant()}
    async with dialogue.session.post(
        dialogue.settings["EKTEPAKT_TOKEN_URL"], data=form, allow_redirects=False
    ) as answer:
        return Seen(answer.status, dict(answer.headers), await answer.read())


def one(kind: FaultKind, **conditions: object) -> Faults:
    return Faults(faults=(Fault(kind=kind, **conditions),))  # type: ignore[arg-type]


async def test_a_server_error_has_the_documented_body(sandbox: Sandbox, dialogue: Dialogue, token: str) -> None:
    sandbox.faults = one(FaultKind.SERVER_ERROR)
    seen = await look(dialogue, token)
    assert (seen.status, json.loads(seen.body)["feilmelding"]) == (500, "Tjenesten feilet på serversiden")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (FaultKind.UNAUTHORIZED, 401),
        (FaultKind.NOT_FOUND, 404),
        (FaultKind.TOO_MANY_REQUESTS, 429),
        (FaultKind.BAD_GATEWAY, 502),
        (FaultKind.UNAVAILABLE, 503),
        (FaultKind.GATEWAY_TIMEOUT, 504),
    ],
)
async def test_a_proxy_answers_with_a_page(
    sandbox: Sandbox, dialogue: Dialogue, token: str, kind: FaultKind, status: int
) -> None:
    sandbox.faults = one(kind)
    seen = await look(dialogue, token)
    assert seen.status == status
    assert seen.headers["Content-Type"].startswith("text/html")
    assert seen.body.startswith(b"<html>")
    assert "Retry-After" not in seen.headers


@pytest.mark.parametrize(
    ("style", "written"),
    [
        (RetryAfter.SECONDS, "8"),
        (RetryAfter.ZERO, "0"),
        (RetryAfter.NEGATIVE, "-30"),
        (RetryAfter.DAY, "86400"),
    ],
)
async def test_retry_after_is_written_in_every_way(
    sandbox: Sandbox, dialogue: Dialogue, token: str, style: RetryAfter, written: str
) -> None:
    for kind in (FaultKind.TOO_MANY_REQUESTS, FaultKind.UNAVAILABLE):
        sandbox.faults = one(kind, retry_after=style, seconds=7.9)
        assert (await look(dialogue, token)).headers["Retry-After"] == written


async def test_retry_after_is_a_date(sandbox: Sandbox, dialogue: Dialogue, token: str) -> None:
    sandbox.faults = one(FaultKind.TOO_MANY_REQUESTS, retry_after=RetryAfter.HTTP_DATE, seconds=60)
    seen = await look(dialogue, token)
    moments = [parsedate_to_datetime(seen.headers[name]) for name in ("Retry-After", "Date")]
    assert 59 <= (moments[0] - moments[1]).total_seconds() <= 61


async def test_retry_after_is_garbage(sandbox: Sandbox, dialogue: Dialogue, token: str) -> None:
    sandbox.faults = one(FaultKind.UNAVAILABLE, retry_after=RetryAfter.GARBAGE)
    written = (await look(dialogue, token)).headers["Retry-After"]
    assert not written.lstrip("-").isdigit()
    with pytest.raises(ValueError):
        parsedate_to_datetime(written)


@pytest.mark.parametrize("place", list(FaultPlace))
@pytest.mark.parametrize(
    ("kind", "content_type"), [(FaultKind.HTML, "text/html"), (FaultKind.HTML_AS_JSON, "application/json")]
)
async def test_a_page_is_a_200_that_says_so_or_calls_itself_json(
    sandbox: Sandbox, dialogue: Dialogue, token: str, place: FaultPlace, kind: FaultKind, content_type: str
) -> None:
    sandbox.faults = one(kind, at=place)
    seen = await (look(dialogue, token) if place is FaultPlace.REGISTER else ask_token(dialogue))
    assert (seen.status, seen.body[:6]) == (200, b"<html>")
    assert seen.headers["Content-Type"].startswith(content_type)


async def test_an_empty_body(sandbox: Sandbox, dialogue: Dialogue, token: str) -> None:
    sandbox.faults = one(FaultKind.EMPTY_BODY)
    seen = await look(dialogue, token)
    assert (seen.status, seen.body) == (200, b"")


async def test_a_body_about_another_person(sandbox: Sandbox, dialogue: Dialogue, token: str) -> None:
    sandbox.faults = one(FaultKind.OTHER_PERSON)
    seen = await look(dialogue, token)
    assert seen.status == 200
    assert json.loads(seen.body)["rolleinnehaver"] != EXAMPLE_DIGITS


async def test_a_compressed_body(sandbox: Sandbox, dialogue: Dialogue, token: str) -> None:
    sandbox.faults = one(FaultKind.GZIP)
    seen = await look(dialogue, token)
    assert seen.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(seen.body))["rolleinnehaver"] == EXAMPLE_DIGITS


async def test_half_the_json_in_a_whole_answer(sandbox: Sandbox, dialogue: Dialogue, token: str) -> None:
    sandbox.faults = one(FaultKind.TRUNCATED_JSON)
    seen = await look(dialogue, token)
    assert (seen.status, len(seen.body)) == (200, int(seen.headers["Content-Length"]))
    with pytest.raises(json.JSONDecodeError):
        json.loads(seen.body)


async def test_a_reset_before_the_headers(sandbox: Sandbox, dialogue: Dialogue, token: str) -> None:
    sandbox.faults = one(FaultKind.RESET)
    with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
        await look(dialogue, token)
    assert set(sandbox.memory.answers) == {0}  # aiohttp asks a second time by itself on a connection that was kept


async def test_a_reset_in_the_middle_of_the_body(sandbox: Sandbox, dialogue: Dialogue, token: str) -> None:
    sandbox.faults = one(FaultKind.RESET_IN_BODY)
    url = f"{dialogue.settings['EKTEPAKT_REGISTER_URL']}/api/v1/fnr/{EXAMPLE_DIGITS}"
    async with dialogue.session.get(url, headers={"Authorization": f"Bearer {token}"}) as answer:
        assert answer.status == 200
        begun = await answer.content.readany()
        assert begun.startswith(b'{"rolleinnehaver"')
        with pytest.raises(aiohttp.ClientError):
            await answer.read()


async def test_an_endless_body(sandbox: Sandbox, dialogue: Dialogue, token: str) -> None:
    sandbox.faults = one(FaultKind.ENDLESS_BODY)
    url = f"{dialogue.settings['EKTEPAKT_REGISTER_URL']}/api/v1/fnr/{EXAMPLE_DIGITS}"
    async with dialogue.session.get(url, headers={"Authorization": f"Bearer {token}"}) as answer:
        await answer.content.readexactly(30_000_000)
    await until(lambda: not sandbox.memory.in_flight)


async def test_headers_that_drip(sandbox: Sandbox, dialogue: Dialogue, token: str) -> None:
    sandbox.faults = one(FaultKind.SLOW_HEADERS, seconds=0.002)
    begun = time.monotonic()
    seen = await look(dialogue, token)
    assert time.monotonic() - begun > 0.2
    assert (seen.status, json.loads(seen.body)["rolleinnehaver"]) == (200, EXAMPLE_DIGITS)


async def test_delays_add_up(sandbox: Sandbox, dialogue: Dialogue, token: str) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=0.1),) * 2)
    begun = time.monotonic()
    assert (await look(dialogue, token)).status == 200
    assert time.monotonic() - begun >= 0.2


async def test_the_token_endpoint_is_down(sandbox: Sandbox, dialogue: Dialogue, token: str) -> None:
    sandbox.faults = one(FaultKind.RESET, at=FaultPlace.TOKEN)
    with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
        await ask_token(dialogue)
    assert sandbox.memory.tokens_issued == 1
    assert (await look(dialogue, token)).status == 200


async def test_the_token_endpoint_answers_html(sandbox: Sandbox, dialogue: Dialogue) -> None:
    sandbox.faults = one(FaultKind.BAD_GATEWAY, at=FaultPlace.TOKEN)
    seen = await ask_token(dialogue)
    assert (seen.status, seen.body[:6]) == (502, b"<html>")


async def test_the_token_endpoint_is_slow(sandbox: Sandbox, dialogue: Dialogue) -> None:
    sandbox.faults = one(FaultKind.DELAY, at=FaultPlace.TOKEN, seconds=0.2)
    begun = time.monotonic()
    assert (await ask_token(dialogue)).status == 200
    assert time.monotonic() - begun >= 0.2


async def test_a_grant_is_spent_though_its_token_never_arrived(sandbox: Sandbox, dialogue: Dialogue) -> None:
    sandbox.faults = one(FaultKind.SERVER_ERROR, at=FaultPlace.TOKEN, to_request=1)
    grant = dialogue.grant()
    statuses = [await dialogue.send(grant) for _ in range(2)]
    assert statuses[0][0] == 500
    assert statuses[1][1]["error_uri"].endswith("MP-012")


async def test_some_requests_are_struck(sandbox: Sandbox, dialogue: Dialogue, token: str) -> None:
    sandbox.faults = one(FaultKind.SERVER_ERROR, from_request=2, to_request=3)
    assert [(await look(dialogue, token)).status for _ in range(5)] == [200, 500, 500, 200, 200]


async def test_an_outage_has_a_window(sandbox: Sandbox, dialogue: Dialogue, token: str) -> None:
    sandbox.faults = one(FaultKind.UNAVAILABLE, to_seconds=60)
    assert (await look(dialogue, token)).status == 503
    sandbox.faults = one(FaultKind.UNAVAILABLE, to_seconds=0.05)
    await asyncio.sleep(0.06)
    assert (await look(dialogue, token)).status == 200


async def test_only_some_identifiers_are_struck(sandbox: Sandbox, dialogue: Dialogue, token: str) -> None:
    sandbox.faults = one(FaultKind.SERVER_ERROR, only=frozenset({"08909610029"}))
    assert (await look(dialogue, token)).status == 200
    assert (await dialogue.look_up("08909610029", token))[0] == 500


@pytest.mark.parametrize("place", list(FaultPlace))
@pytest.mark.parametrize("kind", list(FaultKind))
async def test_a_fault_acts_together_with_any_other_and_leaves_the_sandbox_whole(
    sandbox: Sandbox, dialogue: Dialogue, token: str, kind: FaultKind, place: FaultPlace
) -> None:
    possible = [each for each in FaultKind if place is FaultPlace.REGISTER or each not in OF_THE_REGISTER_ONLY]
    pairs = [(kind, other) for other in possible] if kind in possible else []
    for kinds in pairs:
        sandbox.faults = Faults(faults=tuple(Fault(kind=each, at=place, seconds=0.0002) for each in kinds))
        expected = expected_of(kinds)
        patience_seconds = 0.15 if TimeoutError in expected else 10
        async with aiohttp.ClientSession(auto_decompress=False) as apart:  # a late answer would be the next one's
            asking = Dialogue(sandbox.settings, apart) if FaultKind.LATE_ANSWER in kinds else dialogue
            assert await outcome_of(asking, token, place, patience_seconds) in expected, kinds
    sandbox.reset()
    assert (await look(dialogue, token)).status == 200


async def outcome_of(dialogue: Dialogue, token: str, place: FaultPlace, patience_seconds: float) -> object:
    """The status of the answer, or how it failed to come."""
    ask = look(dialogue, token) if place is FaultPlace.REGISTER else ask_token(dialogue)
    try:
        return (await asyncio.wait_for(ask, patience_seconds)).status
    except (aiohttp.ClientError, TimeoutError) as error:
        return type(error)
