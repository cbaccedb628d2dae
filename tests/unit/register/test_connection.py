"""How connections are made: what is sent along, who is trusted, and that a wait for one never seems a slow answer."""

import asyncio
import ipaddress
import itertools
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from support import builders as make
from support import key_builders

from batch import __version__
from batch.errors import BadResponseError, UnreachableError, UnusableConnectionError
from batch.identity.environment import Environment, EnvironmentGuard
from batch.options.register_options import RegisterOptions
from batch.register import RegisterClient, open_lines

SOON = 0.2
LATE = 30.0


class OneToken:
    """Has one token for everybody."""

    value = "token"
    scope = None

    async def token(self) -> "OneToken":
        return self

    def reject(self, token: "OneToken") -> None:
        raise AssertionError(f"{token} was refused")


@asynccontextmanager
async def client(
    base_url: str,
    *,
    tls: ssl.SSLContext | bool = True,
    timeout_seconds: float = LATE,
    name_timeout_seconds: float = LATE,
) -> AsyncIterator[RegisterClient]:
    async with open_lines(tls=tls, name_timeout_seconds=name_timeout_seconds) as lines:
        yield RegisterClient(
            lines=lines,
            base_url=base_url,
            tokens=OneToken(),
            guard=EnvironmentGuard(environment=Environment.PPE),
            timeout_seconds=timeout_seconds,
            options=RegisterOptions(),
        )


