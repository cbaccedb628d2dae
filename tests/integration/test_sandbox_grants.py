"""Every rule of a grant, and the documented refusal of each violation."""

import json
import time
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from support.sandbox_dialogue import Dialogue, refusal

from batch.sandbox import Party, Sandbox


@pytest.fixture(scope="module")
def another_key() -> RSAKey:
    return RSAKey.generate_key(2048)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def dialogue(sandbox: Sandbox, session: aiohttp.ClientSession) -> Dialogue:
    return Dialogue(sandbox.settings, session)


async def test_a_grant_of_another_library_is_accepted_and_its_token_validates_there(
    dialogue: Dialogue, session: aiohttp.ClientSession
) -> None:
    status, body = await dialogue.send(dialogue.grant())
    assert (status, body["token_type"], body["expires_in"], body["scope"]) == (200, "Bearer", 120, "brreg:ektepakt/tlg")
    async with session.get(dialogue.settings["EKTEPAKT_AUDIENCE"] + "jwk") as answer:
        keys = KeySet.import_key_set(await answer.json())
    token = jwt.decode(body["access_token"], keys, algorithms=["RS256"])
    jwt.JWTClaimsRegistry(iss={"essential": True, "value": dialogue.settings["EKTEPAKT_AUDIENCE"]}).validate(
        token.claims
    )
    assert token.claims["consumer"]["ID"] == "0192:310415596"
    assert token.claims["exp"] - token.claims["iat"] == 120


@pytest.mark.parametrize("alg", ["RS256", "RS384", "RS512"])
async def test_three_algorithms_are_taken(dialogue: Dialogue, alg: str) -> None:
    status, _ = await dialogue.send(dialogue.grant(header=dialogue.header() | {"alg": alg}))
    assert status == 200


async def test_no_other_algorithm_is(dialogue: Dialogue) -> None:
    assert refusal(await dialogue.send(dialogue.grant(header=dialogue.header() | {"alg": "PS256"}))) == (400, "MP-011")


async def test_an_unsigned_grant_is_refused(dialogue: Dialogue) -> None:
    _, claims, _ = dialogue.grant().split(".")
    header = urlsafe_b64encode(b'{"alg":"none","x5c":[]}').decode().rstrip("=")
    assert refusal(await dialogue.send(f"{header}.{claims}.")) == (400, "MP-011")


@pytest.mark.parametrize("assertion", ["", "abc", "a.b.c", "....", "æ.ø.å"])
async def test_what_is_no_jwt_is_malformed(dialogue: Dialogue, assertion: str) -> None:
    assert refusal(await dialogue.send(assertion)) == (400, "MP-011")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"aud": "TOKEN_URL"}, "MP-110"),
        ({"aud": ["AUDIENCE"]}, "MP-110"),
        ({"aud": "https://test.maskinporten.no/"}, "MP-110"),
        ({"aud": None}, "MP-110"),
        ({"iss": "nobody"}, "MP-100"),
        ({"iss": None}, "MP-011"),
        ({"jti": None}, "MP-011"),
        ({"jti": ""}, "MP-011"),
        ({"iat": None}, "MP-011"),
        ({"exp": None}, "MP-011"),
        ({"exp": "soon"}, "MP-011"),
        ({"sub": "somebody"}, "MP-011"),
        ({"nbf": 0}, "MP-011"),
        ({"client_id": "x"}, "MP-011"),
        ({"resource": "https://api"}, "MP-011"),
        ({"resource": [1]}, "MP-011"),
        ({"consumer_org": ""}, "MP-011"),
        ({"consumer_org": 310415596}, "MP-011"),
        ({"scope": None}, "MP-011"),
        ({"scope": " "}, "MP-200"),
        ({"scope": "brreg:ektepakt"}, "MP-200"),
        ({"scope": "brreg:ektepakt/tlg altinn:lookup"}, "MP-200"),
        ({"scope": "openid"}, "MP-201"),
        ({"consumer_org": "310415596"}, None),
    ],
)
async def test_a_changed_claim_has_its_documented_refusal(
    dialogue: Dialogue, changed: dict[str, Any], code: str | None
) -> None:
    placeholders = {"TOKEN_URL": dialogue.settings["EKTEPAKT_TOKEN_URL"]}
    claims = {name: placeholders.get(str(value), value) for name, value in changed.items()}
    if claims.get("aud") == ["AUDIENCE"]:
        claims["aud"] = [dialogue.settings["EKTEPAKT_AUDIENCE"]]
    assert refusal(await dialogue.send(dialogue.grant(**claims))) == (400, code)


