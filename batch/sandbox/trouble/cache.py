"""Repeats, as a caching proxy does, the first 200 that it saw for an address."""

from aiohttp import web

from batch.sandbox.trouble.wire import SandboxAnswer

_OK = 200


class ProxyCache:
    """Keeps whole answers by path and query; what is written piece by piece goes through and is not kept."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[bytes, dict[str, str]]] = {}

    def repeat(self, request: web.Request) -> web.Response | None:
        """Give the answer that was kept, its `Date` and `oppslagstidspunkt` as they were, or None."""
        if (kept := self._kept.get(request.path_qs)) is None:
            return None
        body, headers = kept
        return web.Response(body=body, headers=headers)

    def keep(self, request: web.Request, answer: SandboxAnswer) -> None:
        """Keep a 200 when it is the first of its address."""
        if isinstance(answer, web.Response) and answer.status == _OK and isinstance(answer.body, bytes):
            self._kept.setdefault(request.path_qs, (answer.body, dict(answer.headers)))
