"""What ends a connection for good is said in one sentence, the same at the register as at Maskinporten."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from support import builders as make
from support import key_builders
from support.made_certificates import Wrong, serve_wrong
from support.raw_servers import Reply, page, raw_server

from batch.errors import (
    BadResponseError,
    EktepaktBatchError,
    RegisterDownError,
    TokenAddressError,
    UnreachableError,
    UnusableConnectionError,
)
from batch.identity.environment import Environment, EnvironmentGuard
from batch.maskinporten import AccessToken, TokenEndpoint, TokenRefresher
from batch.maskinporten.clock import SystemClock, TokenClock
from batch.network.sessions import open_session
from batch.options.refresh_options import RefreshOptions
from batch.options.register_options import RegisterOptions
from batch.register import RegisterClient, open_lines

HASTE = RefreshOptions(backoff_seconds=0.01, backoff_ceiling_seconds=0.01)
ANSWER = page("200 OK", "Content-Type: application/json", body=make.example_body())


class ClockAhead(SystemClock):
    """The machine's own, so many seconds later."""

    seconds = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.seconds


class OneToken:
    async def token(self) -> AccessToken:
        return AccessToken(value="secret-token", expires_in=120)

    def reject(self, token: AccessToken) -> None:
        raise AssertionError(token)


@asynccontextmanager
async def register(address: str, *, tls: ssl.SSLContext | bool = True) -> AsyncIterator[RegisterClient]:
    async with open_lines(tls=tls, name_timeout_seconds=5) as lines:
        yield RegisterClient(
            lines=lines,
            base_url=f"{address}/ektepakt",
            tokens=OneToken(),
            guard=EnvironmentGuard(environment=Environment.PPE),
            timeout_seconds=10,
            options=RegisterOptions(),
        )


async def at_register(address: str, *, tls: ssl.SSLContext | bool = True) -> EktepaktBatchError:
    async with register(address, tls=tls) as client:
        with pytest.raises(EktepaktBatchError) as caught:
            await client.fetch(make.identity())
        return caught.value


async def at_maskinporten(address: str, *, tls: ssl.SSLContext | bool = True) -> EktepaktBatchError:
    async with open_session(tls=tls, name_timeout_seconds=5) as session, refresher(session, address) as tokens:
        with pytest.raises(EktepaktBatchError) as caught:
            await tokens.token()
        return caught.value


def refresher(session: aiohttp.ClientSession, address: str, *, clock: TokenClock | None = None) -> TokenRefresher:
    endpoint = TokenEndpoint(
        session=session,
        token_url=f"{address}/token",
        audience=f"{address}/",
        client_id="client",
        scope="brreg:ektepakt/tlg",
        key=key_builders.registered_key(),
    )
    return TokenRefresher(endpoint=endpoint, options=HASTE, clock=clock)


ENDS = {
    "register": (at_register, UnusableConnectionError, "EKTEPAKT_REGISTER_URL"),
    "maskinporten": (at_maskinporten, TokenAddressError, "EKTEPAKT_TOKEN_URL"),
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    ("wrong", "reason", "remedy"),
    [
        (Wrong.UNKNOWN_ROOT, "unable to get local issuer certificate", "EKTEPAKT_CA_FILE"),
        (
            Wrong.NO_INTERMEDIATE,
            "unable to get local issuer certificate",
            "intermediate one that the server leaves out",
        ),
        (Wrong.SELF_SIGNED, "self-signed certificate", "EKTEPAKT_CA_FILE"),
        (Wrong.EXPIRED, "certificate has expired", "this machine's clock"),
        (Wrong.NOT_YET_VALID, "certificate is not yet valid", "this machine's clock"),
        (Wrong.OTHER_NAME, "certificate is not valid for '127.0.0.1'", "must name the server as its certificate does"),
        (Wrong.WEAK_KEY, "key too weak", "too weak"),
        (Wrong.OLD_VERSION, "protocol version", "TLS 1.2 or newer"),
        (Wrong.NO_COMMON_CIPHER, "handshake failure", "no common version or cipher"),
        (Wrong.CLIENT_CERTIFICATE_1_2, "handshake failure", "client certificate is wanted"),
        (Wrong.CLIENT_CERTIFICATE_1_3, "certificate required", "client certificate is wanted"),
        (Wrong.UNRECOGNIZED_NAME, "unrecognized name", "must name the server"),
    ],
)
async def test_tls_that_fails_for_good_is_said_in_openssls_words_with_what_to_do(
    end: str, wrong: Wrong, reason: str, remedy: str
) -> None:
    served = serve_wrong(wrong)
    ask, expected, _ = ENDS[end]
    trusting = ssl.create_default_context(cadata=served.ca_pem.decode())
    trusting.minimum_version = ssl.TLSVersion.TLSv1_2  # Python's own default, which Debian's build leaves to the system
    with raw_server(ANSWER, tls=served.context) as server:
        error = await ask(server.url, tls=trusting)
    assert type(error) is expected
    assert reason in error.what
    assert remedy in str(error.remedy)
    assert "{" not in str(error)
    assert server.connections in {2, 4}, "tried once more; after the handshake aiohttp makes two of each"


