"""Exchanges one grant for one token over HTTP."""

from datetime import UTC, datetime
from http import HTTPStatus
from uuid import uuid4

import aiohttp
from yarl import URL

from batch.errors import NoWayOutError, SettingsError, TokenAddressError, TokenError, TokenUnavailableError
from batch.maskinporten.grant import GRANT_TYPE, GrantTerms, build_grant
from batch.maskinporten.keys.expiry import check_validity
from batch.maskinporten.keys.material import KeyMaterial, check_consumer
from batch.maskinporten.lease import AccessToken
from batch.maskinporten.refusals import ADDRESS_REMEDY
from batch.maskinporten.token_answers import TokenAnswer, read_token
from batch.network.faults import FaultKind, fault_of, say_encoded
from batch.network.proxy import Proxy, request_arguments
from batch.network.sessions import READABLE_ENCODINGS

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
        proxy: Proxy | None = None,
    ) -> None:
        check_consumer(consumer_org, key)
        host = URL(token_url).host
        if host is None:
            raise SettingsError(
                f"EKTEPAKT_TOKEN_URL is {token_url}, which is no web address", remedy="write it as https://host/path"
            )
        self.request_count = 0  #: grants sent
        self._host = host
        self._session = session
        self._proxy = proxy
        self._is_tls = URL(token_url).scheme == "https"
        self._url = token_url
        self._terms = GrantTerms(audience=audience, client_id=client_id, scope=scope, consumer_org=consumer_org)
        self._key = key
        self._timeout = aiohttp.ClientTimeout(
            total=CONNECT_TIMEOUT_SECONDS + READ_TIMEOUT_SECONDS,
            sock_connect=CONNECT_TIMEOUT_SECONDS,
            sock_read=READ_TIMEOUT_SECONDS,
        )

    async def fetch(self) -> AccessToken:
        """Send one new grant.

        Raises TokenRefusedError, TokenUnavailableError or TokenAddressError, and KeyMaterialError before sending.
        """
        now = datetime.now(UTC)
        check_validity(self._key, now=now)
        grant = build_grant(self._terms, key=self._key, now=now, jti=uuid4())
        self.request_count += 1
        try:
            answer = await self._post(grant.sign(self._key.signing_key))
        except (aiohttp.ClientError, OSError) as error:
            raise self._translated(error) from error
        return read_token(answer)

    async def _post(self, assertion: str) -> TokenAnswer:
        async with self._session.post(
            self._url,
            **request_arguments(self._proxy, {"Accept": "application/json"}, is_tls=self._is_tls),
            data={"grant_type": GRANT_TYPE, "assertion": assertion},
            allow_redirects=False,
            timeout=self._timeout,
        ) as response:
            arrived_at = datetime.now(UTC)
            encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
            if encoding not in READABLE_ENCODINGS:
                raise TokenAddressError(say_encoded(encoding), remedy=ADDRESS_REMEDY, http_status=response.status)
            answer = TokenAnswer(
                status=response.status,
                headers=response.headers,
                body=await _limited_body(response),
                arrived_at=arrived_at,
            )
            if response.status != HTTPStatus.OK:
                response.close()  # the next try takes a fresh connection: one of several nodes can be set up wrongly
            return answer

    def _translated(self, error: Exception) -> TokenError:
        """Say why there was no answer; never by the error's own text, which may hold a proxy's password."""
        fault = fault_of(
            error, address=f"Maskinporten at {self._host}", setting="EKTEPAKT_TOKEN_URL", proxy=self._proxy
        )
        match fault.kind:
            case FaultKind.LASTING | FaultKind.SIGN_IN | FaultKind.ENCODED:
                return TokenAddressError(fault.what, remedy=fault.remedy)
            case FaultKind.NO_WAY_OUT:
                return NoWayOutError(fault.what, remedy=fault.remedy)
            case _:
                return TokenUnavailableError(fault.what, remedy=fault.remedy)


async def _limited_body(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise TokenUnavailableError(
                f"Maskinporten's answer is longer than {LARGEST_ANSWER} bytes", http_status=response.status
            )
    return bytes(body)
