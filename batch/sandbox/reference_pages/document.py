"""The register's OpenAPI document and a page that shows it, bundled: nothing is fetched from outside.

The page is Swagger UI where the extra `swagger-ui` is installed, and a plain one elsewhere.
"""

import json
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec

from aiohttp import web

from batch.sandbox.clock import SandboxClock
from batch.sandbox.http_answers import html_answer
from batch.sandbox.reference_pages.plain import write_plain_page

_ASSETS = {
    "swagger-ui.css": ("swagger_style.css", "text/css"),
    "swagger-ui-bundle.js": ("swagger_bundle.js", "text/javascript"),
}
"""What the page loads, and what the package offapi calls it."""

_PAGE = b"""<!DOCTYPE html>
<html lang="nb">
<head>
<meta charset="utf-8">
<title>Ektepaktregisteret (sandbox)</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="swagger-ui/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="swagger-ui/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({url: "v3/api-docs", dom_id: "#swagger-ui", validatorUrl: null});
</script>
</body>
</html>
"""


@dataclass(slots=True, kw_only=True)
class Reference:
    """Serves the document at `v3/api-docs` and the page at the documented `swagger-ui.html`."""

    clock: SandboxClock

    async def show_document(self, _request: web.Request) -> web.Response:
        """Answer `GET v3/api-docs`."""
        return self._page(_document(), "application/json")

    async def show_page(self, _request: web.Request) -> web.Response:
        """Answer `GET swagger-ui.html`."""
        page = _PAGE if _has_swagger_ui() else write_plain_page(json.loads(_document())).encode()
        return self._page(page, "text/html")

    async def show_asset(self, request: web.Request) -> web.Response:
        """Answer `GET swagger-ui/{name}`; whatever the page does not load is a proxy's 404."""
        asset = _ASSETS.get(request.match_info["name"])
        if asset is None or not _has_swagger_ui():
            return html_answer(404, self.clock)
        name, content_type = asset
        return self._page(files("offapi").joinpath(name).read_bytes(), content_type)

    def _page(self, content: bytes, content_type: str) -> web.Response:
        return web.Response(body=content, content_type=content_type, headers={"Date": self.clock.http_date()})


def _document() -> bytes:
    return files("batch.sandbox").joinpath("data/openapi.json").read_bytes()


def _has_swagger_ui() -> bool:
    return find_spec("offapi") is not None
