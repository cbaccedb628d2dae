"""Builds what talks to Maskinporten and to the register, on the fastest event loop there is."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from batch.assembly.access import Access
from batch.config import Config
from batch.identity.environment import Environment, EnvironmentGuard
from batch.maskinporten import TokenEndpoint, TokenRefresher
from batch.network.sessions import open_session
from batch.register import CONNECT_SHARE, RegisterClient, RequestCap, open_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Clients:
    """The shared token, the endpoint it comes from, and the register client that uses it."""

    endpoint: TokenEndpoint
    tokens: TokenRefresher
    register: RegisterClient


@asynccontextmanager
async def open_clients(
    config: Config, access: Access, guard: EnvironmentGuard, cap: RequestCap | None = None
) -> AsyncIterator[Clients]:
    """Open the HTTP sessions and the token refresher for as long as the context lasts."""
    addresses = access.addresses
    how: dict[str, Any] = {
        "tls": access.tls,
        "name_timeout_seconds": config.timeout_seconds * CONNECT_SHARE,
        "contact": config.network.contact if config.run.env is Environment.PROD else None,
    }
    async with open_session(**how) as session, open_lines(**how) as lines:
        endpoint = TokenEndpoint(
            session=session,
            token_url=addresses.token_url,
            audience=addresses.audience,
            client_id=access.client_id,
            scope=addresses.scope,
            key=access.key,
            consumer_org=access.consumer_org,
            proxy=access.token_proxy,
        )
        async with TokenRefresher(endpoint=endpoint, options=config.token) as tokens:
            register = RegisterClient(
                lines=lines,
                base_url=addresses.register_url,
                tokens=tokens,
                guard=guard,
                timeout_seconds=config.timeout_seconds,
                options=config.register,
                scope=addresses.scope,
                proxy=access.register_proxy,
                cap=cap,
            )
            yield Clients(endpoint=endpoint, tokens=tokens, register=register)


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Prefer uvloop, where it is installed."""
    try:
        import uvloop  # noqa: PLC0415 - not everywhere
    except ImportError:
        return None
    return uvloop.new_event_loop
