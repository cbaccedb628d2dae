"""A TokenEndpoint and the key material of any party of the sandbox."""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from jwt.algorithms import RSAAlgorithm
from support import jks_builder

from batch.maskinporten import AccessToken, KeySource, TokenEndpoint, load_key
from batch.sandbox import EXAMPLE_DIGITS, Party, Sandbox

PASSWORD = "mitt-eget"


def key_source(settings: Mapping[str, str], **changes: Any) -> KeySource:
    stated: dict[str, Any] = {
        "keystore": settings["EKTEPAKT_KEYSTORE"],
        "password": settings.get("EKTEPAKT_KEYSTORE_PASSWORD"),
        "alias": settings.get("EKTEPAKT_KEYSTORE_ALIAS"),
        "key_id": settings.get("EKTEPAKT_KEY_ID"),
    }
    return KeySource(**{**stated, **changes})


def endpoint_of(
    settings: Mapping[str, str], session: aiohttp.ClientSession, *, source: KeySource | None = None, **changes: Any
) -> TokenEndpoint:
    """Build what a run with these settings would use; a test changes one thing."""
    stated: dict[str, Any] = {
        "token_url": settings["EKTEPAKT_TOKEN_URL"],
        "audience": settings["EKTEPAKT_AUDIENCE"],
        "client_id": settings["EKTEPAKT_CLIENT_ID"],
        "scope": settings["EKTEPAKT_SCOPE"],
        "consumer_org": settings.get("EKTEPAKT_CONSUMER_ORG"),
    }
    return TokenEndpoint(session=session, key=load_key(source or key_source(settings)), **{**stated, **changes})


async def status_with(sandbox: Sandbox, session: aiohttp.ClientSession, token: AccessToken) -> int:
    """Ask the register with this token."""
    url = f"{sandbox.settings['EKTEPAKT_REGISTER_URL']}/api/v1/fnr/{EXAMPLE_DIGITS}"
    async with session.get(url, headers={"Authorization": f"Bearer {token.value}"}) as answer:
        await answer.read()
        return answer.status


class Holder:
    """One party of the sandbox, which writes its key in any form."""

    def __init__(self, sandbox: Sandbox, party: Party) -> None:
        self.settings = sandbox.settings_of(party)
        own = load_key(key_source(self.settings))
        self.key, self.chain = own.signing_key, own.chain

    def source(self, form: str, **changes: Any) -> KeySource:
        if form == "as delivered":
            return key_source(self.settings, **changes)
        keystore = "base64:" + base64.b64encode(self._forms[form]()).decode()
        return key_source(self.settings, keystore=keystore, password=PASSWORD, alias=None, **changes)

    @property
    def _forms(self) -> dict[str, Callable[[], bytes]]:
        return {
            "PKCS#12 in 3DES": self._old_pkcs12,
            "PEM": self._pem,
            "encrypted PEM": lambda: self._pem(BestAvailableEncryption(PASSWORD.encode())),
            "JKS": self._jks,
            "JWK": self._jwk,
            "JWK in base64": lambda: base64.b64encode(self._jwk()),
        }

    def _pem(self, encryption: KeySerializationEncryption | None = None) -> bytes:
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())
        return b"".join(each.public_bytes(Encoding.PEM) for each in reversed(self.chain)) + key

    def _old_pkcs12(self) -> bytes:
        builder = PrivateFormat.PKCS12.encryption_builder()
        encryption = builder.key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC).build(PASSWORD.encode())
        return pkcs12.serialize_key_and_certificates(b"own", self.key, self.chain[0], self.chain[1:], encryption)

    def _jks(self) -> bytes:
        entry = jks_builder.key_entry("own", self.key, self.chain, password=PASSWORD)
        return jks_builder.jks(entry, password=PASSWORD)

    def _jwk(self) -> bytes:
        members: dict[str, Any] = RSAAlgorithm.to_jwk(self.key, as_dict=True)
        x5c = [base64.b64encode(each.public_bytes(Encoding.DER)).decode() for each in self.chain]
        return json.dumps({**members, **({"x5c": x5c} if x5c else {})}).encode()
