"""Builds what talks to Maskinporten and to the register, on the fastest event loop there is."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from batch.assembly.access import Access
from batch.config import Config
from batch.identity.environment import EnvironmentGuard
from batch.maskinporten import TokenEndpoint, TokenRefresher
from batch.register import CONNECT_SHARE, RegisterClient, open_lines, open_session


@dataclass(frozen=True, slots=True, kw_only=True)
class Clients:
    """The shared token, the endpoint it comes from, and the register client that uses it."""

    endpoint: TokenEndpoint
    tokens: TokenRefresher
    register: RegisterClient


@asynccontextmanager
async def open_clients(config: Config, access: Access, guard: EnvironmentGuard) -> AsyncIterator[Clients]:
    """Open the HTTP sessions and the token refresher for as long as the context lasts."""
    addresses = access.addresses
    name_timeout_seconds = config.timeout_seconds * CONNECT_SHARE
    async with (
        open_session(tls=access.tls, name_timeout_seconds=name_timeout_seconds) as session,
        open_lines(tls=access.tls, name_timeout_seconds=name_timeout_seconds) as lines,
    ):
        endpoint = TokenEndpoint(
            session=session,
            token_url=addresses.token_url,
            audience=addresses.audience,
            client_id=access.client_id,
            scope=addresses.scope,
            key=access.key,
            consumer_org=access.consumer_org,
        )
        async with TokenRefresher(endpoint=endpoint, options=config.token) as tokens:
            register = RegisterClient(
                lines=lines,
                base_url=addresses.register_url,
                tokens=tokens,
                guard=guard,
                timeout_seconds=config.timeout_seconds,
                options=config.register,
            )
            yield Clients(endpoint=endpoint, tokens=tokens, register=register)


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Prefer uvloop, where it is installed."""
    try:
        import uvloop  # noqa: PLC0415 - not everywhere
    except ImportError:
        return None
    return uvloop.new_event_loop
