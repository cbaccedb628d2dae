"""Builds what the second phase needs, and runs it in an event loop of its own."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from batch.config import Config
from batch.environment import EnvironmentGuard
from batch.errors import EktepaktBatchError, LedgerError, LeftAtOnceError
from batch.ledger import Ledger, SlowMemory
from batch.lookup import Clock, Stop, look_up_pending
from batch.maskinporten import TokenEndpoint, TokenRefresher
from batch.progress import shown_progress
from batch.register import CONNECT_SHARE, RegisterClient, open_session
from batch.retry import RetryPolicy
from batch.run.access import Access
from batch.run.hooks import RunHooks
from batch.tally import Tally

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupReport:
    """How the phase went; `stopped_by` is what ended it early, other than a wish to stop."""

    seconds: float = 0.0
    token_count: int = 0
    stopped_by: EktepaktBatchError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupPhase:
    """The second phase of one run."""

    config: Config
    access: Access
    guard: EnvironmentGuard
    ledger: Ledger
    slow_memory: SlowMemory | None
    tally: Tally
    hooks: RunHooks

    def run(self) -> LookupReport:
        """Look up what is pending.

        Raises LedgerError, and LeftAtOnceError when cancelled; every other error that stops the run is in the report.
        """
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            try:
                return runner.run(self._run())
            except asyncio.CancelledError:
                raise LeftAtOnceError("left at once; run the same command again to go on") from None

    async def _run(self) -> LookupReport:
        began = time.monotonic()
        stopped_by = None
        async with self._tokens_and_client() as (tokens, client):
            try:
                await self._look_up(client)
            except LedgerError:
                raise
            except EktepaktBatchError as error:
                stopped_by = error
        return LookupReport(
            seconds=round(time.monotonic() - began, 3), token_count=tokens.fetched_count, stopped_by=stopped_by
        )

    async def _look_up(self, client: RegisterClient) -> None:
        stop = Stop()
        policy = RetryPolicy(options=self.config.retry, is_timeout_final=self.guard.environment.is_test)
        with self.hooks.stoppable(stop):
            async with shown_progress(self.tally, console=self.hooks.console, is_quiet=self.hooks.is_quiet):
                await look_up_pending(
                    ledger=self.ledger,
                    slow_memory=self.slow_memory,
                    register=client,
                    policy=policy,
                    options=self.config.lookup,
                    commit_options=self.config.commit,
                    stop=stop,
                    tally=self.tally,
                    clock=Clock(),
                )

    @asynccontextmanager
    async def _tokens_and_client(self) -> AsyncIterator[tuple[TokenRefresher, RegisterClient]]:
        """One session for both."""
        addresses = self.access.addresses
        name_timeout_seconds = self.config.timeout_seconds * CONNECT_SHARE
        async with open_session(tls=self.access.tls, name_timeout_seconds=name_timeout_seconds) as session:
            endpoint = TokenEndpoint(
                session=session,
                token_url=addresses.token_url,
                audience=addresses.audience,
                client_id=self.access.client_id,
                scope=addresses.scope,
                key=self.access.key,
                consumer_org=self.access.consumer_org,
            )
            async with TokenRefresher(endpoint=endpoint, options=self.config.token) as tokens:
                yield (
                    tokens,
                    RegisterClient(
                        session=session,
                        base_url=addresses.register_url,
                        tokens=tokens,
                        guard=self.guard,
                        timeout_seconds=self.config.timeout_seconds,
                        options=self.config.register,
                    ),
                )


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Prefer uvloop, where it is installed."""
    try:
        import uvloop  # noqa: PLC0415 - not everywhere
    except ImportError:
        return None
    return uvloop.new_event_loop
