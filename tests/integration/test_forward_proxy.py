"""A look-up and a token through a forward proxy: tunnel and plain, with a sign-in and without."""

import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from support import builders as make
from support import key_builders
from support.made_certificates import Wrong, serve_wrong
from support.raw_servers import ForwardProxy, RawServer, forward_proxy, page, raw_server

from batch.errors import (
    NoWayOutError,
    ProxyAuthenticationError,
    RegisterError,
    TokenAddressError,
    TokenUnavailableError,
    UnreachableError,
    UnusableConnectionError,
)
from batch.identity.environment import Environment, EnvironmentGuard
from batch.maskinporten import AccessToken, TokenEndpoint
from batch.network.proxy import Proxy, proxy_for
from batch.network.sessions import open_session
from batch.options.register_options import RegisterOptions
from batch.register import Answer, RegisterClient, open_lines

SIGN_IN = "bank:hemmelig"
ANSWER = page("200 OK", "Content-Type: application/json", body=make.example_body())
TOKEN = page("200 OK", "Content-Type: application/json", body=b'{"access_token": "opaque", "expires_in": 120}')
SERVED = serve_wrong(Wrong.NOTHING)


class OneToken:
    async def token(self) -> AccessToken:
        return AccessToken(value="secret-token", expires_in=120)

    def reject(self, token: AccessToken) -> None:
        raise AssertionError(token)


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cadata=SERVED.ca_pem.decode())


def through(proxy: ForwardProxy, sign_in: str = "") -> Proxy:
    found = proxy_for("https://x.example", own=f"http://{sign_in}{'@' if sign_in else ''}127.0.0.1:{proxy.port}")
    assert found is not None
    return found


@asynccontextmanager
async def register(address: str, proxy: Proxy, *, timeout_seconds: float = 10) -> AsyncIterator[RegisterClient]:
    async with open_lines(tls=trusting(), name_timeout_seconds=5) as lines:
        yield RegisterClient(
            lines=lines,
            base_url=f"{address}/ektepakt",
            tokens=OneToken(),
            guard=EnvironmentGuard(environment=Environment.PPE),
            timeout_seconds=timeout_seconds,
            options=RegisterOptions(),
            proxy=proxy,
        )


async def look_up(address: str, proxy: Proxy) -> Answer:
    async with register(address, proxy) as client:
        return await client.fetch(make.identity())


async def refused_look_up(address: str, proxy: Proxy) -> RegisterError:
    with pytest.raises(RegisterError) as caught:
        await look_up(address, proxy)
    return caught.value


async def fetch_token(address: str, proxy: Proxy) -> AccessToken:
    async with open_session(tls=trusting(), name_timeout_seconds=5) as session:
        endpoint = TokenEndpoint(
            session=session,
            token_url=f"{address}/token",
            audience=f"{address}/",
            client_id="client",
            scope="brreg:ektepakt/tlg",
            key=key_builders.registered_key(),
            proxy=proxy,
        )
        return await endpoint.fetch()


def named(server: RawServer) -> str:
    """Only the proxy knows the way: no name server has this name."""
    return f"{'https' if server.tls else 'http'}://register.intern.example:{server.port}"


@pytest.mark.parametrize("sign_in", [None, SIGN_IN])
async def test_an_https_register_is_asked_through_a_tunnel(sign_in: str | None) -> None:
    with raw_server(ANSWER, tls=SERVED.context) as server, forward_proxy(sign_in=sign_in) as proxy:
        answer = await look_up(named(server), through(proxy, sign_in or ""))
    assert answer.http_status == 200
    [head] = proxy.heads
    assert head.startswith(f"CONNECT register.intern.example:{server.port} HTTP/1.1\r\n".encode())
    assert b"secret-token" not in head
    assert b"/fnr/" not in head
    assert b"Proxy-Authorization" not in server.heads[0]


@pytest.mark.parametrize("sign_in", [None, SIGN_IN])
async def test_an_http_register_is_asked_through_a_plain_proxy(sign_in: str | None) -> None:
    with raw_server(ANSWER) as server, forward_proxy(sign_in=sign_in) as proxy:
        answer = await look_up(named(server), through(proxy, sign_in or ""))
    assert answer.http_status == 200
    assert proxy.heads[0].startswith(b"GET http://register.intern.example:")


