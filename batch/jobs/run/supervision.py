"""Runs the look-ups in an event loop, with all that can end them early: signals, a deadline, the watchdog."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

import structlog

from batch.assembly.clients import Clients, loop_factory
from batch.errors import EktepaktBatchError, LedgerError, LeftAtOnceError
from batch.jobs.run.hooks import RunHooks
from batch.jobs.run.interpreter import set_up_for_lookups
from batch.jobs.run.watchdog import watched
from batch.lookup import Stop
from batch.lookup.lookup_ending import LookupEnding
from batch.lookup.progress.tally import Tally
from batch.lookup.stop import requested_at
from batch.maskinporten import TokenRefresher
from batch.register import RegisterClient, RequestCap

_log = structlog.get_logger(__name__)

LookUp = Callable[[RegisterClient, Stop], Awaitable[None]]
"""Asks the register about what is pending, until nothing is or a stop is requested."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    """What surrounds one round of look-ups; `stop_at` is its deadline by the wall clock, None for none."""

    tally: Tally
    hooks: RunHooks
    cap: RequestCap
    stop_at: datetime | None
    longest_stillness_seconds: float

    def run(self, clients: AbstractAsyncContextManager[Clients], look_up: LookUp) -> LookupEnding:
        """Look up what is pending.

        Raises LedgerError, and LeftAtOnceError when cancelled; every other error that stops the run is in the ending.
        """
        with set_up_for_lookups(), asyncio.Runner(loop_factory=loop_factory()) as runner:
            try:
                return runner.run(self._run(clients, look_up))
            except asyncio.CancelledError:
                raise LeftAtOnceError("left at once", remedy="run the same command again to go on") from None

    async def _run(self, clients: AbstractAsyncContextManager[Clients], look_up: LookUp) -> LookupEnding:
        began = time.monotonic()
        stop, stopped_by = Stop(), None
        self.cap.when_used_up = lambda: _request_for_cap(stop)
        async with clients as opened:
            self.tally.token_requests = lambda: opened.endpoint.request_count
            try:
                await self._supervise(opened, look_up, stop)
            except LedgerError:
                raise
            except EktepaktBatchError as error:
                stopped_by = error
        return LookupEnding(
            seconds=round(time.monotonic() - began, 3),
            token_count=opened.tokens.fetched_count,
            control_count=self.tally.control_count,
            stopped_by=stopped_by,
            is_stop_requested=stop.is_requested,
        )

    async def _supervise(self, clients: Clients, look_up: LookUp, stop: Stop) -> None:
        ending = asyncio.create_task(_end_tokens_with(stop, clients.tokens), name="end of tokens")
        moving = watched(
            seconds=self.longest_stillness_seconds,
            seen=lambda: (self.tally.done, self.tally.attempt_count, self.tally.traffic().in_flight),
            is_quiet=lambda: clients.tokens.is_refreshing or time.monotonic() < self.tally.traffic().quiet_until,
            give_up=self.hooks.given_up,
        )
        try:
            with moving, requested_at(self.stop_at, stop), self.hooks.stoppable(stop):
                async with self.hooks.shown(self.tally):
                    await look_up(clients.register, stop)
        finally:
            ending.cancel()
            await asyncio.wait([ending])


async def _end_tokens_with(stop: Stop, tokens: TokenRefresher) -> None:
    """Once a stop is requested, stop waiting for new tokens; the current one is still handed out while it is valid."""
    await stop.wait()
    await tokens.aclose()


def _request_for_cap(stop: Stop) -> None:
    _log.warning("stopping after what is in flight: as many requests were made as --max-requests allows")
    stop.request()
