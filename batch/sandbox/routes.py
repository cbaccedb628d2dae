"""Decides which path is answered by what."""

from aiohttp import hdrs, web

from batch.sandbox.clock import SandboxClock
from batch.sandbox.control import Control
from batch.sandbox.http_answers import Feil, html_answer
from batch.sandbox.maskinporten.token_service import Maskinporten
from batch.sandbox.memory import Memory
from batch.sandbox.reference_pages.document import Reference
from batch.sandbox.register import SandboxRegister
from batch.sandbox.trouble.gateway import ELSEWHERE_PATH

REGISTER_PATH = "/ektepakt"
MASKINPORTEN_PATH = "/maskinporten"
CONTROL_PATH = "/control"

Routes = list[web.RouteDef]


def register_routes(register: SandboxRegister, reference: Reference) -> Routes:
    """Give the paths of Ektepaktregisteret; any other method on the look-up is the documented error as a 405."""
    look_up = f"{REGISTER_PATH}/api/v1/fnr/{{fnr}}"

    async def refuse_method(_request: web.Request) -> web.StreamResponse:
        refusal = Feil.METHOD.answer(register.clock)
        refusal.headers[hdrs.ALLOW] = hdrs.METH_GET
        return refusal

    return [
        web.get(look_up, register.look_up, allow_head=False),
        web.route(hdrs.METH_ANY, look_up, refuse_method),
        web.get(f"{REGISTER_PATH}/v3/api-docs", reference.show_document),
        web.get(f"{REGISTER_PATH}/swagger-ui.html", reference.show_page),
        web.get(f"{REGISTER_PATH}/swagger-ui/{{name}}", reference.show_asset),
    ]


def maskinporten_routes(maskinporten: Maskinporten) -> Routes:
    """Give the paths of Maskinporten; any other method is its own error as a 405."""
    token, keys = f"{MASKINPORTEN_PATH}/token", f"{MASKINPORTEN_PATH}/jwk"
    metadata = f"{MASKINPORTEN_PATH}/.well-known/oauth-authorization-server"
    return [
        web.post(token, maskinporten.give_token),
        web.route(hdrs.METH_ANY, token, maskinporten.refuse_all_but_post),
        web.get(keys, maskinporten.publish_keys),
        web.get(metadata, maskinporten.publish_metadata),
        *(web.route(hdrs.METH_ANY, each, maskinporten.refuse_all_but_get) for each in (keys, metadata)),
    ]


def control_routes(control: Control) -> Routes:
    """Give the paths of the control address."""
    return [
        web.get(f"{CONTROL_PATH}/memory", control.show_memory),
        web.get(f"{CONTROL_PATH}/faults", control.show_faults),
        web.put(f"{CONTROL_PATH}/faults", control.set_faults),
        web.post(f"{CONTROL_PATH}/reset", control.forget),
    ]


def other_routes(memory: Memory, clock: SandboxClock) -> Routes:
    """Give the place that redirects lead to, and the HTML 404 of a proxy for any path nobody answers."""

    async def be_elsewhere(request: web.Request) -> web.StreamResponse:
        memory.redirects_followed.append(hdrs.AUTHORIZATION in request.headers or request.body_exists)
        return html_answer(200, clock)

    async def nowhere(_request: web.Request) -> web.StreamResponse:
        return html_answer(404, clock)

    return [web.route(hdrs.METH_ANY, ELSEWHERE_PATH, be_elsewhere), web.route(hdrs.METH_ANY, "/{path:.*}", nowhere)]
