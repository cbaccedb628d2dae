"""What a request for a token may hold besides its grant: nothing."""

from collections.abc import AsyncIterator
from io import BytesIO
from urllib.parse import urlencode

import aiohttp
import pytest
from support.sandbox_dialogue import GRANT_TYPE, Dialogue, refusal

from batch.sandbox import Sandbox


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def dialogue(sandbox: Sandbox, session: aiohttp.ClientSession) -> Dialogue:
    return Dialogue(sandbox.settings, session)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"grant_type": GRANT_TYPE}, "MP-011"),
        ({"grant_type": GRANT_TYPE, "assertion": "x", "client_id": "y"}, "MP-011"),
        ({"grant_type": "client_credentials", "assertion": "x"}, None),
        ({"assertion": "x"}, None),
    ],
)
async def test_the_form_holds_exactly_a_grant_type_and_an_assertion(
    dialogue: Dialogue, form: dict[str, str], code: str | None
) -> None:
    assert refusal(await dialogue.post(form)) == (400, code)


async def test_a_form_in_no_known_alphabet_is_refused(dialogue: Dialogue, session: aiohttp.ClientSession) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=klingon"}
    async with session.post(dialogue.settings["EKTEPAKT_TOKEN_URL"], data=b"assertion=%ff", headers=headers) as answer:
        assert refusal((answer.status, await answer.json())) == (400, "MP-011")


async def test_a_json_body_is_no_form(dialogue: Dialogue, session: aiohttp.ClientSession) -> None:
    body = {"grant_type": GRANT_TYPE, "assertion": dialogue.grant()}
    async with session.post(dialogue.settings["EKTEPAKT_TOKEN_URL"], json=body) as answer:
        assert refusal((answer.status, await answer.json())) == (400, "MP-011")


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", {"Authorization": "Basic eDp5"}),
        ("?scope=brreg:ektepakt/tlg", {}),
        ("", {"Content-Encoding": "gzip"}),
        ("", {"content-encoding": "br"}),
    ],
)
async def test_nothing_beside_the_form_is_taken(
    dialogue: Dialogue, session: aiohttp.ClientSession, query: str, headers: dict[str, str]
) -> None:
    url, form = dialogue.settings["EKTEPAKT_TOKEN_URL"] + query, urlencode(dialogue.form(dialogue.grant()))
    headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    async with session.post(url, data=form.encode(), headers=headers) as answer:
        assert refusal((answer.status, await answer.json())) == (400, "MP-011")


async def test_an_oversized_form_is_refused(dialogue: Dialogue, session: aiohttp.ClientSession) -> None:
    form = BytesIO(urlencode(dialogue.form("x" * 3_000_000)).encode())
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    async with session.post(dialogue.settings["EKTEPAKT_TOKEN_URL"], data=form, headers=headers) as answer:
        assert refusal((answer.status, await answer.json())) == (400, "MP-011")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
async def test_another_method_than_post_is_a_405(
    sandbox: Sandbox, dialogue: Dialogue, session: aiohttp.ClientSession, method: str
) -> None:
    async with session.request(method, dialogue.settings["EKTEPAKT_TOKEN_URL"]) as answer:
        assert refusal((answer.status, await answer.json())) == (405, None)
        assert answer.headers["Allow"] == "POST"
    assert sandbox.memory.grants_refused == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["jwk", ".well-known/oauth-authorization-server"])
async def test_another_method_than_get_at_what_is_published_is_a_405(
    sandbox: Sandbox, session: aiohttp.ClientSession, method: str, path: str
) -> None:
    async with session.request(method, sandbox.issuer + path) as answer:
        assert refusal((answer.status, await answer.json())) == (405, None)
        assert answer.headers["Allow"] == "GET, HEAD"
    async with session.get(sandbox.issuer + path) as answer:
        assert answer.status == 200
