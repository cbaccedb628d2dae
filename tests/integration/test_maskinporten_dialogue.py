"""The real dialogue with the strict sandbox: each form of key opens the register, each refusal has its remedy."""

import base64
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from support.token_dialogue import Holder, endpoint_of, key_source, status_with

from batch import maskinporten
from batch.errors import CertificateExpiredError, TokenRefusedError
from batch.sandbox import Faults, Party, Sandbox, SandboxOptions, sandbox_in_thread


@pytest.fixture(scope="module")
def running_sandbox() -> Iterator[Sandbox]:
    with sandbox_in_thread(SandboxOptions(token_lifetime_seconds=120)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    running_sandbox.reset()
    return running_sandbox


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


FORMS = ["as delivered", "PEM", "encrypted PEM", "JWK", "JWK in base64"]


@pytest.mark.parametrize("leaf_only", [False, True], ids=["chain", "leaf alone"])
@pytest.mark.parametrize("form", [*FORMS, "PKCS#12 in 3DES", "JKS"])
async def test_a_certificate_in_every_form_gets_a_token_that_opens_the_register(
    sandbox: Sandbox, session: aiohttp.ClientSession, form: str, *, leaf_only: bool
) -> None:
    holder = Holder(sandbox, Party.CERTIFICATE)
    token = await endpoint_of(holder.settings, session, source=holder.source(form, leaf_only=leaf_only)).fetch()
    assert await status_with(sandbox, session, token) == 200
    assert (token.expires_in, token.scope) == (120, "brreg:ektepakt/tlg")


@pytest.mark.parametrize("form", FORMS)
async def test_a_registered_key_in_every_form_gets_a_token_that_opens_the_register(
    sandbox: Sandbox, session: aiohttp.ClientSession, form: str
) -> None:
    holder = Holder(sandbox, Party.REGISTERED_KEY)
    token = await endpoint_of(holder.settings, session, source=holder.source(form)).fetch()
    assert await status_with(sandbox, session, token) == 200


async def test_a_supplier_acts_for_its_customer(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    settings = sandbox.settings_of(Party.SUPPLIER)
    assert settings["EKTEPAKT_CONSUMER_ORG"]
    token = await endpoint_of(settings, session).fetch()
    assert await status_with(sandbox, session, token) == 200


@pytest.mark.parametrize(
    ("party", "code", "remedy"),
    [
        (Party.UNKNOWN_CLIENT, "MP-100", "EKTEPAKT_CLIENT_ID"),
        (Party.FOREIGN_CERTIFICATE, "MP-120", "test certificate in production"),
        (Party.EXPIRED_KEY, "MP-121", "lives one year"),
        (Party.OTHER_ORGANISATION, "MP-122", "another organisation's"),
        (Party.UNKNOWN_KID, None, "EKTEPAKT_KEY_ID"),
        (Party.NO_SCOPE, "MP-200", "register brreg:ektepakt/tlg"),
        (Party.NO_ACCESS, "MP-250", "Brønnøysundregistrene"),
        (Party.UNDELEGATED, "MP-251", "Altinn"),
    ],
)
async def test_a_party_that_is_not_let_in_is_told_why(
    sandbox: Sandbox, session: aiohttp.ClientSession, party: Party, code: str | None, remedy: str
) -> None:
    with pytest.raises(TokenRefusedError) as caught:
        await endpoint_of(sandbox.settings_of(party), session).fetch()
    assert caught.value.code == code
    assert remedy in caught.value.remedy
    assert caught.value.trace_id
    assert caught.value.clock_ahead_seconds in {0, 1}
    assert sandbox.memory.token_requests == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"audience": "https://maskinporten.no/"}, "MP-110"), ({"scope": "openid"}, "MP-201")],
)
async def test_settings_of_another_environment_are_told(
    sandbox: Sandbox, session: aiohttp.ClientSession, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(TokenRefusedError) as caught:
        await endpoint_of(sandbox.settings, session, **changes).fetch()
    assert caught.value.code == code


async def test_an_expired_certificate_never_leaves(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    with pytest.raises(CertificateExpiredError):
        await endpoint_of(sandbox.settings_of(Party.EXPIRED_CERTIFICATE), session).fetch()
    assert sandbox.memory.token_requests == 0


async def test_a_certificate_where_the_client_has_keys(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    settings = sandbox.settings_of(Party.REGISTERED_KEY)
    certificate = key_source(sandbox.settings_of(Party.CERTIFICATE))
    with pytest.raises(TokenRefusedError, match="set EKTEPAKT_KEY_ID to its kid"):
        await endpoint_of(settings, session, source=certificate).fetch()


async def test_a_slow_clock_within_the_life_of_a_grant_still_gets_its_token(
    sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    sandbox.faults = Faults(clock_offset_seconds=100)
    token = await endpoint_of(sandbox.settings, session).fetch()
    assert token.clock_ahead_seconds in {-99, -100, -101}


async def test_the_example_of_the_package_runs_as_printed(
    sandbox: Sandbox, session: aiohttp.ClientSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert maskinporten.__doc__ is not None
    stated = sandbox.settings
    example = maskinporten.__doc__.partition("It can be used alone:\n")[2]
    example = example.replace("https://test.maskinporten.no/token", stated["EKTEPAKT_TOKEN_URL"])
    example = example.replace("https://test.maskinporten.no/", stated["EKTEPAKT_AUDIENCE"])
    keystore = base64.b64decode(stated["EKTEPAKT_KEYSTORE"].removeprefix("base64:"))
    (tmp_path / "virksomhet.p12").write_bytes(keystore)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEYSTORE_PASSWORD", stated["EKTEPAKT_KEYSTORE_PASSWORD"])
    monkeypatch.setenv("CLIENT_ID", stated["EKTEPAKT_CLIENT_ID"])

    scope: dict[str, Any] = {}
    exec(f"async def example():\n{example.rstrip()}\n    return token\n", scope)  # noqa: S102 - our own text
    assert await status_with(sandbox, session, await scope["example"]()) == 200
