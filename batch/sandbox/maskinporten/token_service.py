"""Answers as Maskinporten does: the token endpoint, its public keys and its metadata."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from aiohttp import hdrs, web

from batch.sandbox.clock import SandboxClock
from batch.sandbox.http_answers import json_answer
from batch.sandbox.maskinporten.assertions import ALGORITHMS
from batch.sandbox.maskinporten.grants import GrantRules
from batch.sandbox.maskinporten.refusals import GrantDeniedError, Refusal
from batch.sandbox.maskinporten.tokens import TokenIssuer
from batch.sandbox.memory import Memory
from batch.sandbox.trouble.active_faults import Trouble
from batch.sandbox.trouble.faults import Fault
from batch.sandbox.trouble.gateway import answer_instead
from batch.sandbox.trouble.kinds import FaultKind
from batch.sandbox.trouble.wire import deliver, is_cut

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_FORM = "application/x-www-form-urlencoded"
_UNWANTED = frozenset({hdrs.AUTHORIZATION, hdrs.CONTENT_ENCODING})
_OK = 200


@dataclass(slots=True, kw_only=True)
class Maskinporten:
    """Gives a token for a grant that keeps every rule, and the documented refusal for any other."""

    rules: GrantRules
    tokens: TokenIssuer
    memory: Memory
    clock: SandboxClock
    trouble: Trouble
    elsewhere: str

    async def give_token(self, request: web.Request) -> web.StreamResponse:
        """Answer `POST token`. A grant is spent also when a fault keeps its token from arriving."""
        self.memory.token_requests += 1
        number = self.memory.token_requests
        faults = self.trouble.strike_token_request(request, number)
        answer = await self._judge(request)
        await self.trouble.delay(faults, "", number)
        instead = answer_instead(faults, self.clock, self.elsewhere)
        try:
            sent = await deliver(request, answer if instead is None else instead, faults)
        except ConnectionResetError:  # the client has hung up, so nobody sees this
            return web.Response()
        self.memory.tokens_issued += answer.status == _OK and instead is None and not _breaks(faults)
        return sent

    async def refuse_all_but_post(self, _request: web.Request) -> web.StreamResponse:
        """Answer any other method at the token endpoint."""
        return self._refuse_method(hdrs.METH_POST)

    async def refuse_all_but_get(self, _request: web.Request) -> web.StreamResponse:
        """Answer any other method at what is published."""
        return self._refuse_method(f"{hdrs.METH_GET}, {hdrs.METH_HEAD}")

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
        except GrantDeniedError as error:
            return self._refuse(error.refusal)
        return json_answer(msgspec.json.encode(answer), self.clock)

    def _refuse_method(self, allowed: str) -> web.Response:
        refusal = self._answer_with(Refusal.METHOD)
        refusal.headers[hdrs.ALLOW] = allowed
        return refusal

    def _refuse(self, refusal: Refusal) -> web.Response:
        self.memory.grants_refused.append(refusal.code or refusal.name)
        return self._answer_with(refusal)

    def _answer_with(self, refusal: Refusal) -> web.Response:
        body = msgspec.json.encode(refusal.body(self.tokens.issuer))
        return json_answer(body, self.clock, status=refusal.http_status)


async def _assertion(request: web.Request) -> str:
    """Read the form: exactly a grant_type and an assertion, each once, with nothing beside it in the request.

    No client authentication is taken, nothing in the address, and no body that is compressed or beyond 1 MiB.
    """
    if request.content_type != _FORM or request.query_string or any(each in request.headers for each in _UNWANTED):
        raise GrantDeniedError(Refusal.BAD_FORM)
    try:
        form = await request.post()
    except (LookupError, ValueError, web.HTTPException) as error:
        raise GrantDeniedError(Refusal.BAD_FORM) from error
    if form.get("grant_type") != GRANT_TYPE:
        raise GrantDeniedError(Refusal.UNSUPPORTED_GRANT_TYPE)
    assertion = form.get("assertion")
    if sorted(name for name, _ in form.items()) != ["assertion", "grant_type"] or not isinstance(assertion, str):
        raise GrantDeniedError(Refusal.BAD_FORM)
    return assertion


def _breaks(faults: Sequence[Fault]) -> bool:
    """Tell whether no client could read a token from the answer."""
    return is_cut(faults) or any(fault.kind is FaultKind.TRUNCATED_JSON for fault in faults)
