"""Decides which error an answer without a token becomes; what the user shall do about it stands in remedies.py."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, assert_never

from batch.errors import GrantRefusedError, TokenAddressError, TokenError, TokenRefusedError, TokenUnavailableError
from batch.maskinporten.remedies import UNKNOWN_REMEDY, KnownRefusal, RefusalKind, find_refusal
from batch.network.faults import is_page, say_other_charset

CODE = re.compile(r"MP-[0-9]{1,6}")
TRACE_ID = re.compile(r"\s*\(trace_id:\s*(?P<id>[\w.:-]{1,100})\s*\)")
JWT = re.compile(r"eyJ[\w-]{10,}(\.[\w-]*)*")
CHARSET = re.compile(r"(?i);\s*charset\s*=\s*[\"']?([\w.:-]{1,40})")
TRANSIENT_ERRORS = frozenset({"server_error", "temporarily_unavailable"})
TRANSIENT_STATUSES = frozenset({408, 425, 429})
LONGEST_DESCRIPTION = 500  # characters
FIRST_SERVER_ERROR = 500
ADDRESS_REMEDY = "check EKTEPAKT_TOKEN_URL, and what stands between here and Maskinporten"
PROXY_REMEDY = "set EKTEPAKT_PROXY to it with user and password, or let this machine through without a sign-in"


def interpret_refusal(*, status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> TokenError:
    """Return the error for an answer without a token; `now` is when it arrived, to measure the clocks by."""
    answer = _oauth_error(body)
    if answer is None:
        return _no_oauth_answer(status, headers, body)
    code = _code(answer.get("error_uri"))
    description, trace_id = _description(answer)
    known = find_refusal(code, description)
    if known is None and _is_transient(status, answer["error"]):
        return TokenUnavailableError(f"Maskinporten answered {status}: {description}", http_status=status)
    ahead = clock_ahead_seconds(headers, now=now)
    refused = _error_class(known.kind if known else RefusalKind.PERMANENT)
    return refused(
        description,
        code=code or (known.code if known else None),
        remedy=_remedy(known, ahead),
        trace_id=trace_id,
        clock_ahead_seconds=ahead,
    )


def _no_oauth_answer(status: int, headers: Mapping[str, str], body: bytes) -> TokenError:
    """Tell a gateway in trouble from what a wrong address brings: a page, a redirect, or nothing of that name."""
    kind = headers.get("Content-Type", "").partition(";")[0][:100] or "nothing"
    told = say_other_charset(body, charset_of(headers))
    what = f"Maskinporten answered {status} with {kind} and no OAuth error{f': {told}' if told else ''}"
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        what, remedy = f"a proxy before Maskinporten wants to know who asks ({status})", PROXY_REMEDY
        return TokenAddressError(what, remedy=remedy, http_status=status)
    is_redirect = HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST
    is_passing = status >= FIRST_SERVER_ERROR or status in TRANSIENT_STATUSES
    if is_redirect or status == HTTPStatus.NOT_FOUND or (is_page(body) and not is_passing):
        return TokenAddressError(what, remedy=ADDRESS_REMEDY, may_pass=True, http_status=status)
    return TokenUnavailableError(what, http_status=status)


def charset_of(headers: Mapping[str, str]) -> str | None:
    """Return the encoding that an answer says it has."""
    named = CHARSET.search(headers.get("Content-Type", ""))
    return named[1] if named else None


def clock_ahead_seconds(headers: Mapping[str, str], *, now: datetime) -> int | None:
    """Measure how far this machine's clock is ahead of the one that wrote the `Date` header; negative is behind."""
    try:
        there = parsedate_to_datetime(headers["Date"])
    except (KeyError, ValueError):
        return None
    return round((now - (there if there.tzinfo else there.replace(tzinfo=UTC))).total_seconds())


def describe_difference(ahead_seconds: int) -> str:
    """Say a difference of clocks in words."""
    if ahead_seconds == 0:
        return "this machine's clock and Maskinporten's agree to the second"
    where = "ahead of" if ahead_seconds > 0 else "behind"
    return f"this machine's clock is {abs(ahead_seconds)} s {where} Maskinporten's"


def _oauth_error(body: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    is_error = isinstance(answer, dict) and isinstance(answer.get("error"), str)
    return answer if is_error else None


def _code(error_uri: object) -> str | None:
    """Return the MP code, which stands only in the last segment of `error_uri`."""
    if not isinstance(error_uri, str):
        return None
    last = error_uri.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
    return last if CODE.fullmatch(last) else None


def _description(answer: dict[str, Any]) -> tuple[str, str | None]:
    """Return the description as it came, without trace id and without anything that could be a grant or a token."""
    stated = answer.get("error_description")
    text = stated if isinstance(stated, str) and stated.strip() else answer["error"]
    trace = TRACE_ID.search(text)
    shown = JWT.sub("[removed]", TRACE_ID.sub("", text))
    printable = "".join(each if each.isprintable() else " " for each in shown)
    return printable.strip().rstrip(".")[:LONGEST_DESCRIPTION], trace["id"] if trace else None


def _is_transient(status: int, error: str) -> bool:
    return status >= FIRST_SERVER_ERROR or status in TRANSIENT_STATUSES or error in TRANSIENT_ERRORS


def _error_class(kind: RefusalKind) -> type[TokenRefusedError]:
    match kind:
        case RefusalKind.PERMANENT:
            return TokenRefusedError
        case RefusalKind.REBUILD_ONCE:
            return GrantRefusedError
        case _ as unreachable:
            assert_never(unreachable)


def _remedy(known: KnownRefusal | None, ahead_seconds: int | None) -> str:
    if known is None:
        return UNKNOWN_REMEDY
    if known.is_about_clock and ahead_seconds is not None:
        return f"{known.remedy}; {describe_difference(ahead_seconds)}"
    return known.remedy
