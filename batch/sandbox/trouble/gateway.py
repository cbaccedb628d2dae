"""Decides the answer that a proxy or gateway gives in a service's place: 429, 503, HTML pages, redirects."""

from email.utils import formatdate
from math import ceil
from uuid import uuid4

from aiohttp import web

from batch.sandbox.clock import SandboxClock
from batch.sandbox.http_answers import Feil, html_answer, html_page, json_answer
from batch.sandbox.trouble.door import door_answer
from batch.sandbox.trouble.faults import Fault
from batch.sandbox.trouble.kinds import FaultKind, FaultPlace, Page, RetryAfter
from batch.sandbox.trouble.streams import endless_answer
from batch.sandbox.trouble.wire import SandboxAnswer

ELSEWHERE_PATH = "/elsewhere"
_A_DAY = 86_400
_BUSY = {FaultKind.TOO_MANY_REQUESTS: 429, FaultKind.UNAVAILABLE: 503}
_PAGES = {
    FaultKind.UNAUTHORIZED: 401,
    FaultKind.NOT_FOUND: 404,
    FaultKind.BAD_GATEWAY: 502,
    FaultKind.GATEWAY_TIMEOUT: 504,
}
_REFUSALS = {feil.http_status: feil for feil in (Feil.TOKEN, Feil.AUTHENTICATION, Feil.SUBJECT)}
_UNLESS_SAID = 404


def answer_instead(
    faults: tuple[Fault, ...], clock: SandboxClock, elsewhere: str, cached: web.Response | None = None
) -> SandboxAnswer | None:
    """Give the answer of the first fault that has one of its own, or None when the service may answer.

    `elsewhere` is the address that a redirect leads to, `cached` what a caching proxy would repeat.
    """
    for fault in faults:
        if fault.kind is FaultKind.CACHED and cached is not None:
            return cached
        if (answer := _answer_of(fault, clock, elsewhere)) is not None:
            return answer
    return None


def retry_after(style: RetryAfter, seconds: float, clock: SandboxClock) -> str:
    """Write a `Retry-After` header."""
    match style:
        case RetryAfter.SECONDS:
            return str(ceil(seconds))
        case RetryAfter.HTTP_DATE:
            return formatdate(clock.time() + seconds, usegmt=True)
        case RetryAfter.ZERO:
            return "0"
        case RetryAfter.NEGATIVE:
            return "-30"
        case RetryAfter.GARBAGE:
            return "later, perhaps; 12 o'clock"
        case RetryAfter.DAY:
            return str(_A_DAY)


def busy(http_status: int, style: RetryAfter | None, seconds: float, clock: SandboxClock) -> web.Response:
    """Answer 429 or 503, telling when to come back or not."""
    answer = html_answer(http_status, clock)
    if style is not None:
        answer.headers["Retry-After"] = retry_after(style, seconds, clock)
    return answer


def _token_server_error(clock: SandboxClock) -> web.Response:
    trace = uuid4().hex
    body = f'{{"error":"server_error","error_description":"Internal server error (trace_id: {trace})"}}'
    return json_answer(body.encode(), clock, status=500)


def _answer_of(fault: Fault, clock: SandboxClock, elsewhere: str) -> SandboxAnswer | None:
    match fault.kind:
        case FaultKind.SERVER_ERROR:
            return Feil.SERVER.answer(clock) if fault.at is FaultPlace.REGISTER else _token_server_error(clock)
        case FaultKind.REFUSED:
            return _REFUSALS[fault.http_status or Feil.AUTHENTICATION.http_status].answer(clock)
        case FaultKind.REDIRECT:
            return web.Response(status=302, headers={"Location": elsewhere, "Date": clock.http_date()})
        case _:
            said = _word_of_the_door(fault, clock)
            return _odd_success(fault.kind, clock) if said is None else said


def _word_of_the_door(fault: Fault, clock: SandboxClock) -> web.Response | None:
    if (http_status := _BUSY.get(fault.kind)) is not None:
        return busy(http_status, fault.retry_after, fault.seconds, clock)
    if (http_status := _PAGES.get(fault.kind)) is not None:
        return html_answer(http_status, clock)
    if fault.kind is FaultKind.DOOR:
        return door_answer(fault.http_status or _UNLESS_SAID, fault.page or Page.HTML, clock)
    return None


def _odd_success(kind: FaultKind, clock: SandboxClock) -> SandboxAnswer | None:
    match kind:
        case FaultKind.HTML:
            return html_answer(200, clock)
        case FaultKind.HTML_AS_JSON:
            return json_answer(html_page(200), clock)
        case FaultKind.EMPTY_BODY:
            return json_answer(b"", clock)
        case FaultKind.ENDLESS_BODY:
            return endless_answer(clock)
        case _:
            return None
