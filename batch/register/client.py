"""Makes one attempt at a look-up over HTTP: checks the environment, gets a token, sends, reads the answer."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from batch.errors import (
    AccessDeniedError,
    Answered,
    BadResponseError,
    DoorError,
    EnvironmentGuardError,
    RegisterDownError,
    RegisterError,
    ServerFailedError,
    ThrottledError,
    UnusableConnectionError,
)
from batch.identity import Identity, judge_all
from batch.identity.environment import EnvironmentGuard
from batch.identity.masking import MASK
from batch.network.faults import FaultKind, fault_of, say_encoded, sign_in_fault
from batch.network.proxy import Proxy, request_arguments
from batch.network.sessions import READABLE_ENCODINGS
from batch.network.unreached import GIVEN_UP_AFTER, Unreached
from batch.options.register_options import RegisterOptions
from batch.register.connection import Lines
from batch.register.request_cap import RequestCap
from batch.register.responses import ADDRESS_REMEDY, TOLD_BY_BODY, Answer, read_response
from batch.register.retry_after import read_retry_after
from batch.register.shared_timeout import SharedTimeout
from batch.register.translation import error_of
from batch.register.turns import Turns

CONNECT_SHARE = 0.5
"""The part of the time-out that connecting may take: time without a connection says nothing about the identity."""

# A proxy connects to the register in its turn. Without a bound its silence would look like that of a slow identity.
TUNNEL_FACTOR = 2

FORCED_REFRESH_SECONDS = 60.0
"""The least time between two tokens that are given up because the register refused them."""


# Another node of several may answer: neither this identifier nor anybody else is asked over such a connection again.
_SPOIL_A_LINE = (BadResponseError, UnusableConnectionError, AccessDeniedError, DoorError, ServerFailedError)


class Token(Protocol):
    """A bearer token; `scope` is what it was given for, None where that was not said."""

    @property
    def value(self) -> str: ...

    @property
    def scope(self) -> str | None: ...


TokenT = TypeVar("TokenT", bound=Token)


class TokenSource(Protocol[TokenT]):
    """Where the client gets its tokens (TokenRefresher)."""

    async def token(self) -> TokenT: ...

    def reject(self, token: TokenT) -> None:
        """Take note that the register refused this token, so that the next call brings another."""
        ...


class _UnaskedError(Exception):
    """Raised when an answer came before its request: what follows on that connection can't be told apart any more."""