@pytest.mark.parametrize("end", ENDS)
async def test_a_port_where_no_tls_is_spoken(end: str) -> None:
    ask, expected, setting = ENDS[end]
    with raw_server(ANSWER) as server:
        error = await ask(server.url.replace("http://", "https://"))
    assert type(error) is expected
    assert "wrong version number; no TLS is spoken at this port: check host and port of " + setting in str(error)


NO_HTTP = {
    "banner": (lambda _head: b"220 smtp.example.no ESMTP\r\n\r\n", "220 smtp.example.no"),
    "noise": (lambda _head: b"\x00\x01\xff\r\n\r\n", "no HTTP"),
    "a header without end": (page("200 OK", f"X-Big: {'a' * 70_000}"), "a header of more than 64 KiB"),
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("name", NO_HTTP)
async def test_what_is_no_http_is_quoted(end: str, name: str) -> None:
    reply, words = NO_HTTP[name]
    ask, expected, setting = ENDS[end]
    with raw_server(reply) as server:
        error = await ask(server.url)
    assert type(error) is expected
    assert words in error.what
    assert setting in str(error.remedy)
    assert server.connections == 2


async def test_an_answer_with_a_large_header_is_an_answer() -> None:
    large = page("200 OK", f"X-Big: {'a' * 60_000}", body=make.example_body())
    with raw_server(large) as server:
        async with register(server.url) as client:
            assert (await client.fetch(make.identity())).http_status == 200


LATIN = '{"rolleinnehaver": "06821349425", "antallEktepakt": 0, "navn": "bjørn"}'.encode("latin-1")


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (page("200 OK", "Content-Encoding: br", body=b"\x0b\x02\x80"), "came in br, which was not asked for"),
        (page("200 OK", "Content-Encoding: zstd", body=b"\x28\xb5\x2f\xfd"), "came in zstd, which was not asked for"),
        (page("200 OK", "Content-Encoding: compress", body=b"x"), "came in compress, which was not asked for"),
        (page("200 OK", "Content-Encoding: gzip, br", body=b"x"), "which was not asked for"),
        (page("200 OK", "Content-Type: application/json; charset=ISO-8859-1", body=LATIN), "came in ISO-8859-1, which"),
        (page("200 OK", "Content-Type: application/json", body=LATIN), "came in no UTF-8, which was not asked for"),
        (page("200 OK", body=b" <html>Sign in</html>"), "the answer is a page, and no JSON"),
    ],
)
async def test_an_encoding_that_was_not_asked_for_is_named_and_this_identifiers(reply: Reply, words: str) -> None:
    with raw_server(reply) as server:
        error = await at_register(server.url)
    assert type(error) is BadResponseError
    assert words in error.what
    assert error.remedy is not None
    assert "check EKTEPAKT_REGISTER_URL" in error.remedy, "the register itself does not answer so"
    [head] = server.heads
    assert b"Accept-Encoding: gzip, deflate\r\n" in head


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress"])
async def test_an_encoding_that_was_not_asked_for_is_no_maskinporten(encoding: str) -> None:
    with raw_server(page("200 OK", f"Content-Encoding: {encoding}", body=b"x")) as server:
        error = await at_maskinporten(server.url)
    assert type(error) is TokenAddressError
    assert f"came in {encoding}, which was not asked for; check EKTEPAKT_TOKEN_URL" in str(error)


async def test_a_certificate_that_expires_in_mid_run_ends_it_at_maskinporten_too() -> None:
    """Connections are kept, so it is noticed when the next one is made."""
    token = page("200 OK", "Content-Type: application/json", body=b'{"access_token": "opaque", "expires_in": 120}')
    served, expired = serve_wrong(Wrong.NOTHING), serve_wrong(Wrong.EXPIRED)
    trusting = ssl.create_default_context(cadata=served.ca_pem.decode() + expired.ca_pem.decode())
    clock = ClockAhead()
    with raw_server(token, tls=served.context) as server:
        async with (
            open_session(tls=trusting, name_timeout_seconds=5) as session,
            refresher(session, server.url, clock=clock) as tokens,
        ):
            assert (await tokens.token()).value == "opaque"
            server.tls = expired.context
            clock.seconds = 120
            with pytest.raises(TokenAddressError, match="certificate has expired"):
                await tokens.token()


async def test_a_name_that_does_not_resolve_asks_about_a_proxy_and_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    async with register("https://register.invalid") as client:
        monkeypatch.setattr("batch.register.client.time.monotonic", lambda: now[0])
        for seconds in (0, 60, 119):
            now[0] = 1000.0 + seconds
            with pytest.raises(UnreachableError, match=r"does not resolve .* through a proxy"):
                await client.fetch(make.identity())
        now[0] += 2
        with pytest.raises(RegisterDownError, match=r"nobody was reached for 2 minutes: .* through a proxy"):
            await client.fetch(make.identity())
