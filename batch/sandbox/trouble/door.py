"""Answers as whatever stands in front of the register: any error status, with any body but the application's."""

import msgspec
from aiohttp import hdrs, web

from batch.sandbox.clock import SandboxClock
from batch.sandbox.http_answers import html_answer, json_answer, phrase_of
from batch.sandbox.trouble.kinds import Page

_HEADERS = {
    401: {hdrs.WWW_AUTHENTICATE: 'Basic realm="gateway"'},
    405: {hdrs.ALLOW: "POST"},
    407: {hdrs.PROXY_AUTHENTICATE: 'Basic realm="proxy"'},
    426: {hdrs.UPGRADE: "TLS/1.2"},
}
"""The headers without which HTTP does not allow the status."""


def door_answer(http_status: int, page: Page, clock: SandboxClock) -> web.Response:
    """Answer with the status, and with the headers that belong to it."""
    answer = _page(http_status, page, clock)
    answer.headers.update(_HEADERS.get(http_status, {}))
    return answer


def _page(http_status: int, page: Page, clock: SandboxClock) -> web.Response:
    match page:
        case Page.HTML:
            return html_answer(http_status, clock)
        case Page.EMPTY:
            return web.Response(status=http_status, headers={hdrs.DATE: clock.http_date()})
        case Page.TEXT:
            text = f"default backend - {http_status}"
            return web.Response(text=text, status=http_status, headers={hdrs.DATE: clock.http_date()})
        case Page.JSON:
            body = msgspec.json.encode({"message": phrase_of(http_status)})
            return json_answer(body, clock, status=http_status)
