"""One attempt at a look-up, against a server on loopback; aioresponses makes the faults that no server can make."""

import asyncio
import gzip
import socket
import ssl
import struct
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.test_utils import TestServer
from aioresponses import aioresponses
from multidict import CIMultiDict, CIMultiDictProxy
from support import builders as make
from yarl import URL

from batch.errors import (
    AccessDeniedError,
    BadResponseError,
    DoorError,
    EnvironmentGuardError,
    LookupTimeoutError,
    NetworkFailedError,
    ProxyAuthenticationError,
    RegisterError,
    RejectedError,
    ServerFailedError,
    SubjectNotFoundError,
    ThrottledError,
    TokenUnavailableError,
    UnreachableError,
    UnusableConnectionError,
)
from batch.identity import Identity, IdType, Series
from batch.identity.environment import Environment, EnvironmentGuard
from batch.options.register_options import RegisterOptions
from batch.register import RegisterClient, open_lines
from batch.register.connection import Lines

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]
SOON = 1.0  # half of it is for connecting, also on a busy machine
LATE = 30.0
REAL = make.real_looking()


@dataclass(frozen=True)
class Token:
    value: str
    scope: str | None = None


class Tokens:
    """Hands out one token until it is rejected, then the next."""

    def __init__(self) -> None:
        self.asked_count = 0
        self.rejected: list[str] = []

    async def token(self) -> Token:
        self.asked_count += 1
        return Token(f"token-{len(self.rejected) + 1}")

    def reject(self, token: Token) -> None:
        self.rejected.append(token.value)


class NoTokens(Tokens):
    """Is as an outage of Maskinporten is."""

    async def token(self) -> Token:
        raise TokenUnavailableError("down")


@dataclass
class Register:
    """A register that gives the next of its answers, the last one for good, and remembers what it was asked."""

    answers: list[Answering]
    requests: list[web.Request] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        return await self.answers[min(len(self.requests), len(self.answers)) - 1](request)

    @property
    def bearers(self) -> list[str]:
        return [request.headers["Authorization"] for request in self.requests]


def status(code: int, body: bytes = b"", **headers: str) -> Answering:
    async def answering(_request: web.Request) -> web.Response:
        return web.Response(status=code, body=body, headers={"Content-Type": "application/json", **headers})

    return answering


OK = status(200, make.example_body())


@dataclass(kw_only=True)
class Asking:
    """A client and what it is asking."""

    client: RegisterClient
    register: Register
    tokens: Tokens
    server: TestServer


def own_lines() -> AbstractAsyncContextManager[Lines]:
    return open_lines(tls=True, name_timeout_seconds=LATE)


def client_of(
    lines: Lines,
    base_url: str,
    *,
    tokens: Tokens | None = None,
    guard: EnvironmentGuard | None = None,
    timeout_seconds: float = LATE,
    **options: Any,
) -> RegisterClient:
    return RegisterClient(
        lines=lines,
        base_url=base_url,
        tokens=tokens or Tokens(),
        guard=guard or EnvironmentGuard(environment=Environment.PPE),
        timeout_seconds=timeout_seconds,
        options=RegisterOptions(**options),
    )


@asynccontextmanager
async def asking(*answers: Answering, tokens: Tokens | None = None, **client: Any) -> AsyncIterator[Asking]:
    register, tokens = Register(list(answers)), tokens or Tokens()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", register.answer)
    async with TestServer(app) as server, own_lines() as lines:
        made = client_of(lines, f"{server.make_url('/ektepakt')}", tokens=tokens, **client)
        yield Asking(client=made, register=register, tokens=tokens, server=server)


