"""Which path is answered by what."""

from aiohttp import web

from batch.sandbox.answers import html_answer
from batch.sandbox.maskinporten import Maskinporten
from batch.sandbox.register import Register

REGISTER_PATH = "/ektepakt"
MASKINPORTEN_PATH = "/maskinporten"


def routes(register: Register, maskinporten: Maskinporten) -> web.Application:
    """Give the application of both services; any other path is the HTML 404 of a proxy."""

    async def nowhere(_request: web.Request) -> web.StreamResponse:
        return html_answer(404, register.clock)

    application = web.Application()
    application.router.add_get(f"{REGISTER_PATH}/api/v1/fnr/{{fnr}}", register.look_up, allow_head=False)
    application.router.add_post(f"{MASKINPORTEN_PATH}/token", maskinporten.give_token)
    application.router.add_get(f"{MASKINPORTEN_PATH}/jwk", maskinporten.publish_keys)
    application.router.add_get(
        f"{MASKINPORTEN_PATH}/.well-known/oauth-authorization-server", maskinporten.publish_metadata
    )
    application.router.add_route("*", "/{path:.*}", nowhere)
    return application
