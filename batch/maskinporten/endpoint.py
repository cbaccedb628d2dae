"""Exchanges one grant for one token over HTTP."""

from datetime import UTC, datetime
from uuid import uuid4

import aiohttp
from yarl import URL

from batch.errors import SettingsError, TokenUnavailableError
from batch.maskinporten.grant import GRANT_TYPE, GrantTerms, build_grant
from batch.maskinporten.keys.expiry import check_validity
from batch.maskinporten.keys.material import KeyMaterial, check_consumer
from batch.maskinporten.lease import AccessToken
from batch.maskinporten.token_answers import TokenAnswer, read_token

LARGEST_ANSWER = 64 * 1024  # bytes; a token is two thousand
CONNECT_TIMEOUT_SECONDS = 10.0  # a handshake takes milliseconds; a lost packet is sent again after 1, 3 and 7 s
READ_TIMEOUT_SECONDS = 30.0  # answers of 15 s are seen


class TokenEndpoint:
    """Maskinporten's token endpoint, for one client and one key.

    `audience` is the issuer with its slash, `scope` one or several with spaces between. The session is the caller's and
    stays open.
    """

    def __init__(
        self,
        *,
        session: aiohttp.ClientSession,
        token_url: str,
        audience: str,
        client_id: str,
        scope: str,
        key: KeyMaterial,
        consumer_org: str | None = None,
    ) -> None:
        check_consumer(consumer_org, key)
        host = URL(token_url).host
        if host is None:
            raise SettingsError(
                f"EKTEPAKT_TOKEN_URL is {token_url}, which is no web address", remedy="write it as https://host/path"
            )
        self._host = host
        self._session = session
        self._url = token_url
        self._terms = GrantTerms(audience=audience, client_id=client_id, scope=scope, consumer_org=consumer_org)
        self._key = key
        self._timeout = aiohttp.ClientTimeout(
            total=CONNECT_TIMEOUT_SECONDS + READ_TIMEOUT_SECONDS,
            sock_connect=CONNECT_TIMEOUT_SECONDS,
            sock_read=READ_TIMEOUT_SECONDS,
        )

    async def fetch(self) -> AccessToken:
        """Send one new grant; raise TokenRefusedError, TokenUnavailableError, or KeyMaterialError before sending."""
        now = datetime.now(UTC)
        check_validity(self._key, now=now)
        grant = build_grant(self._terms, key=self._key, now=now, jti=uuid4())
        try:
            answer = await self._post(grant.sign(self._key.signing_key))
        except TimeoutError as error:
            raise TokenUnavailableError(f"Maskinporten at {self._host} did not answer in time") from error
        except (aiohttp.ClientError, OSError) as error:
            is_untrusted = isinstance(error, aiohttp.ClientConnectorCertificateError)
            raise TokenUnavailableError(
                f"no answer from Maskinporten at {self._host}: {_reason(error)}",
                remedy="set EKTEPAKT_CA_FILE if a proxy stands between" if is_untrusted else None,
            ) from error
        return read_token(answer)

    async def _post(self, assertion: str) -> TokenAnswer:
        async with self._session.post(
            self._url,
            data={"grant_type": GRANT_TYPE, "assertion": assertion},
            headers={"Accept": "application/json"},
            allow_redirects=False,
            timeout=self._timeout,
        ) as response:
            arrived_at = datetime.now(UTC)
            return TokenAnswer(
                status=response.status,
                headers=response.headers,
                body=await _limited_body(response),
                arrived_at=arrived_at,
            )


async def _limited_body(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise TokenUnavailableError(
                f"Maskinporten's answer is longer than {LARGEST_ANSWER} bytes", http_status=response.status
            )
    return bytes(body)


def _reason(error: BaseException) -> str:
    """Say what failed without quoting the error: it may hold the address of a proxy with its password."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return "its certificate is not trusted"
    if isinstance(error, aiohttp.ClientConnectorError):
        return str(error.os_error) or type(error.os_error).__name__
    return type(error).__name__
