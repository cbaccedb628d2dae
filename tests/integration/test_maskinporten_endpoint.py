"""One grant over real HTTP: what is sent, what comes back, and every way in which nothing comes back."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import RSAKey
from support import key_builders as make

from batch.errors import (
    CertificateExpiredError,
    NoWayOutError,
    SettingsError,
    TokenAddressError,
    TokenRefusedError,
    TokenUnavailableError,
)
from batch.maskinporten import TokenEndpoint

TOKEN = {"access_token": "opaque.value", "token_type": "Bearer", "expires_in": 120, "scope": "brreg:ektepakt/tlg"}
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Answer], Awaitable[TestServer]]
MakeEndpoint = Callable[..., TokenEndpoint]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    servers: list[TestServer] = []

    async def start(answer: Answer) -> TestServer:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", answer)
        server = TestServer(app)
        await server.start_server()
        servers.append(server)
        return server

    yield start
    for server in servers:
        await server.close()


@pytest.fixture
async def endpoint_at() -> AsyncIterator[MakeEndpoint]:
    async with aiohttp.ClientSession() as session:

        def make_endpoint(server: TestServer | str, **changes: Any) -> TokenEndpoint:
            url = server if isinstance(server, str) else str(server.make_url("/token"))
            settings: dict[str, Any] = {
                "session": session,
                "token_url": url,
                "audience": "https://test.maskinporten.no/",
                "client_id": "client-1",
                "scope": "brreg:ektepakt/tlg",
                "key": make.registered_key(),
            }
            return TokenEndpoint(**{**settings, **changes})

        yield make_endpoint


async def test_exactly_the_form_is_sent_and_the_token_comes_back(serve: Serve, endpoint_at: MakeEndpoint) -> None:
    seen: dict[str, Any] = {}

    async def answer(request: web.Request) -> web.Response:
        seen.update(method=request.method, kind=request.content_type, form=dict(await request.post()))
        seen["headers"] = request.headers
        return web.json_response(TOKEN)

    token = await endpoint_at(await serve(answer)).fetch()
    assert (token.value, token.expires_in, token.scope) == ("opaque.value", 120, "brreg:ektepakt/tlg")
    assert token.clock_ahead_seconds in {0, 1}
    assert (seen["method"], seen["kind"]) == ("POST", "application/x-www-form-urlencoded")
    assert "Authorization" not in seen["headers"]
    assert set(seen["form"]) == {"grant_type", "assertion"}
    assert seen["form"]["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    public = RSAKey.import_key(make.rsa_key().public_key())
    claims = jwt.decode(seen["form"]["assertion"], public, algorithms=["RS256"]).claims
    assert (claims["iss"], claims["exp"] - claims["iat"]) == ("client-1", 120)
    assert abs(claims["iat"] - datetime.now(UTC).timestamp()) < 10


async def test_every_grant_has_its_own_jti(serve: Serve, endpoint_at: MakeEndpoint) -> None:
    assertions: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        assertions.append(str((await request.post())["assertion"]))
        return web.json_response(TOKEN)

    endpoint = endpoint_at(await serve(answer))
    for _ in range(5):
        await endpoint.fetch()
    public = RSAKey.import_key(make.rsa_key().public_key())
    assert len({jwt.decode(each, public, algorithms=["RS256"]).claims["jti"] for each in assertions}) == 5


async def test_a_refusal_arrives_as_its_error(serve: Serve, endpoint_at: MakeEndpoint) -> None:
    async def answer(request: web.Request) -> web.Response:
        body = {
            "error": "invalid_grant",
            "error_description": "Client not found (trace_id: 5f1c)",
            "error_uri": "https://test.maskinporten.no/errors/MP-100",
        }
        return web.json_response(body, status=400)

    with pytest.raises(TokenRefusedError) as caught:
        await endpoint_at(await serve(answer)).fetch()
    assert (caught.value.code, caught.value.trace_id) == ("MP-100", "5f1c")
    assert caught.value.clock_ahead_seconds in {0, 1}


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (200, b"welcome to the airport", "no JSON"),
        (200, b"[]", "no object"),
        (200, b'{"expires_in": 120}', "access_token"),
        (200, b'{"access_token": "a\\r\\nX-Header: b", "expires_in": 120}', "access_token"),
        (200, b'{"access_token": "", "expires_in": 120}', "access_token"),
        (200, b'{"access_token": "hemmelig"}', "expires_in"),
        (200, b'{"access_token": "hemmelig", "expires_in": 0}', "expires_in"),
        (200, b'{"access_token": "hemmelig", "expires_in": -1}', "expires_in"),
        (200, b'{"access_token": "hemmelig", "expires_in": NaN}', "expires_in"),
        (200, b'{"access_token": "hemmelig", "expires_in": 1e999}', "expires_in"),
        (200, b'{"access_token": "hemmelig", "expires_in": true}', "expires_in"),
        (200, b'{"access_token": "hemmelig", "expires_in": "soon"}', "expires_in"),
        (200, b'{"access_token": "hemmelig", "expires_in": 1' + b"0" * 400 + b"}", "expires_in"),
        (200, b'{"access_token": "' + b"h" * 70_000 + b'", "expires_in": 120}', "longer than 65536"),
        (503, b"x" * 70_000, "longer than 65536"),
        (503, b"", "answered 503"),
    ],
)
async def test_an_answer_that_can_not_be_used_is_worth_another_try(
    serve: Serve, endpoint_at: MakeEndpoint, status: int, body: bytes, words: str
) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, body=body)

    with pytest.raises(TokenUnavailableError, match=words) as caught:
        await endpoint_at(await serve(answer)).fetch()
    assert caught.value.http_status == status
    assert "hemmelig" not in f"{caught.value!r} {caught.value.__cause__!r}"


async def test_a_redirect_is_not_followed(serve: Serve, endpoint_at: MakeEndpoint) -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    with pytest.raises(TokenAddressError, match="answered 307"):
        await endpoint_at(await serve(answer)).fetch()
    assert asked == ["/token"]


async def test_no_answer_in_time(serve: Serve, endpoint_at: MakeEndpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    release = asyncio.Event()

    async def answer(request: web.Request) -> web.Response:
        await release.wait()
        return web.Response()

    monkeypatch.setattr("batch.maskinporten.endpoint.READ_TIMEOUT_SECONDS", 0.05)
    endpoint = endpoint_at(await serve(answer))
    with pytest.raises(TokenUnavailableError, match=r"at 127\.0\.0\.1 did not answer in time"):
        await endpoint.fetch()
    release.set()


async def test_an_answer_that_breaks_off(serve: Serve, endpoint_at: MakeEndpoint) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'{"access_token": "hem')
        assert request.transport is not None
        request.transport.close()
        return response

    with pytest.raises(TokenUnavailableError, match=r"^the answer of Maskinporten at \S+ was cut short$") as caught:
        await endpoint_at(await serve(answer)).fetch()
    assert isinstance(caught.value.__cause__, aiohttp.ClientError)


async def test_nobody_listens(endpoint_at: MakeEndpoint) -> None:
    with pytest.raises(TokenUnavailableError, match=r"at 127\.0\.0\.1 .*Connect call failed") as caught:
        await endpoint_at("http://127.0.0.1:1/token").fetch()
    assert caught.value.http_status is None


class NoNames(AbstractResolver):
    """Knows no host."""

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> NoReturn:
        raise OSError(None, f"{host}:{port} not known ({family.name})")

    async def close(self) -> None:
        """Has nothing to close."""


async def test_no_such_host(endpoint_at: MakeEndpoint) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=NoNames())) as session:
        with pytest.raises(NoWayOutError, match=r"at maskinporten\.invalid does not resolve .* through a proxy\?"):
            await endpoint_at("http://maskinporten.invalid/token", session=session).fetch()


async def test_a_certificate_that_is_not_trusted(endpoint_at: MakeEndpoint, tmp_path: Any) -> None:
    both = tmp_path / "server.pem"
    both.write_bytes(make.pem_key() + make.pem_certificates(make.certificate(make.subject_name("localhost"))))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(both)
    server = TestServer(web.Application(), scheme="https")
    await server.start_server(ssl=context)
    try:
        with pytest.raises(TokenAddressError, match=r"self-signed certificate; .* EKTEPAKT_CA_FILE"):
            await endpoint_at(server).fetch()
    finally:
        await server.close()


async def test_an_expired_certificate_is_not_sent(serve: Serve, endpoint_at: MakeEndpoint) -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.json_response(TOKEN)

    day = timedelta(days=1)
    now = datetime.now(UTC)
    expired = make.certified_key(chain=(make.certificate(not_before=now - 9 * day, not_after=now - day),))
    with pytest.raises(CertificateExpiredError):
        await endpoint_at(await serve(answer), key=expired).fetch()
    assert asked == []


async def test_ones_own_organisation_is_no_consumer(endpoint_at: MakeEndpoint) -> None:
    with pytest.raises(SettingsError, match="leave it out"):
        endpoint_at("http://127.0.0.1:1", key=make.certified_key(), consumer_org=make.ORGANISATION)


@pytest.mark.parametrize("url", ["", "token", "/token", "maskinporten.no"])
async def test_an_address_without_a_host(endpoint_at: MakeEndpoint, url: str) -> None:
    with pytest.raises(SettingsError, match=r"EKTEPAKT_TOKEN_URL .* no web address; write it as https://"):
        endpoint_at(url)
