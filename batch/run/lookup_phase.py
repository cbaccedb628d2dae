"""Builds what the second phase needs, and runs it in an event loop of its own."""

import asyncio
import time
from dataclasses import dataclass

import structlog

from batch.config import Config
from batch.environment import EnvironmentGuard
from batch.errors import EktepaktBatchError, LedgerError, LeftAtOnceError
from batch.ledger import Ledger, SlowMemory
from batch.lookup import Clock, Pacing, Stop, look_up_pending
from batch.maskinporten import TokenRefresher
from batch.progress import shown_progress
from batch.register import RegisterClient
from batch.retry import RetryPolicy
from batch.run.access import Access
from batch.run.clients import Clients, open_clients
from batch.run.event_loop import loop_factory
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
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            try:
                return runner.run(self._run())
            except asyncio.CancelledError:
                raise LeftAtOnceError("left at once; run the same command again to go on") from None

    async def _run(self) -> LookupReport:
        began = time.monotonic()
        stopped_by = None
        async with open_clients(self.config, self.access, self.guard) as clients:
            try:
                await self._look_up(clients)
            except LedgerError:
                raise
            except EktepaktBatchError as error:
                stopped_by = error
        return LookupReport(
            seconds=round(time.monotonic() - began, 3), token_count=clients.tokens.fetched_count, stopped_by=stopped_by
        )

    async def _look_up(self, clients: Clients) -> None:
        stop = Stop()
        ending = asyncio.create_task(_end_tokens_with(stop, clients.tokens), name="end of tokens")
        try:
            await self._look_up_until(stop, clients.register)
        finally:
            ending.cancel()
            await asyncio.wait([ending])

    async def _look_up_until(self, stop: Stop, client: RegisterClient) -> None:
        pacing = Pacing(
            options=self.config.lookup,
            circuit_options=self.config.circuit,
            policy=RetryPolicy(options=self.config.retry, is_timeout_final=self.guard.environment.is_test),
            rate=self.config.rate,
            timeout_seconds=self.config.timeout_seconds,
        )
        with self.hooks.stoppable(stop):
            async with shown_progress(self.tally, console=self.hooks.console, is_quiet=self.hooks.is_quiet):
                await look_up_pending(
                    ledger=self.ledger,
                    slow_memory=self.slow_memory,
                    register=client,
                    pacing=pacing,
                    commit_options=self.config.commit,
                    stop=stop,
                    tally=self.tally,
                    clock=Clock(),
                )


async def _end_tokens_with(stop: Stop, tokens: TokenRefresher) -> None:
    """Let nobody wait for a token any more once a stop is wished; one that is good is still handed out."""
    await stop.wait()
    await tokens.aclose()
