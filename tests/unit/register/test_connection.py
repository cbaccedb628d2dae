"""How connections are made: what is sent along, who is trusted, and that a wait for one never seems a slow answer."""

import asyncio
import ipaddress
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
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
from batch.errors import UnreachableError, WrongAddressError
from batch.identity.environment import Environment, EnvironmentGuard
from batch.options.register_options import RegisterOptions
from batch.register import RegisterClient, open_session

SOON = 0.2
LATE = 30.0


class OneToken:
    """Has one token for everybody."""

    value = "token"

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
    async with open_session(tls=tls, name_timeout_seconds=name_timeout_seconds) as session:
        yield RegisterClient(
            session=session,
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
        with pytest.raises(WrongAddressError, match=r"[Cc]ertificate"):
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
