"""Builds what the second phase needs, and runs it in an event loop of its own."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from batch.assembly.access import Access
from batch.assembly.clients import Clients, open_clients
from batch.assembly.event_loop import loop_factory
from batch.config import Config
from batch.errors import EktepaktBatchError, HungError, LedgerError, LeftAtOnceError
from batch.identity.environment import EnvironmentGuard
from batch.jobs.run.hooks import RunHooks
from batch.jobs.run.watchdog import Watchdog
from batch.ledger import Ledger, SlowMemory
from batch.lookup import Clock, Pacing, Stop, look_up_pending
from batch.lookup.pacing.retry import RetryPolicy
from batch.lookup.tally import Tally
from batch.maskinporten import TokenRefresher
from batch.register import RegisterClient

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupReport:
    """How the phase went; `stopped_by` is what ended it early, other than a wish to stop."""

    seconds: float = 0.0
    token_count: int = 0
    stopped_by: EktepaktBatchError | None = None
    is_stop_wished: bool = False

    @property
    def is_last(self) -> bool:
        """Whether nobody may be asked after it."""
        return self.is_stop_wished or self.stopped_by is not None

    def followed_by(self, later: "LookupReport") -> "LookupReport":
        """Add up two rounds of one command."""
        return LookupReport(
            seconds=round(self.seconds + later.seconds, 3),
            token_count=self.token_count + later.token_count,
            stopped_by=later.stopped_by,
            is_stop_wished=later.is_stop_wished,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupPhase:
    """The second phase of one run."""

    config: Config
    access: Access
    guard: EnvironmentGuard
    ledger: Ledger
    slow_memory: SlowMemory | None
    skip_list: frozenset[str]
    tally: Tally
    hooks: RunHooks
    stop_at: datetime | None

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
        stop, stopped_by = Stop(), None
        async with open_clients(self.config, self.access, self.guard) as clients:
            try:
                await self._look_up(clients, stop)
            except LedgerError:
                raise
            except EktepaktBatchError as error:
                stopped_by = error
        return LookupReport(
            seconds=round(time.monotonic() - began, 3),
            token_count=clients.tokens.fetched_count,
            stopped_by=stopped_by,
            is_stop_wished=stop.is_requested,
        )

    async def _look_up(self, clients: Clients, stop: Stop) -> None:
        ending = asyncio.create_task(_end_tokens_with(stop, clients.tokens), name="end of tokens")
        try:
            with self._watched(clients.tokens), self._stopped_in_time(stop):
                await self._look_up_until(stop, clients.register)
        finally:
            ending.cancel()
            await asyncio.wait([ending])

    @contextmanager
    def _watched(self, tokens: TokenRefresher) -> Iterator[None]:
        """Raise HungError out of a time in which nothing moves."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        watchdog = Watchdog(
            seconds=self._longest_stillness,
            seen=lambda: (self.tally.done, self.tally.attempt_count, self.tally.traffic().in_flight),
            is_quiet=lambda: tokens.is_refreshing or time.monotonic() < self.tally.traffic().quiet_until,
            end=lambda: _cancel_from_outside(loop, task),
        )
        with watchdog:
            try:
                yield
            except asyncio.CancelledError:
                if not watchdog.has_barked:
                    raise
                task.uncancel()
                raise HungError(
                    f"a defect in the program: nothing has moved for {watchdog.seconds:g} s; please report what the "
                    "log says; the same command goes on",
                    seconds=watchdog.seconds,
                ) from None

    @property
    def _longest_stillness(self) -> float:
        """Longer than anything that the settings let a single look-up wait for."""
        return max(
            self.config.lookup.watchdog_seconds,
            2 * self.config.timeout_seconds,
            2 * self.config.retry.backoff_ceiling_seconds,
            2 / self.config.rate if self.config.rate else 0.0,
        )

    @contextmanager
    def _stopped_in_time(self, stop: Stop) -> Iterator[None]:
        """Wish a stop when the time is over that the settings give a run."""
        if self.stop_at is None:
            yield
            return
        seconds = max(0.0, (self.stop_at - datetime.now(UTC)).total_seconds())
        timer = asyncio.get_running_loop().call_later(seconds, _stop_for_time, stop)
        try:
            yield
        finally:
            timer.cancel()

    async def _look_up_until(self, stop: Stop, client: RegisterClient) -> None:
        pacing = Pacing(
            options=self.config.lookup,
            circuit_options=self.config.circuit,
            policy=RetryPolicy(options=self.config.retry, is_timeout_final=self.guard.environment.is_test),
            rate=self.config.rate,
            timeout_seconds=self.config.timeout_seconds,
        )
        with self.hooks.stoppable(stop):
            async with self.hooks.shown(self.tally):
                await look_up_pending(
                    ledger=self.ledger,
                    slow_memory=self.slow_memory,
                    skip_list=self.skip_list,
                    register=client,
                    pacing=pacing,
                    commit_options=self.config.commit,
                    stop=stop,
                    tally=self.tally,
                    clock=Clock(),
                )


def _cancel_from_outside(loop: asyncio.AbstractEventLoop, task: "asyncio.Task[object]") -> None:
    loop.call_soon_threadsafe(task.cancel)


def _stop_for_time(stop: Stop) -> None:
    _log.warning("stopping after what is in flight: the time given by --stop-at or --stop-after is over")
    stop.request()


async def _end_tokens_with(stop: Stop, tokens: TokenRefresher) -> None:
    """Let nobody wait for a token any more once a stop is wished; one that is good is still handed out."""
    await stop.wait()
    await tokens.aclose()