async def test_a_resource_is_an_array(dialogue: Dialogue) -> None:
    assert (await dialogue.send(dialogue.grant(resource=["https://api"])))[0] == 200


@pytest.mark.parametrize(
    ("iat_offset", "life", "expected"),
    [
        (0, 120, 200),
        (8, 120, 200),
        (15, 120, (400, None)),
        (-60, 120, 200),
        (-135, 120, (400, "MP-130")),
        (-100, 80, (400, "MP-130")),
        (0, 121, (400, "MP-011")),
        (0, 0, (400, "MP-011")),
        (0, -5, (400, "MP-011")),
    ],
)
async def test_time_is_judged_with_ten_seconds_of_grace(
    dialogue: Dialogue, iat_offset: int, life: int, expected: object
) -> None:
    iat = int(time.time()) + iat_offset
    answer = await dialogue.send(dialogue.grant(iat=iat, exp=iat + life))
    assert (200 if answer[0] == 200 else refusal(answer)) == expected


async def test_a_grant_is_never_taken_twice(sandbox: Sandbox, dialogue: Dialogue) -> None:
    assertion = dialogue.grant()
    assert (await dialogue.send(assertion))[0] == 200
    assert refusal(await dialogue.send(assertion)) == (400, "MP-012")
    assert refusal(await dialogue.send(dialogue.grant(jti=_jti(assertion)))) == (400, "MP-012")
    assert sandbox.memory.grants_refused == ["MP-012", "MP-012"]
    assert (sandbox.memory.token_requests, sandbox.memory.tokens_issued) == (3, 1)


async def test_kid_and_x5c_exclude_each_other(dialogue: Dialogue) -> None:
    header = dialogue.header() | {"kid": "sandbox-key-1"}
    assert refusal(await dialogue.send(dialogue.grant(header=header))) == (400, "MP-011")


async def test_neither_kid_nor_x5c_is_a_missing_x5c(dialogue: Dialogue) -> None:
    assert refusal(await dialogue.send(dialogue.grant(header={"alg": "RS256"}))) == (400, "MP-123")


async def test_a_client_with_registered_keys_must_use_them(sandbox: Sandbox, dialogue: Dialogue) -> None:
    client_id = sandbox.settings_of(Party.REGISTERED_KEY)["EKTEPAKT_CLIENT_ID"]
    status, body = await dialogue.send(dialogue.grant(iss=client_id))
    assert refusal((status, body)) == (400, None)
    assert "requires pre-registered jwk" in body["error_description"]


async def test_an_x5c_is_an_array_of_standard_base64_of_der(dialogue: Dialogue) -> None:
    (leaf,) = dialogue.x5c
    pem = f"-----BEGIN CERTIFICATE-----\n{leaf}\n-----END CERTIFICATE-----\n"
    wrong: list[object] = [
        leaf, [], [1], [pem], [f"{leaf[:64]}\n{leaf[64:]}"], [leaf.rstrip("=") + "?"],
        [urlsafe_b64encode(b"\xfb\xff" + b64decode(leaf)).decode()], [b64encode(b"no certificate").decode()],
    ]  # fmt: skip
    answers = [await dialogue.send(dialogue.grant_with_odd_header({"alg": "RS256", "x5c": each})) for each in wrong]
    assert {refusal(each) for each in answers} == {(400, "MP-123")}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
async def test_a_jwt_is_written_in_utf8_without_a_mark(dialogue: Dialogue, encoding: str) -> None:
    for header_in, claims_in in ((encoding, "utf-8"), ("utf-8", encoding)):
        grant = dialogue.grant_with_odd_header(dialogue.header(), header_in=header_in, claims_in=claims_in)
        assert refusal(await dialogue.send(grant)) == (400, "MP-011")
    assert (await dialogue.send(dialogue.grant_with_odd_header(dialogue.header())))[0] == 200


