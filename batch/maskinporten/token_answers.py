"""Reads Maskinporten's answer: a token, or the error it means."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from batch.errors import TokenAddressError, TokenUnavailableError
from batch.maskinporten.lease import AccessToken
from batch.maskinporten.refusals import ADDRESS_REMEDY, charset_of, clock_ahead_seconds, interpret_refusal
from batch.network.faults import is_page, say_other_charset

OK = 200
LONGEST_LIFETIME = 366 * 24 * 60 * 60  # seconds; more is no lifetime but a mistake
BEARER_VALUE = re.compile(r"[A-Za-z0-9\-._~+/]+=*")  # RFC 6750, 2.1: what a header may carry


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenAnswer:
    """One HTTP answer of the token endpoint, and when it arrived (UTC)."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    arrived_at: datetime


def read_token(answer: TokenAnswer) -> AccessToken:
    """Return the token; raise TokenRefusedError or TokenUnavailableError when there is none."""
    if answer.status != OK:
        raise interpret_refusal(status=answer.status, headers=answer.headers, body=answer.body, now=answer.arrived_at)
    facts = _facts(answer)
    scope = facts.get("scope")
    return AccessToken(
        value=_value(facts.get("access_token")),
        expires_in=_lifetime(facts.get("expires_in")),
        scope=scope if isinstance(scope, str) else None,
        clock_ahead_seconds=clock_ahead_seconds(answer.headers, now=answer.arrived_at),
    )


def _facts(answer: TokenAnswer) -> dict[str, Any]:
    try:
        facts = json.loads(answer.body)
    except (ValueError, RecursionError):
        # The cause is left out on purpose: it quotes the body, which may hold a token.
        what = "Maskinporten answered 200 and no JSON"
        if is_page(answer.body):
            raise TokenAddressError(
                f"{what} but a page", remedy=ADDRESS_REMEDY, may_pass=True, http_status=OK
            ) from None
        told = say_other_charset(answer.body, charset_of(answer.headers))
        raise TokenUnavailableError(f"{what}: {told}" if told else what, http_status=OK) from None
    if not isinstance(facts, dict):
        raise TokenUnavailableError("Maskinporten answered 200 with JSON that is no object", http_status=OK)
    return facts


def _value(stated: object) -> str:
    if isinstance(stated, str) and BEARER_VALUE.fullmatch(stated):
        return stated
    raise TokenUnavailableError("Maskinporten answered 200 without a usable access_token", http_status=OK)


def _lifetime(stated: object) -> float:
    if isinstance(stated, int | float) and not isinstance(stated, bool) and 0 < stated <= LONGEST_LIFETIME:
        return float(stated)
    raise TokenUnavailableError("Maskinporten answered 200 without a usable expires_in", http_status=OK)