@asynccontextmanager
async def server(handler: object, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/{path:.*}", handler)  # type: ignore[arg-type]
    made = TestServer(app, scheme="https" if tls else "http")
    await made.start_server(ssl=tls)
    try:
        yield f"{made.make_url('/ektepakt')}"
    finally:
        await made.close()


async def _answer(request: web.Request) -> web.Response:
    digits = request.path.rpartition("/")[2]
    return web.json_response({"rolleinnehaver": digits, "antallEktepakt": 0})


async def test_the_program_names_itself() -> None:
    seen: list[str] = []

    async def remember(request: web.Request) -> web.Response:
        seen.append(request.headers["User-Agent"])
        return await _answer(request)

    async with server(remember) as base_url, client(base_url) as register:
        await register.fetch(make.identity())
    assert seen == [f"ektepakt-batch/{__version__}"]


async def test_no_cookie_is_kept() -> None:
    seen: list[dict[str, str]] = []

    async def bake(request: web.Request) -> web.Response:
        seen.append(dict(request.cookies))
        response = await _answer(request)
        response.set_cookie("session", "somebody")
        return response

    async with server(bake) as base_url, client(base_url) as register:
        for _ in range(2):
            await register.fetch(make.identity())
    assert seen == [{}, {}]


async def test_as_many_are_asked_at_a_time_as_there_are_callers() -> None:
    callers = 110
    all_arrived = asyncio.Barrier(callers)

    async def wait_for_the_others(request: web.Request) -> web.Response:
        await all_arrived.wait()
        return await _answer(request)

    async with server(wait_for_the_others) as base_url, client(base_url) as register:
        answers = await asyncio.gather(*(register.fetch(make.identity()) for _ in range(callers)))
    assert len(answers) == callers


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody but its own key has signed, with the key, in one file."""
    key, now = key_builders.rsa_key("loopback"), datetime.now(UTC)
    name = key_builders.subject_name("loopback")
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "loopback.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


async def test_a_certificate_that_nobody_signed_is_not_trusted(server_tls: ssl.SSLContext) -> None:
    async with server(_answer, tls=server_tls) as base_url:
        await _assert_certificate_refused(base_url, tls=True)


async def test_a_certificate_that_is_named_as_trusted_is(server_tls: ssl.SSLContext, certificate: Path) -> None:
    trusting = ssl.create_default_context(cafile=certificate)
    async with server(_answer, tls=server_tls) as base_url, client(base_url, tls=trusting) as register:
        assert (await register.fetch(make.identity())).http_status == 200


async def test_a_trusted_certificate_for_another_address_is_refused(
    server_tls: ssl.SSLContext, certificate: Path
) -> None:
    trusting = ssl.create_default_context(cafile=certificate)
    async with server(_answer, tls=server_tls) as base_url:
        await _assert_certificate_refused(base_url.replace("127.0.0.1", "localhost"), tls=trusting)


async def _assert_certificate_refused(base_url: str, *, tls: ssl.SSLContext | bool) -> None:
    async with client(base_url, tls=tls) as register:
        with pytest.raises(UnusableConnectionError, match=r"[Cc]ertificate"):
            await register.fetch(make.identity())


@contextmanager
def full_queue() -> Iterator[int]:
    """Listen without ever accepting, with no place left in the queue: further connections get no answer."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(listening.getsockname())
        try:
            yield listening.getsockname()[1]
        finally:
            for each in waiting:
                each.close()


async def test_no_connection_in_time_is_no_connection_and_no_slow_answer() -> None:
    with full_queue() as port:
        async with client(f"http://127.0.0.1:{port}", timeout_seconds=SOON) as register:
            with pytest.raises(UnreachableError):
                await register.fetch(make.identity())


async def test_a_handshake_that_does_not_end_is_no_connection_and_no_slow_answer() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        base_url = f"https://127.0.0.1:{listening.getsockname()[1]}"
        async with client(base_url, timeout_seconds=SOON) as register:
            with pytest.raises(UnreachableError):
                await register.fetch(make.identity())


async def test_a_name_that_is_not_found_in_time_is_no_connection_and_no_slow_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name server that does not answer can't be had on loopback: the system's look-up is held instead."""
    may_end = threading.Event()

    def hanging(*_args: object, **_kwargs: object) -> list[object]:
        may_end.wait(LATE)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", hanging)
    try:
        async with client("http://register.invalid", timeout_seconds=2 * SOON, name_timeout_seconds=SOON) as register:
            with pytest.raises(UnreachableError):
                await register.fetch(make.identity())
    finally:
        may_end.set()


Serving = Callable[[asyncio.StreamWriter, str, int], Awaitable[None]]


@dataclass
class Wire:
    """A server of bare bytes: what it was asked, and over how many connections."""

    base_url: str = ""
    connections: int = 0
    asked: list[str] = field(default_factory=list)


@asynccontextmanager
async def wire(serve: Serving) -> AsyncIterator[Wire]:
    """Let `serve` write the answer to each request: the digits, and which request on its connection it is."""
    made = Wire()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        made.connections += 1
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            for nth in itertools.count(1):
                head = await reader.readuntil(b"\r\n\r\n")
                made.asked.append(head.split(b"/fnr/")[1][:11].decode())
                await serve(writer, made.asked[-1], nth)
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        made.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/ektepakt"
        yield made


def about(digits: str, count: int = 0) -> bytes:
    body = make.body({"rolleinnehaver": digits, "antallEktepakt": count})
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


FIRST, SECOND = make.EXAMPLE_FNR, make.TENOR_DNR
UNASKED = {
    "the same person's": about(FIRST, 3),
    "the next one's": about(SECOND, 3),
    "a refusal": b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
    "a time-out": b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n",
    "half of one": about(SECOND, 3)[:-5],
    "a head alone": about(SECOND, 3).partition(b"{")[0],
    "nothing readable": b"\x00\x01\r\n\r\n",
}


@pytest.mark.parametrize("name", UNASKED)
async def test_what_comes_unasked_on_a_kept_connection_is_nobodys_answer(name: str) -> None:
    async def answer(writer: asyncio.StreamWriter, digits: str, nth: int) -> None:
        writer.write(about(digits))
        if (nth, seen.connections) == (1, 1):
            await is_read.wait()
            writer.write(UNASKED[name])
            is_sent.set()

    is_read, is_sent = asyncio.Event(), asyncio.Event()
    async with wire(answer) as seen, client(seen.base_url) as register:
        await register.fetch(make.identity(FIRST))
        is_read.set()
        await is_sent.wait()
        for _ in range(3):  # on loopback it is there; the loop reads it when it turns
            await asyncio.sleep(0)
        for digits in (SECOND, SECOND, FIRST):
            answered = await register.fetch(make.identity(digits))
            assert (answered.oppslag.rolleinnehaver, answered.oppslag.antall_ektepakt) == (digits, 0)
    assert seen.connections == 2
    assert len(seen.asked) <= 5


@pytest.mark.parametrize("unasked", [about(SECOND, 3), about(FIRST, 3)])
async def test_what_comes_unasked_right_behind_an_answer_is_nobodys_answer(unasked: bytes) -> None:
    async def answer(writer: asyncio.StreamWriter, digits: str, nth: int) -> None:
        writer.write(about(digits) + (unasked if (nth, seen.connections) == (1, 1) else b""))

    async with wire(answer) as seen, client(seen.base_url) as register:
        for digits in (FIRST, SECOND, FIRST):
            answered = await register.fetch(make.identity(digits))
            assert (answered.oppslag.rolleinnehaver, answered.oppslag.antall_ektepakt) == (digits, 0)


@pytest.mark.parametrize("wrong", [about(FIRST), b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"])
async def test_who_got_another_persons_answer_or_nobodys_is_asked_again_over_a_fresh_connection(wrong: bytes) -> None:
    """The answer that comes in its place is late by one, and would be so for everybody who is asked there."""

    async def answer(writer: asyncio.StreamWriter, digits: str, nth: int) -> None:
        writer.write(wrong if (nth, seen.connections) == (2, 1) else about(digits))

    async with wire(answer) as seen, client(seen.base_url) as register:
        await register.fetch(make.identity(FIRST))
        with pytest.raises(BadResponseError):
            await register.fetch(make.identity(SECOND))
        assert seen.connections == 1
        assert (await register.fetch(make.identity(SECOND))).oppslag.rolleinnehaver == SECOND
        assert seen.connections == 2
        await register.fetch(make.identity(FIRST))
        assert seen.connections == 2


async def test_a_fresh_connection_takes_the_place_of_a_kept_one() -> None:
    async def answer(writer: asyncio.StreamWriter, digits: str, nth: int) -> None:
        await asyncio.sleep(SOON / 10)
        writer.write(about(FIRST) if seen.asked.count(digits) == 1 else about(digits))

    async with wire(answer) as seen, client(seen.base_url) as register:
        await asyncio.gather(*(register.fetch(make.identity(FIRST)) for _ in range(4)))
        for digits in make.TENOR[1:]:
            with pytest.raises(BadResponseError):
                await register.fetch(make.identity(digits))
            await register.fetch(make.identity(digits))
        await asyncio.gather(*(register.fetch(make.identity(FIRST)) for _ in range(4)))
    assert seen.connections <= 4 + 2 * 3
