"""A client of the sandbox made with joserfc and requests of its own: it shares no code with the product."""

import asyncio
import json
import time
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from uuid import uuid4

import aiohttp
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from joserfc import jwt
from joserfc.jwk import RSAKey

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class Dialogue:
    """Gets tokens and looks up, as the settings say; a test changes one thing about a grant."""

    def __init__(self, settings: Mapping[str, str], session: aiohttp.ClientSession) -> None:
        self.settings = settings
        self.session = session
        self.key, self.x5c = key_material(settings)

    def header(self) -> dict[str, Any]:
        kid = self.settings.get("EKTEPAKT_KEY_ID")
        return {"alg": "RS256", "kid": kid} if kid else {"alg": "RS256", "x5c": self.x5c}

    def grant(self, *, key: RSAKey | None = None, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """Sign a valid grant in which the given claims are changed; a claim of None is left out."""
        changed = {name: value for name, value in (claims_of(self.settings) | claims).items() if value is not None}
        header = self.header() if header is None else header
        return jwt.encode(header, changed, key or self.key, algorithms=["RS256", "RS384", "RS512", "PS256"])

    def grant_with_odd_header(
        self, header: dict[str, Any], *, header_in: str = "utf-8", claims_in: str = "utf-8"
    ) -> str:
        """Sign a grant whose header, or whose encodings, no library would write."""
        written = (json.dumps(header).encode(header_in), json.dumps(claims_of(self.settings)).encode(claims_in))
        parts = ".".join(map(_base64url, written))
        key = load_pem_private_key(self.key.as_pem(private=True), None)
        signature = key.sign(parts.encode(), PKCS1v15(), SHA256())
        return f"{parts}.{_base64url(signature)}"

    async def send(self, assertion: str) -> tuple[int, dict[str, Any]]:
        return await self.post(self.form(assertion))

    def form(self, assertion: str) -> dict[str, str]:
        return {"grant_type": GRANT_TYPE, "assertion": assertion}

    async def post(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        async with self.session.post(self.settings["EKTEPAKT_TOKEN_URL"], data=form) as answer:
            return answer.status, await answer.json()

    async def token(self) -> str:
        status, body = await self.send(self.grant())
        assert status == 200, body
        return str(body["access_token"])

    async def look_up(self, digits: str, token: str | None, **query: str) -> tuple[int, dict[str, Any]]:
        url = f"{self.settings['EKTEPAKT_REGISTER_URL']}/api/v1/fnr/{digits}"
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.session.get(url, headers=headers, params=query) as answer:
            return answer.status, await answer.json()


async def until(is_so: Callable[[], object]) -> None:
    """Wait until something is so of a sandbox, however slow the machine is; it answers in another thread."""
    async with asyncio.timeout(60):
        while not is_so():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)


def refusal(answer: tuple[int, dict[str, Any]]) -> tuple[int, str | None]:
    """The HTTP status and the code; the shape is checked here for all of them."""
    status, body = answer
    assert body.keys() - {"error_uri"} == {"error", "error_description"}
    assert body["error_description"].rpartition("(trace_id: ")[2].endswith(")")
    return status, body.get("error_uri", "").rpartition("/")[2] or None


def claims_of(settings: Mapping[str, str]) -> dict[str, Any]:
    """Write the claims of a valid grant."""
    now = int(time.time())
    return {
        "aud": settings["EKTEPAKT_AUDIENCE"],
        "iss": settings["EKTEPAKT_CLIENT_ID"],
        "scope": settings["EKTEPAKT_SCOPE"],
        "iat": now,
        "exp": now + 120,
        "jti": str(uuid4()),
    }


def key_material(settings: Mapping[str, str]) -> tuple[RSAKey, list[str]]:
    """Read the keystore: the key, and the certificate alone as x5c (empty when there is none)."""
    key, leaf = _opened(settings["EKTEPAKT_KEYSTORE"], settings["EKTEPAKT_KEYSTORE_PASSWORD"].encode())
    return key, [leaf] if leaf else []


@lru_cache
def _opened(keystore: str, password: bytes) -> tuple[RSAKey, str]:
    content = b64decode(keystore.removeprefix("base64:"))
    if content.startswith(b"-----"):
        return RSAKey.import_key(_pem(load_pem_private_key(content, password))), ""
    loaded = pkcs12.load_pkcs12(content, password)
    assert loaded.cert is not None
    leaf = loaded.cert.certificate.public_bytes(Encoding.DER)
    return RSAKey.import_key(_pem(loaded.key)), b64encode(leaf).decode()


def _base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _pem(key: Any) -> bytes:
    pem: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem
