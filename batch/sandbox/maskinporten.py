"""Maskinporten: the token endpoint, its keys and its metadata."""

from contextlib import suppress
from dataclasses import dataclass

import msgspec
from aiohttp import web

from batch.sandbox.answers import json_answer
from batch.sandbox.assertions import ALGORITHMS
from batch.sandbox.clock import Clock
from batch.sandbox.faults import FaultKind, Place
from batch.sandbox.gateway import answer_instead
from batch.sandbox.grants import GrantRules
from batch.sandbox.memory import Memory
from batch.sandbox.refusals import GrantRefusedError, Refusal
from batch.sandbox.streams import stream_endlessly
from batch.sandbox.tokens import TokenIssuer
from batch.sandbox.trouble import Trouble
from batch.sandbox.wire import deliver, is_cut

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_FORM = "application/x-www-form-urlencoded"
_OK = 200


@dataclass(slots=True, kw_only=True)
class Maskinporten:
    """Gives a token for a grant that keeps every rule, and the documented refusal for any other."""

    rules: GrantRules
    tokens: TokenIssuer
    memory: Memory
    clock: Clock
    trouble: Trouble
    elsewhere: str

    async def give_token(self, request: web.Request) -> web.StreamResponse:
        """Answer `POST token`. A grant is spent also when a fault keeps its token from arriving."""
        self.memory.token_requests += 1
        number = self.memory.token_requests
        faults = self.trouble.striking(Place.TOKEN, "", number)
        answer = await self._judge(request)
        await self.trouble.delay(faults, "", number)
        instead = answer_instead(faults, self.clock, self.elsewhere)
        if instead is None and any(fault.kind is FaultKind.ENDLESS_BODY for fault in faults):
            with suppress(ConnectionResetError):
                await stream_endlessly(request, self.clock, "")
            return web.Response()
        self.memory.tokens_issued += answer.status == _OK and instead is None and not is_cut(faults)
        return await deliver(request, instead or answer, faults)

    async def publish_keys(self, _request: web.Request) -> web.StreamResponse:
        """Answer `GET jwk`."""
        return json_answer(msgspec.json.encode(self.tokens.jwks()), self.clock)

    async def publish_metadata(self, _request: web.Request) -> web.StreamResponse:
        """Answer `GET .well-known/oauth-authorization-server`."""
        issuer = self.tokens.issuer
        metadata = {
            "issuer": issuer,
            "token_endpoint": f"{issuer}token",
            "jwks_uri": f"{issuer}jwk",
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "grant_types_supported": [GRANT_TYPE],
            "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
        }
        return json_answer(msgspec.json.encode(metadata), self.clock)

    async def _judge(self, request: web.Request) -> web.Response:
        try:
            answer = self.tokens.issue(self.rules.accept(await _assertion(request)))
        except GrantRefusedError as error:
            return self._refuse(error.refusal)
        return json_answer(msgspec.json.encode(answer), self.clock)

    def _refuse(self, refusal: Refusal) -> web.Response:
        self.memory.grants_refused.append(refusal.code or refusal.name)
        body = msgspec.json.encode(refusal.body(self.tokens.issuer))
        return json_answer(body, self.clock, status=refusal.http_status)


async def _assertion(request: web.Request) -> str:
    """Read the form: exactly a grant_type and an assertion, each once."""
    if request.content_type != _FORM:
        raise GrantRefusedError(Refusal.BAD_FORM)
    try:
        form = await request.post()
    except (LookupError, ValueError) as error:
        raise GrantRefusedError(Refusal.BAD_FORM) from error
    if form.get("grant_type") != GRANT_TYPE:
        raise GrantRefusedError(Refusal.UNSUPPORTED_GRANT_TYPE)
    assertion = form.get("assertion")
    if sorted(name for name, _ in form.items()) != ["assertion", "grant_type"] or not isinstance(assertion, str):
        raise GrantRefusedError(Refusal.BAD_FORM)
    return assertion