async def test_a_certificate_of_an_unknown_x509_version_is_a_bad_x5c(dialogue: Dialogue) -> None:
    der, version = b64decode(dialogue.x5c[0]), b"\xa0\x03\x02\x01"
    assert version + b"\x02" in der
    x5c = [b64encode(der.replace(version + b"\x02", version + b"\x08", 1)).decode()]
    answer = await dialogue.send(dialogue.grant_with_odd_header({"alg": "RS256", "x5c": x5c}))
    assert refusal(answer) == (400, "MP-123")


async def test_a_chain_stands_in_the_order_of_its_issuer_links(sandbox: Sandbox, dialogue: Dialogue) -> None:
    loaded = pkcs12.load_pkcs12(b64decode(sandbox.settings["EKTEPAKT_KEYSTORE"][7:]), b"sandkasse")
    in_file_order = [
        b64encode(each.certificate.public_bytes(Encoding.DER)).decode() for each in loaded.additional_certs
    ]
    chain = {
        name: b64encode(getattr(sandbox.authority, name).public_bytes(Encoding.DER)).decode()
        for name in ("issuing", "root")
    }
    assert in_file_order == [chain["root"], chain["issuing"]]
    (leaf,) = dialogue.x5c
    verdicts = {}
    for names in ((), ("issuing",), ("issuing", "root"), ("root", "issuing"), ("root",)):
        x5c = [leaf, *(chain[name] for name in names)]
        status, body = await dialogue.send(dialogue.grant(header={"alg": "RS256", "x5c": x5c}))
        verdicts[names] = status if status == 200 else refusal((status, body))
    assert verdicts == {
        (): 200,
        ("issuing",): 200,
        ("issuing", "root"): 200,
        ("root", "issuing"): (400, "MP-123"),
        ("root",): (400, "MP-123"),
    }


async def test_a_key_that_does_not_match_its_certificate_is_a_bad_signature(
    dialogue: Dialogue, another_key: RSAKey
) -> None:
    assert refusal(await dialogue.send(dialogue.grant(key=another_key))) == (400, "MP-124")


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        (Party.UNKNOWN_CLIENT, (400, "MP-100")),
        (Party.FOREIGN_CERTIFICATE, (400, "MP-120")),
        (Party.EXPIRED_KEY, (400, "MP-121")),
        (Party.OTHER_ORGANISATION, (400, "MP-122")),
        (Party.EXPIRED_CERTIFICATE, (400, "MP-124")),
        (Party.UNKNOWN_KID, (400, None)),
        (Party.NO_SCOPE, (400, "MP-200")),
        (Party.NO_ACCESS, (403, "MP-250")),
        (Party.CERTIFICATE, 200),
        (Party.REGISTERED_KEY, 200),
        (Party.NO_AGREEMENT, 200),
        (Party.DELETED, 200),
    ],
)
async def test_each_party_is_let_in_or_refused_for_who_it_is(
    sandbox: Sandbox, session: aiohttp.ClientSession, party: Party, expected: object
) -> None:
    dialogue = Dialogue(sandbox.settings_of(party), session)
    answer = await dialogue.send(dialogue.grant())
    assert (200 if answer[0] == 200 else refusal(answer)) == expected


async def test_a_supplier_acts_for_those_who_delegated_to_it(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    verdicts = {}
    for party in (Party.SUPPLIER, Party.UNDELEGATED):
        dialogue = Dialogue(sandbox.settings_of(party), session)
        grant = dialogue.grant(consumer_org=dialogue.settings["EKTEPAKT_CONSUMER_ORG"])
        verdicts[party] = await dialogue.send(grant)
    assert verdicts[Party.SUPPLIER][0] == 200
    assert refusal(verdicts[Party.UNDELEGATED]) == (403, "MP-251")


async def test_the_metadata_leads_to_token_endpoint_and_keys(
    dialogue: Dialogue, session: aiohttp.ClientSession
) -> None:
    issuer = dialogue.settings["EKTEPAKT_AUDIENCE"]
    async with session.get(issuer + ".well-known/oauth-authorization-server") as answer:
        metadata = await answer.json()
    assert metadata["issuer"] == issuer
    assert metadata["token_endpoint"] == dialogue.settings["EKTEPAKT_TOKEN_URL"]
    assert metadata["jwks_uri"] == issuer + "jwk"


def _jti(assertion: str) -> str:
    claims = b64decode(assertion.split(".")[1] + "==", altchars=b"-_")
    return str(json.loads(claims)["jti"])
