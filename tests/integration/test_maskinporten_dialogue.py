"""The real dialogue with the strict sandbox: each form of key gets a token that opens the register, and each
refusal arrives with its remedy."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import jks_builder
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from jwt.algorithms import RSAAlgorithm

from batch import maskinporten
from batch.errors import GrantRefusedError, TokenRefusedError
from batch.maskinporten import AccessToken, KeySource, TokenEndpoint, TokenRefresher, load_key
from batch.sandbox import EXAMPLE_DIGITS, Faults, Party, Sandbox, sandbox_in_thread

PASSWORD = "mitt-eget"


@pytest.fixture(scope="module")
def running_sandbox() -> Iterator[Sandbox]:
    with sandbox_in_thread() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    running_sandbox.reset()
    return running_sandbox


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


class Holder:
    """One party of the sandbox, with its key written in any form."""

    def __init__(self, sandbox: Sandbox, party: Party) -> None:
        self.settings = sandbox.settings_of(party)
        self.key_id = self.settings.get("EKTEPAKT_KEY_ID")
        self.content = base64.b64decode(self.settings["EKTEPAKT_KEYSTORE"].removeprefix("base64:"))
        self.password = self.settings.get("EKTEPAKT_KEYSTORE_PASSWORD")
        own = load_key(
            KeySource(keystore=self.settings["EKTEPAKT_KEYSTORE"], password=self.password, key_id=self.key_id)
        )
        self.key: RSAPrivateKey = own.signing_key
        self.chain: tuple[x509.Certificate, ...] = own.chain

    def in_form(self, form: str) -> bytes:
        forms: dict[str, Callable[[], bytes]] = {
            "as delivered": lambda: self.content,
            "PKCS#12 in 3DES": self.old_pkcs12,
            "PEM": self.pem,
            "encrypted PEM": lambda: self.pem(BestAvailableEncryption(PASSWORD.encode())),
            "JKS": self.jks,
            "JWK": self.jwk,
            "JWK in base64": lambda: base64.b64encode(self.jwk()),
        }
        return forms[form]()

    def pem(self, encryption: KeySerializationEncryption | None = None) -> bytes:
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())
        return b"".join(each.public_bytes(Encoding.PEM) for each in reversed(self.chain)) + key

    def old_pkcs12(self) -> bytes:
        builder = PrivateFormat.PKCS12.encryption_builder()
        encryption = builder.key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC).build(PASSWORD.encode())
        return pkcs12.serialize_key_and_certificates(b"own", self.key, self.chain[0], self.chain[1:], encryption)

    def jks(self) -> bytes:
        entry = jks_builder.key_entry("own", self.key, self.chain, password=PASSWORD)
        return jks_builder.jks(entry, password=PASSWORD)

    def jwk(self) -> bytes:
        members: dict[str, Any] = RSAAlgorithm.to_jwk(self.key, as_dict=True)
        x5c = [base64.b64encode(each.public_bytes(Encoding.DER)).decode() for each in self.chain]
        return json.dumps({**members, **({"x5c": x5c} if x5c else {})}).encode()


def endpoint_of(
    sandbox: Sandbox, session: aiohttp.ClientSession, source: KeySource, party: Party, **changes: Any
) -> TokenEndpoint:
    stated = sandbox.settings_of(party)
    settings: dict[str, Any] = {
        "token_url": stated["EKTEPAKT_TOKEN_URL"],
        "audience": stated["EKTEPAKT_AUDIENCE"],
        "client_id": stated["EKTEPAKT_CLIENT_ID"],
        "scope": stated["EKTEPAKT_SCOPE"],
    }
    return TokenEndpoint(session=session, key=load_key(source), **{**settings, **changes})


def own_endpoint(sandbox: Sandbox, session: aiohttp.ClientSession, **changes: Any) -> TokenEndpoint:
    holder = Holder(sandbox, Party.CERTIFICATE)
    source = KeySource(keystore=holder.settings["EKTEPAKT_KEYSTORE"], password=holder.password)
    return endpoint_of(sandbox, session, source, Party.CERTIFICATE, **changes)


async def status_with(sandbox: Sandbox, session: aiohttp.ClientSession, token: AccessToken) -> int:
    url = f"{sandbox.settings['EKTEPAKT_REGISTER_URL']}/api/v1/fnr/{EXAMPLE_DIGITS}"
    async with session.get(url, headers={"Authorization": f"Bearer {token.value}"}) as answer:
        await answer.read()
        return answer.status


@pytest.mark.parametrize("leaf_only", [False, True], ids=["chain", "leaf alone"])
@pytest.mark.parametrize(
    "form", ["as delivered", "PKCS#12 in 3DES", "PEM", "encrypted PEM", "JKS", "JWK", "JWK in base64"]
)
async def test_a_certificate_in_every_form_gets_a_token_that_opens_the_register(
    sandbox: Sandbox, session: aiohttp.ClientSession, form: str, *, leaf_only: bool
) -> None:
    holder = Holder(sandbox, Party.CERTIFICATE)
    keystore = "base64:" + base64.b64encode(holder.in_form(form)).decode()
    password = holder.password if form == "as delivered" else PASSWORD
    source = KeySource(keystore=keystore, password=password, leaf_only=leaf_only)
    token = await endpoint_of(sandbox, session, source, Party.CERTIFICATE).fetch()
    assert await status_with(sandbox, session, token) == 200
    assert (token.expires_in, token.scope) == (120, "brreg:ektepakt/tlg")


@pytest.mark.parametrize("form", ["as delivered", "PEM", "encrypted PEM", "JWK", "JWK in base64"])
async def test_a_registered_key_in_every_form_gets_a_token_that_opens_the_register(
    sandbox: Sandbox, session: aiohttp.ClientSession, form: str
) -> None:
    holder = Holder(sandbox, Party.REGISTERED_KEY)
    keystore = "base64:" + base64.b64encode(holder.in_form(form)).decode()
    source = KeySource(keystore=keystore, password=PASSWORD, key_id=holder.key_id)
    token = await endpoint_of(sandbox, session, source, Party.REGISTERED_KEY).fetch()
    assert await status_with(sandbox, session, token) == 200


@pytest.mark.parametrize(
    ("changes", "code", "remedy"),
    [
        ({"client_id": "nobody"}, "MP-100", "EKTEPAKT_CLIENT_ID"),
        ({"audience": "https://maskinporten.no/"}, "MP-110", "EKTEPAKT_AUDIENCE"),
        ({"scope": "another:scope"}, "MP-200", "brreg:ektepakt/tlg"),
        ({"scope": "openid"}, "MP-201", "brreg:ektepakt/tlg"),
        ({"consumer_org": "123456789"}, "MP-251", "Altinn"),
    ],
)
async def test_a_refusal_arrives_with_its_code_and_remedy(
    sandbox: Sandbox, session: aiohttp.ClientSession, changes: dict[str, Any], code: str, remedy: str
) -> None:
    with pytest.raises(TokenRefusedError) as caught:
        await own_endpoint(sandbox, session, **changes).fetch()
    assert caught.value.code == code
    assert remedy in caught.value.remedy
    assert caught.value.trace_id
    assert sandbox.memory.grants_refused == [code]


async def test_a_kid_that_is_not_registered(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    holder = Holder(sandbox, Party.REGISTERED_KEY)
    source = KeySource(keystore=holder.settings["EKTEPAKT_KEYSTORE"], key_id="another")
    with pytest.raises(TokenRefusedError, match="EKTEPAKT_KEY_ID") as caught:
        await endpoint_of(sandbox, session, source, Party.REGISTERED_KEY).fetch()
    assert caught.value.code is None


async def test_a_certificate_where_the_client_has_keys(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    holder = Holder(sandbox, Party.CERTIFICATE)
    source = KeySource(keystore=holder.settings["EKTEPAKT_KEYSTORE"], password=holder.password)
    with pytest.raises(TokenRefusedError, match="set EKTEPAKT_KEY_ID to its kid"):
        await endpoint_of(sandbox, session, source, Party.REGISTERED_KEY).fetch()


async def test_a_registered_key_after_its_year(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    sandbox.faults = Faults(clock_offset_seconds=366 * 24 * 3600)
    holder = Holder(sandbox, Party.REGISTERED_KEY)
    source = KeySource(keystore=holder.settings["EKTEPAKT_KEYSTORE"], key_id=holder.key_id)
    with pytest.raises(TokenRefusedError, match="one year") as caught:
        await endpoint_of(sandbox, session, source, Party.REGISTERED_KEY).fetch()
    assert caught.value.code == "MP-121"


@pytest.mark.parametrize(("offset", "words"), [(-60, r"(59|60|61) s ahead of"), (3600, r"(3599|3600|3601) s behind")])
async def test_clocks_that_differ_are_rebuilt_for_once_and_then_named(
    sandbox: Sandbox, session: aiohttp.ClientSession, offset: int, words: str
) -> None:
    sandbox.faults = Faults(clock_offset_seconds=offset)
    async with TokenRefresher(endpoint=own_endpoint(sandbox, session)) as refresher:
        with pytest.raises(GrantRefusedError, match=words) as caught:
            await refresher.token()
    assert caught.value.clock_ahead_seconds is not None
    assert abs(caught.value.clock_ahead_seconds + offset) <= 1
    assert sandbox.memory.token_requests == 2


async def test_a_slow_clock_within_the_life_of_a_grant_still_gets_its_token(
    sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    sandbox.faults = Faults(clock_offset_seconds=100)
    token = await own_endpoint(sandbox, session).fetch()
    assert token.clock_ahead_seconds in {-99, -100, -101}


async def test_fifty_workers_share_two_tokens_when_the_first_expires_unnoticed(
    sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    """The machine slept and its clock stood still: the register alone knows that the token has expired."""

    async def look_up(refresher: TokenRefresher) -> list[int]:
        token = await refresher.token()
        statuses = [await status_with(sandbox, session, token)]
        if statuses[0] == 403:
            refresher.reject(token)
            statuses.append(await status_with(sandbox, session, await refresher.token()))
        return statuses

    async with TokenRefresher(endpoint=own_endpoint(sandbox, session)) as refresher:
        before = await asyncio.gather(*(look_up(refresher) for _ in range(50)))
        sandbox.faults = Faults(clock_offset_seconds=125)
        after = await asyncio.gather(*(look_up(refresher) for _ in range(50)))
    assert before == [[200]] * 50
    assert after == [[403, 200]] * 50
    assert sandbox.memory.token_requests == 2
    assert (refresher.fetched_count, refresher.rejected_count) == (2, 1)


async def test_a_refusal_for_good_is_asked_for_once_however_many_wait(
    sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    async with TokenRefresher(endpoint=own_endpoint(sandbox, session, client_id="nobody")) as refresher:
        told = await asyncio.gather(*(refresher.token() for _ in range(200)), return_exceptions=True)
    assert {type(each) for each in told} == {TokenRefusedError}
    assert sandbox.memory.token_requests == 1


async def test_the_example_of_the_package_runs_as_printed(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert maskinporten.__doc__ is not None
    example = maskinporten.__doc__.partition("It can be used alone:\n")[2].partition("\n\n\n")[0]
    stated = sandbox.settings
    lines = example.replace("https://test.maskinporten.no/token", stated["EKTEPAKT_TOKEN_URL"])
    lines = lines.replace("https://test.maskinporten.no/", stated["EKTEPAKT_AUDIENCE"])
    holder = Holder(sandbox, Party.CERTIFICATE)
    (tmp_path / "virksomhet.p12").write_bytes(holder.content)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEYSTORE_PASSWORD", holder.password or "")
    monkeypatch.setenv("CLIENT_ID", stated["EKTEPAKT_CLIENT_ID"])

    scope: dict[str, Any] = {}
    exec("async def example():\n" + lines.rstrip() + "\n    return token\n", scope)  # noqa: S102 - our own text
    token = await scope["example"]()
    async with aiohttp.ClientSession() as session:
        assert await status_with(sandbox, session, token) == 200