class RegisterClient:
    """Asks the register about one identity at a time; safe for any number of concurrent callers.

    Errors never hold the URL, since it holds the identifier: aiohttp's are translated, and not chained.
    """

    def __init__(
        self,
        *,
        lines: Lines,
        base_url: str,
        tokens: TokenSource[Any],
        guard: EnvironmentGuard,
        timeout_seconds: float,
        options: RegisterOptions,
        scope: str | None = None,
        proxy: Proxy | None = None,
        cap: RequestCap | None = None,
    ) -> None:
        self._lines = lines
        self._distrusted: set[str] = set()  # the digits whose last answer was not believed
        base = URL(base_url)
        self._prefix = f"{base.raw_path.rstrip('/')}/api/v1/fnr/"
        self._query = f"spraakkode={quote(options.language, safe='')}" if options.language else ""
        self._url_of = partial(URL.build, scheme=base.scheme, authority=base.raw_authority, encoded=True)
        self._address = str(base.origin())
        self._is_tls = base.scheme == "https"
        self._language = options.language
        self._tokens = tokens
        self._scope = scope
        self._proxy = proxy
        self._made: tuple[Token | None, dict[str, Any]] = (None, {})  # the last token, and a request's arguments
        self._cap = cap or RequestCap()
        self._unreached = Unreached()
        self._guard = guard
        self._accepted: Token | None = None  # the last one with which anybody was answered
        self._refused: Token | None = None  # the last one that was refused and given up for another
        self._refused_at = float("-inf")
        self._body_limit_bytes = options.body_limit_bytes
        self._turns = Turns()
        self._whole = SharedTimeout(timeout_seconds)
        self._head = SharedTimeout(options.first_byte_timeout_seconds)
        connect_seconds = min(options.connect_timeout_seconds, timeout_seconds * CONNECT_SHARE)
        self._timeout = aiohttp.ClientTimeout(
            sock_connect=connect_seconds,
            connect=None if proxy is None else min(TUNNEL_FACTOR * connect_seconds, timeout_seconds * CONNECT_SHARE),
        )

    async def fetch(self, identity: Identity, *, sending: Callable[[], None] = lambda: None) -> Answer:
        """Ask once. On 401 or 403 the token is rejected and the request replayed with another, once.

        `sending` is called as soon as there is a token, before each request.

        Raises a RegisterError for what came instead of an answer, and whatever the token source raises.
        """
        self._check_environment(identity.digits)
        token = await self._tokens.token()
        sending()
        try:
            return await self._ask(identity.digits, token)
        except AccessDeniedError as error:
            if not self._is_given_up(token):
                error.is_token_worn = token is self._accepted
                raise
        token = await self._tokens.token()
        sending()
        return await self._ask(identity.digits, token)

    def _is_given_up(self, token: Token) -> bool:
        """Give a refused token up for another one, at most once a minute; return whether it is given up.

        Somebody who is refused for himself would otherwise cost a new token each time.
        """
        if token is not self._refused:
            now = time.monotonic()
            if now - self._refused_at < FORCED_REFRESH_SECONDS:
                return False
            self._refused, self._refused_at = token, now
            self._tokens.reject(token)
        return True

    def _check_environment(self, digits: str) -> None:
        """Judge the digits of the URL once more: whatever went wrong before, none leaves for the wrong environment.

        Whether a number can have been issued yet was decided at the reading.
        """
        (verdict,) = judge_all((digits,), accepts_2032=True)
        refusal = verdict.reason or "format" if verdict.series is None else self._guard.refusal(digits, verdict.series)
        if refusal:
            raise EnvironmentGuardError(f"kept from {self._guard.environment}: {refusal}")

    async def _ask(self, digits: str, token: Token) -> Answer:
        """Ask over a kept line; over a fresh one when the last answer about these digits was not believed.

        A connection that is of no use is tried once more: one of several nodes can be set up wrongly.
        """
        try:
            return await self._ask_once(digits, token, is_fresh=digits in self._distrusted)
        except (_UnaskedError, UnusableConnectionError):
            return await self._ask_once(digits, token, is_fresh=True)

    async def _ask_once(self, digits: str, token: Token, *, is_fresh: bool) -> Answer:
        self._cap.take()
        line = await self._lines.take(is_fresh=is_fresh)
        try:
            answer = await self._ask_over(line, digits, token)
        except ThrottledError:
            self._lines.keep(line)
            raise
        except (*_SPOIL_A_LINE, _UnaskedError):
            self._distrusted.add(digits)
            await line.close()
            raise
        except BaseException:
            self._lines.keep(line)
            raise
        self._lines.keep(line)
        self._distrusted.discard(digits)
        self._accepted = token
        return answer

    async def _ask_over(self, line: aiohttp.ClientSession, digits: str, token: Token) -> Answer:
        try:
            with self._whole.running():
                response = await self._head_of_answer(line, digits, token)
                body = await self._read_body(response)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise self._translated(error) from None
        await asyncio.sleep(0)  # all bodies of this turn are read before any is decoded: many alike are faster
        self._unreached.note_reached()
        if response.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED and self._proxy and not self._is_tls:
            raise error_of(sign_in_fault(self._proxy))
        if response.status != HTTPStatus.OK:
            body = body.replace(token.value.encode(), MASK.encode())  # a server may quote what it refuses
        return read_response(
            status=response.status,
            body=body,
            rolleinnehaver=digits,
            language=self._language,
            address=self._address,
            scope=token.scope or self._scope,
            charset_of=lambda: response.charset,
            retry_after_seconds=read_retry_after(response.headers.get("Retry-After"), now=datetime.now(UTC)),
        )

    async def _head_of_answer(self, line: aiohttp.ClientSession, digits: str, token: Token) -> aiohttp.ClientResponse:
        """Send, and wait for the head. Raises _UnaskedError for one that lay on a kept connection before.

        aiohttp gives such an answer to the next request. The reply to a request can't be read before the event loop has
        turned, and a new connection is never made without that: what comes without a turn was there already.
        """
        turn = self._turns.present()
        with self._head.running():
            response = await line.get(
                self._url_of(path=f"{self._prefix}{digits}", query_string=self._query),
                **self._arguments(token),
                allow_redirects=False,
                timeout=self._timeout,
            )
        if turn == self._turns.present():
            response.close()
            raise _UnaskedError
        return response

    def _arguments(self, token: Token) -> dict[str, Any]:
        """Return the headers and the proxy of a request, which are the same for as long as the token is."""
        known, arguments = self._made
        if known is not token:
            headers = CIMultiDict({"Authorization": f"Bearer {token.value}", "Accept": "application/json"})
            arguments = request_arguments(self._proxy, headers, is_tls=self._is_tls)
            self._made = (token, arguments)
        return arguments

    async def _read_body(self, response: aiohttp.ClientResponse) -> bytes:
        """Read the whole body; a broken one is an error only where the status does not say enough without it."""
        try:
            return await self._read_limited(response)
        except BadResponseError:
            response.close()
            if response.status in TOLD_BY_BODY:
                raise
            return b""
        except BaseException:
            response.close()
            raise

    async def _read_limited(self, response: aiohttp.ClientResponse) -> bytes:
        """Read to the end, where aiohttp takes the connection back by itself."""
        answered = Answered(http_status=response.status)
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in READABLE_ENCODINGS:
            raise BadResponseError(say_encoded(encoding), remedy=ADDRESS_REMEDY, answered=answered)
        body = bytearray()  # aiohttp decompresses in bounded pieces, so a small body can't be past the limit by much
        try:
            while not response.content.at_eof():
                body += await response.content.readany()
                if len(body) > self._body_limit_bytes:
                    raise BadResponseError(f"the answer is over {self._body_limit_bytes} bytes", answered=answered)
        except aiohttp.ClientPayloadError:
            raise BadResponseError("the answer was cut short", answered=answered) from None
        return bytes(body)

    def _translated(self, error: Exception) -> RegisterError:
        """Say what a failed connection was; give up where nobody was reached for too long."""
        fault = fault_of(error, address=self._address, setting="EKTEPAKT_REGISTER_URL", proxy=self._proxy)
        failure = error_of(fault)
        if fault.kind is not FaultKind.NO_WAY_OUT:
            self._unreached.note_reached()
        elif self._unreached.is_given_up(failure, now=time.monotonic()):
            return RegisterDownError(f"nobody was reached for {GIVEN_UP_AFTER}: {fault.what}", remedy=fault.remedy)
        return failure