@pytest.mark.parametrize("sign_in", [None, SIGN_IN])
async def test_a_token_is_fetched_through_a_tunnel(sign_in: str | None) -> None:
    with raw_server(TOKEN, tls=SERVED.context) as server, forward_proxy(sign_in=sign_in) as proxy:
        token = await fetch_token(named(server), through(proxy, sign_in or ""))
    assert token.value == "opaque"
    assert proxy.heads[0].startswith(b"CONNECT")


@pytest.mark.parametrize(
    ("sign_in", "words"),
    [("", "wants to know who asks (407); set EKTEPAKT_PROXY to http://user:password@"), ("bank:feil", "does not take")],
)
@pytest.mark.parametrize("tls", [True, False])
async def test_a_proxy_that_wants_to_know_who_asks_is_named(sign_in: str, words: str, *, tls: bool) -> None:
    with raw_server(ANSWER, tls=SERVED.context if tls else None) as server, forward_proxy(sign_in=SIGN_IN) as proxy:
        error = await refused_look_up(named(server), through(proxy, sign_in))
        assert type(error) is ProxyAuthenticationError
        assert f"the proxy 127.0.0.1:{proxy.port} {words}" in str(error)
        assert "feil" not in str(error)
        if tls:
            with pytest.raises(TokenAddressError, match=f"the proxy 127.0.0.1:{proxy.port}") as caught:
                await fetch_token(named(server), through(proxy, sign_in))
            assert not caught.value.may_pass
    assert server.heads == []


async def test_a_proxy_that_allows_nobody_there_is_named() -> None:
    with forward_proxy(refuses="403 Forbidden") as proxy:
        error = await refused_look_up("https://register.intern.example", through(proxy))
        assert type(error) is UnusableConnectionError
        assert f"the proxy 127.0.0.1:{proxy.port} does not connect to https://register" in str(error)
        with pytest.raises(TokenAddressError, match="does not connect to Maskinporten"):
            await fetch_token("https://maskinporten.intern.example", through(proxy))


@pytest.mark.parametrize("status", ["502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"])
async def test_a_proxy_that_does_not_get_there_may_do_so_later(status: str) -> None:
    with forward_proxy(refuses=status) as proxy:
        error = await refused_look_up("https://register.intern.example", through(proxy))
        assert type(error) is UnreachableError
        assert f"the proxy 127.0.0.1:{proxy.port} does not reach" in str(error)
        with pytest.raises(TokenUnavailableError, match="does not reach"):
            await fetch_token("https://maskinporten.intern.example", through(proxy))


async def test_a_proxy_that_says_nothing_makes_no_identity_look_slow() -> None:
    with raw_server(lambda _head: time.sleep(30) or b"") as silent:
        proxy = proxy_for("https://x.example", own=f"http://127.0.0.1:{silent.port}")
        assert proxy is not None
        async with register("https://register.intern.example", proxy, timeout_seconds=1) as client:
            with pytest.raises(UnreachableError, match=r"no connection to .* through the proxy .* in time"):
                await client.fetch(make.identity())


@pytest.mark.parametrize("address", ["127.0.0.1:9", "proxy.invalid:8080"])
async def test_a_proxy_that_is_not_there_is_named(address: str) -> None:
    proxy = proxy_for("https://x.example", own=f"http://{SIGN_IN}@{address}")
    assert proxy is not None
    error = await refused_look_up("https://register.intern.example", proxy)
    assert type(error) is UnreachableError
    assert f"no connection to the proxy {address} (" in str(error)
    assert "check EKTEPAKT_PROXY" in str(error)
    assert "hemmelig" not in str(error)
    with pytest.raises(NoWayOutError, match=f"no connection to the proxy {address}"):
        await fetch_token("https://maskinporten.intern.example", proxy)


async def test_a_proxy_that_looks_into_the_traffic_needs_its_certificate_trusted() -> None:
    untrusted = serve_wrong(Wrong.SELF_SIGNED)
    with raw_server(ANSWER, tls=untrusted.context) as server, forward_proxy() as proxy:
        error = await refused_look_up(named(server), through(proxy))
    assert type(error) is UnusableConnectionError
    assert "EKTEPAKT_CA_FILE" in str(error)
    assert f"through the proxy 127.0.0.1:{proxy.port}" in str(error)