@asynccontextmanager
async def raw_server(serve: Callable[[asyncio.StreamWriter], Awaitable[None]]) -> AsyncIterator[str]:
    """Serve bytes that no proper HTTP server would, after the request's head; yield the base address."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await serve(writer)
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/ektepakt"


async def failure(client: RegisterClient, digits: str = make.EXAMPLE_FNR) -> RegisterError:
    """Return the error of a look-up, having seen that nothing in it shows the identifier."""
    with pytest.raises(RegisterError) as raised:
        await client.fetch(make.identity(digits))
    _assert_shows_nothing(raised.value, digits)
    return raised.value


def _assert_shows_nothing(error: BaseException, digits: str) -> None:
    shown = "".join(traceback.format_exception(error))
    linked: BaseException | None = error
    while linked is not None:
        shown += f"{linked}{linked!r}{linked.args!r}{vars(linked)!r}"
        linked = linked.__cause__ or (None if linked.__suppress_context__ else linked.__context__)
    assert digits not in shown
    assert "token-1" not in shown


async def test_an_identity_is_asked_about_by_the_contract() -> None:
    async with asking(OK) as it:
        answer = await it.client.fetch(make.identity())
    (request,) = it.register.requests
    assert (request.method, request.path_qs) == ("GET", f"/ektepakt/api/v1/fnr/{make.EXAMPLE_FNR}")
    assert request.headers["Authorization"] == "Bearer token-1"
    assert request.headers["Accept"] == "application/json"
    assert (answer.http_status, answer.body) == (200, make.example_body())


async def test_a_base_address_may_end_in_a_slash() -> None:
    async with asking(OK) as it, own_lines() as lines:
        await client_of(lines, f"{it.server.make_url('/ektepakt/')}").fetch(make.identity())
    assert it.register.requests[0].path == f"/ektepakt/api/v1/fnr/{make.EXAMPLE_FNR}"


@pytest.mark.parametrize("language", ["NOB", "ENG", "N B", "NOB&x=1", "nynorsk/æøå", "a\r\nX-Evil: 1"])
async def test_the_language_arrives_as_it_was_set(language: str) -> None:
    async with asking(OK, language=language) as it:
        await it.client.fetch(make.identity())
    assert dict(it.register.requests[0].query) == {"spraakkode": language}


async def test_without_a_language_none_is_asked_for() -> None:
    async with asking(OK) as it:
        await it.client.fetch(make.identity())
    assert it.register.requests[0].query_string == ""


async def test_a_token_serves_many_look_ups() -> None:
    async with asking(OK) as it:
        for _ in range(3):
            await it.client.fetch(make.identity())
    assert it.register.bearers == ["Bearer token-1"] * 3
    assert it.tokens.rejected == []


@pytest.mark.parametrize("code", [401, 403])
async def test_a_refused_token_is_rejected_and_the_request_replayed_with_another(code: int) -> None:
    async with asking(status(code), OK) as it:
        answer = await it.client.fetch(make.identity())
    assert answer.http_status == 200
    assert it.tokens.rejected == ["token-1"]
    assert it.register.bearers == ["Bearer token-1", "Bearer token-2"]


@pytest.mark.parametrize(("first", "second"), [(403, 403), (401, 403), (403, 401)])
async def test_a_second_refusal_is_raised_and_nothing_is_asked_again(first: int, second: int) -> None:
    async with asking(status(first), status(second)) as it:
        error = await failure(it.client)
    assert type(error) is AccessDeniedError
    assert error.answered.http_status == second
    assert error.__context__ is None
    assert (len(it.register.requests), it.tokens.rejected) == (2, ["token-1"])


async def test_what_comes_of_the_replay_counts() -> None:
    async with asking(status(403), status(500)) as it:
        error = await failure(it.client)
    assert type(error) is ServerFailedError
    assert len(it.register.requests) == 2


async def test_refusals_cost_one_token_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("batch.register.client.time.monotonic", lambda: now[0])
    async with asking(status(403)) as it:
        for seconds in (0, 1, 59):
            now[0] = 1000.0 + seconds
            await failure(it.client)
        assert (it.tokens.rejected, len(it.register.requests)) == (["token-1"], 4)
        now[0] = 1060.0
        await failure(it.client)
    assert it.tokens.rejected == ["token-1", "token-2"]


async def test_no_other_error_costs_a_token() -> None:
    for code in (400, 404, 429, 500, 503):
        async with asking(status(code)) as it:
            await failure(it.client)
        assert (len(it.register.requests), it.tokens.rejected) == (1, [])


async def test_without_a_token_nothing_is_asked() -> None:
    async with asking(OK, tokens=NoTokens()) as it:
        with pytest.raises(TokenUnavailableError):
            await it.client.fetch(make.identity())
    assert it.register.requests == []


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed_and_takes_no_token_anywhere(code: int) -> None:
    async with asking(OK) as elsewhere:
        target = f"{elsewhere.server.make_url('/')}"
        async with asking(status(code, Location=target)) as it:
            error = await failure(it.client)
    assert type(error) is DoorError
    assert (len(it.register.requests), elsewhere.register.requests) == (1, [])


async def test_the_one_who_wants_to_know_who_asks_is_named_by_its_address() -> None:
    async with asking(status(407)) as it:
        error = await failure(it.client)
        assert str(it.server.make_url("")).rstrip("/") in error.what
    assert type(error) is ProxyAuthenticationError


@pytest.mark.parametrize(
    ("code", "expected"),
    [(400, RejectedError), (404, SubjectNotFoundError), (429, ThrottledError), (503, ThrottledError)],
)
async def test_a_status_becomes_its_error_with_what_the_register_said(code: int, expected: type[RegisterError]) -> None:
    feil = (make.DATA / "feil_example.json").read_bytes()
    async with asking(status(code, feil)) as it:
        error = await failure(it.client)
    assert type(error) is expected
    assert error.answered.korrelasjonsid == "41c0b5b3-ed0a-4392-a57a-9bfc57dcd48c"
    assert error.answered.feilmelding == "Feil i fødselsnummer, vennligst prøv på nytt"


async def test_a_token_that_the_register_quotes_is_masked() -> None:
    async with asking(status(400, make.body({"feilmelding": "Bearer token-1 er ukjent"}))) as it:
        error = await failure(it.client)
    assert error.answered.feilmelding is not None
    assert error.answered.feilmelding.startswith("Bearer ")
    assert "token-1" not in error.answered.feilmelding


async def test_how_long_to_wait_is_carried_along() -> None:
    async with asking(status(503, **{"Retry-After": "17"})) as it:
        error = await failure(it.client)
    assert isinstance(error, ServerFailedError)
    assert error.retry_after_seconds == 17


async def test_an_answer_about_another_person_is_refused() -> None:
    async with asking(OK) as it:
        error = await failure(it.client, make.TENOR_DNR)
    assert type(error) is BadResponseError


async def test_a_compressed_answer_is_read() -> None:
    async with asking(status(200, gzip.compress(make.example_body()), **{"Content-Encoding": "gzip"})) as it:
        answer = await it.client.fetch(make.identity())
    assert "gzip" in it.register.requests[0].headers["Accept-Encoding"]
    assert answer.body == make.example_body()


async def test_an_answer_that_is_not_compressed_as_it_says_is_refused() -> None:
    async with asking(status(200, b"not gzip at all", **{"Content-Encoding": "gzip"})) as it:
        error = await failure(it.client)
    assert type(error) is BadResponseError


async def test_an_answer_of_just_the_allowed_size_is_read() -> None:
    size = len(make.example_body())
    async with asking(OK, body_limit_bytes=size) as it:
        assert len((await it.client.fetch(make.identity())).body) == size
    async with asking(OK, body_limit_bytes=size - 1) as it:
        error = await failure(it.client)
    assert type(error) is BadResponseError
    assert error.answered.http_status == 200


async def test_an_answer_that_is_small_only_while_compressed_is_refused() -> None:
    bomb = gzip.compress(b" " * 5_000_000 + make.example_body())
    async with asking(status(200, bomb, **{"Content-Encoding": "gzip"}), body_limit_bytes=100_000) as it:
        error = await failure(it.client)
    assert type(error) is BadResponseError


async def test_an_endless_answer_is_left_at_the_limit() -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 10_000)
            sent += 10_000

    async with asking(endless, body_limit_bytes=50_000) as it:
        error = await failure(it.client)
    assert type(error) is BadResponseError
    assert sent < 50_000_000


async def test_a_server_error_stays_one_however_large_its_page_is() -> None:
    """contract/tables.md: `server_error` is a 5xx; `bad_response` is a 200."""
    async with asking(status(500, b"<html>" + b"x" * 100_000), body_limit_bytes=50_000) as it:
        error = await failure(it.client)
    assert type(error) is ServerFailedError


async def _hang(_request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


async def _hang_half_way(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(make.example_body()[:100])
    return await _hang(request)


@pytest.mark.parametrize("answering", [_hang, _hang_half_way])
async def test_no_answer_in_time_is_a_time_out(answering: Answering) -> None:
    async with asking(answering, timeout_seconds=SOON) as it:
        error = await failure(it.client)
    assert type(error) is LookupTimeoutError


async def test_the_head_of_an_answer_has_a_time_out_of_its_own() -> None:
    async with asking(_hang, first_byte_timeout_seconds=SOON) as it, asyncio.timeout(LATE / 2):
        error = await failure(it.client)
    assert type(error) is LookupTimeoutError


async def test_nobody_at_the_address_is_a_network_failure() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        async with own_lines() as lines:
            error = await failure(client_of(lines, f"http://127.0.0.1:{unused.getsockname()[1]}/ektepakt"))
    assert type(error) is UnreachableError
    assert "connect" in str(error).lower()


async def _says_nothing(_writer: asyncio.StreamWriter) -> None:
    pass


async def _resets(writer: asyncio.StreamWriter) -> None:
    linger_none = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_none)


async def _begins_and_resets(writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{"rolleinnehaver":"')
    await writer.drain()
    await _resets(writer)


async def _ends_too_early(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + make.example_body()[:1000])
    await writer.drain()


async def _ends_within_a_chunk(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n" + make.example_body()[:500])
    await writer.drain()


async def _ends_where_nobody_can_tell(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + make.example_body()[:1000])
    await writer.drain()


async def _speaks_no_http(writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 smtp.example.no ESMTP\r\n\r\n")
    await writer.drain()


@pytest.mark.parametrize(
    ("serve", "expected"),
    [
        (_says_nothing, NetworkFailedError),
        (_resets, NetworkFailedError),
        (_begins_and_resets, BadResponseError),
        (_ends_too_early, BadResponseError),
        (_ends_within_a_chunk, BadResponseError),
        (_ends_where_nobody_can_tell, BadResponseError),
        (_speaks_no_http, UnusableConnectionError),
    ],
)
async def test_a_broken_answer_is_a_network_failure_and_a_cut_one_a_bad_response(
    serve: Callable[[asyncio.StreamWriter], Awaitable[None]], expected: type[RegisterError]
) -> None:
    async with raw_server(serve) as base_url, own_lines() as lines:
        error = await failure(client_of(lines, base_url))
    assert type(error) is expected
    assert error.can_retry


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (403, AccessDeniedError),
        (400, BadResponseError),
        (404, BadResponseError),
        (410, DoorError),
        (503, ThrottledError),
    ],
)
async def test_of_an_error_the_status_counts_though_its_body_is_cut(code: int, expected: type[RegisterError]) -> None:
    """Of a 400 and a 404 the body says whose word it is, and half a body does not."""

    async def fails_and_ends_too_early(writer: asyncio.StreamWriter) -> None:
        writer.write(f'HTTP/1.1 {code} Failed\r\nContent-Length: 500\r\n\r\n{{"feilmelding":'.encode())
        await writer.drain()

    async with (
        raw_server(fails_and_ends_too_early) as base_url,
        own_lines() as lines,
    ):
        error = await failure(client_of(lines, base_url))
    assert type(error) is expected
    assert error.answered.http_status == code


async def test_a_server_without_tls_at_an_https_address_is_named() -> None:
    async with asking(OK) as it, own_lines() as lines:
        base_url = f"{it.server.make_url('/ektepakt').with_scheme('https')}"
        error = await failure(client_of(lines, base_url))
    assert type(error) is UnusableConnectionError
    assert "wrong version number" in error.what
    assert it.register.requests == []


KEY = ConnectionKey("register", 443, is_ssl=True, ssl=True, proxy=None, proxy_auth=None, proxy_headers_hash=None)
FNR_URL = URL(f"http://register/ektepakt/api/v1/fnr/{make.EXAMPLE_FNR}")
REQUEST = aiohttp.RequestInfo(FNR_URL, "GET", CIMultiDictProxy(CIMultiDict()), FNR_URL)
FAULTS = {
    "no connection in time": (
        aiohttp.ConnectionTimeoutError(f"Connection timeout to host {FNR_URL}"),
        UnreachableError,
    ),
    "no name": (aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "Name or service not known")), UnreachableError),
    "no route": (aiohttp.ClientConnectorError(KEY, OSError(113, "No route to host")), UnreachableError),
    "a certificate nobody signed": (
        aiohttp.ClientConnectorCertificateError(KEY, ssl.SSLCertVerificationError("self-signed certificate")),
        UnusableConnectionError,
    ),
    "TLS": (aiohttp.ClientConnectorSSLError(KEY, ssl.SSLError(1, "handshake failure")), UnusableConnectionError),
    "TLS cut short": (aiohttp.ClientConnectorSSLError(KEY, ssl.SSLEOFError(8, "EOF occurred")), UnreachableError),
    "no HTTP": (
        aiohttp.ClientResponseError(REQUEST, (), status=400, message=f"Bad status line: {FNR_URL}"),
        UnusableConnectionError,
    ),
    "an address that is none": (aiohttp.InvalidURL(FNR_URL), NetworkFailedError),
    "a broken pipe": (aiohttp.ClientOSError(32, "Broken pipe"), NetworkFailedError),
    "a bare system error": (OSError(101, "Network is unreachable", f"{FNR_URL}"), NetworkFailedError),
    "disconnected": (aiohttp.ServerDisconnectedError(f"while asking {FNR_URL}"), NetworkFailedError),
    "no byte in time": (aiohttp.SocketTimeoutError(f"Timeout on reading data from {FNR_URL}"), LookupTimeoutError),
    "no answer in time": (TimeoutError(f"{FNR_URL}"), LookupTimeoutError),
    "a cut body": (aiohttp.ClientPayloadError(f"Response payload is not completed: {FNR_URL}"), BadResponseError),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_of_the_connection_is_translated_without_its_address(name: str) -> None:
    fault, expected = FAULTS[name]
    async with own_lines() as lines:
        with aioresponses() as faults:
            faults.get(f"{FNR_URL}", exception=fault, repeat=True)
            error = await failure(client_of(lines, "http://register/ektepakt"))
    assert type(error) is expected
    assert error.__suppress_context__
    assert error.__cause__ is None


async def test_the_systems_own_words_are_kept() -> None:
    async with own_lines() as lines:
        with aioresponses() as faults:
            faults.get(f"{FNR_URL}", exception=aiohttp.ClientConnectorError(KEY, OSError(113, "No route to host")))
            error = await failure(client_of(lines, "http://register/ektepakt"))
    assert "No route to host" in str(error)


PROD = EnvironmentGuard(environment=Environment.PROD)
PPE = EnvironmentGuard(environment=Environment.PPE)
SANDBOX = EnvironmentGuard(environment=Environment.SANDBOX)
UNLAWFUL = ("06821349426", "0682134942", "068213494255", "06211349425", "89821349425", "../../admin", "06821349425?x=")


@pytest.mark.parametrize("claimed", Series)
@pytest.mark.parametrize(
    ("guard", "digits"),
    [
        pytest.param(PPE, REAL, id="real-looking in ppe"),
        pytest.param(SANDBOX, REAL, id="real-looking in the sandbox"),
        pytest.param(PPE, make.DOLLY, id="dolly in ppe"),
        pytest.param(PPE, make.NHN, id="nhn in ppe"),
        pytest.param(PROD, make.EXAMPLE_FNR, id="tenor in production"),
        pytest.param(PROD, make.DOLLY, id="dolly in production"),
        pytest.param(PROD, make.NHN, id="nhn in production"),
        *(pytest.param(guard, digits, id=f"{digits}") for guard in (PPE, PROD) for digits in UNLAWFUL),
    ],
)
async def test_the_guard_goes_by_the_digits_of_the_address_whatever_was_said_of_them_before(
    guard: EnvironmentGuard, digits: str, claimed: Series
) -> None:
    async with asking(OK, guard=guard) as it:
        with pytest.raises(EnvironmentGuardError) as refused:
            await it.client.fetch(Identity(digits, IdType.FNR, claimed))
    _assert_shows_nothing(refused.value, digits)
    assert (it.register.requests, it.tokens.asked_count) == ([], 0)


@pytest.mark.parametrize(
    ("guard", "digits"),
    [
        pytest.param(PROD, REAL, id="real-looking in production"),
        pytest.param(PPE, make.EXAMPLE_FNR, id="tenor in ppe"),
        pytest.param(SANDBOX, make.TENOR_DNR, id="tenor in the sandbox"),
        pytest.param(
            EnvironmentGuard(environment=Environment.PPE, test_persons=frozenset({REAL})), REAL, id="known test person"
        ),
        pytest.param(
            EnvironmentGuard(environment=Environment.PPE, allowed_series=frozenset({Series.DOLLY})),
            make.DOLLY,
            id="allowed series",
        ),
    ],
)
async def test_what_belongs_to_the_environment_is_asked_about(guard: EnvironmentGuard, digits: str) -> None:
    async with asking(status(200, make.body({"rolleinnehaver": digits, "antallEktepakt": 0})), guard=guard) as it:
        await it.client.fetch(make.identity(digits))
    assert [request.path.rpartition("/")[2] for request in it.register.requests] == [digits]


async def test_many_look_ups_at_a_time_get_each_its_own_answer() -> None:
    async def about_whoever(request: web.Request) -> web.Response:
        digits = request.path.rpartition("/")[2]
        return web.json_response({"rolleinnehaver": digits, "antallEktepakt": int(digits[-1])})

    async with asking(about_whoever) as it:
        answers = await asyncio.gather(*(it.client.fetch(make.identity(digits)) for digits in make.TENOR * 10))
    assert [answer.oppslag.rolleinnehaver for answer in answers] == list(make.TENOR * 10)


async def test_a_cancelled_look_up_is_cancelled_and_not_failed() -> None:
    arrived = asyncio.Event()

    async def arrive_and_hang(request: web.Request) -> web.StreamResponse:
        arrived.set()
        return await _hang(request)

    async with asking(arrive_and_hang) as it:
        looking = asyncio.create_task(it.client.fetch(make.identity()))
        await arrived.wait()
        looking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await looking
