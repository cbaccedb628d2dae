"""Runs the workers: each makes one attempt at a time, and passes on what the judge decides about it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, assert_never

import structlog

from batch.errors import RegisterError, RequestsUsedUpError, TokenUnavailableError
from batch.identity import Identity
from batch.lookup.backlog import Backlog
from batch.lookup.decisions import IDENTIFIERS_OWN, Again, Decision, PutOff, Settled
from batch.lookup.flight import Clocks, Flight
from batch.lookup.group_commit import GroupCommit
from batch.lookup.judge import Judge
from batch.lookup.pacing import State
from batch.lookup.progress.request_counts import OK, REPLAYED, status_of
from batch.lookup.progress.tally import Tally
from batch.lookup.stop import Stop
from batch.lookup.turnstile import Turnstile
from batch.outcome import Lookup, Outcome, OutcomeKind
from batch.register import Answer

_log = structlog.get_logger(__name__)


class Register(Protocol):
    """What the pool needs of the register client; `sending` is called when the request goes out."""

    async def fetch(self, identity: Identity, *, sending: Callable[[], None]) -> Answer: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What the workers share; there are as many of them as look-ups may ever be in flight."""

    register: Register
    turnstile: Turnstile
    backlog: Backlog
    judge: Judge
    commits: GroupCommit
    stop: Stop
    tally: Tally
    clocks: Clocks

    async def run(self, workers: int, feeding: "asyncio.Task[None]") -> None:
        """Work until nothing is pending or a stop is requested; the first error of a worker ends all of them."""
        self.tally.traffic = self.turnstile.traffic
        try:
            async with asyncio.TaskGroup() as group:
                ending = group.create_task(self._end_with_stop(), name="end of pool")
                workers_done = [
                    group.create_task(self._work(), name=f"worker {number}") for number in range(1, workers + 1)
                ]
                await asyncio.wait([*workers_done, feeding], return_when=asyncio.ALL_COMPLETED)
                ending.cancel()
        finally:
            self.commits.close()

    async def skip(self, lookups: Sequence[Lookup]) -> None:
        """Settle lookups of identities that are known to be slow, without an attempt."""
        for lookup in lookups:
            self._settle(lookup, Outcome(lookup_id=lookup.lookup_id, kind=OutcomeKind.SLOW_SKIPPED))
            if self.commits.is_full:
                await self.commits.room()

    async def finish(self) -> bool:
        """Decide about those still in doubt at the end of a lane; return whether none of them is tried again."""
        await self._carry_out(self.judge.nothing_else(self.clocks.monotonic()))
        await self.commits.flush()
        return self.backlog.is_empty and not self.judge.has_doubts

    async def _end_with_stop(self) -> None:
        await self.stop.wait()
        self.turnstile.hand_out()

    async def _work(self) -> None:
        worker = asyncio.current_task()
        while (flight := await self.turnstile.next()) is not None:
            flight.worker = worker
            try:
                await self._carry_out(await self._attempt(flight))
            except (TokenUnavailableError, RequestsUsedUpError):
                if self.stop.is_requested:  # nothing was sent, and a stop waits for no token and no further request
                    return
                raise
            self.tally.attempt_count += 1
            self.tally.control_count += flight.control is not None
            self.turnstile.decided()

    async def _attempt(self, flight: Flight) -> list[Decision]:
        """Make the attempt; its place is free before anything is decided."""

        def sending() -> None:
            self.tally.requests.by_status[REPLAYED] += flight.sent_at is not None
            flight.sent_at = self.clocks.monotonic()

        answer, failure = None, None
        try:
            answer = await self.register.fetch(flight.trial.lookup.identity, sending=sending)
        except IDENTIFIERS_OWN as error:
            failure = _as_value(error)
        except RegisterError as error:
            self._count(flight, status_of(error))
            raise
        except asyncio.CancelledError:
            if not flight.uncancel():
                raise
        finally:
            self.turnstile.land(flight)
        self._count(flight, OK if answer is not None else status_of(failure))
        return self._judge(flight, answer, failure)

    def _count(self, flight: Flight, status: str) -> None:
        """Count a request that has ended; an attempt for which no token came has made none."""
        if flight.sent_at is not None:
            self.tally.requests.note(
                status,
                self.clocks.monotonic() - flight.sent_at,
                is_retry=flight.control is None and flight.trial.pending.attempts > 0,
                is_probe=flight.is_probe,
            )

    def _judge(self, flight: Flight, answer: Answer | None, failure: RegisterError | None) -> list[Decision]:
        before = self.turnstile.state
        decisions = self._decide(flight, answer, failure)
        if self.turnstile.state is not before:
            state = self.turnstile.state
            self.tally.pauses.note(is_paused=state.is_pause, now=self.clocks.monotonic(), why=state.name.lower())
            self._log_state(before, failure)
        return decisions

    def _log_state(self, before: State, failure: RegisterError | None) -> None:
        """Log why nothing happens for a while, or that it does again; a doubt that passes is nobody's concern."""
        match self.turnstile.state:
            case State.OPEN if before is State.DOUBT:
                _log.debug("it was not the register that failed")
            case State.OPEN:
                _log.info("the register answers")
            case State.PAUSE:
                seconds = max(0.0, self.turnstile.traffic().quiet_until - self.clocks.monotonic())
                _log.warning(
                    "the register throttles us (429 or 503): all look-ups pause",
                    seconds=round(seconds, 1),
                    error=str(failure),
                )
            case State.DOUBT:
                _log.debug("asking somebody who was answered before, to see whether it is the register that fails")
            case State.SHUT:
                _log.warning("a look-up was refused: others are asked one at a time", error=str(failure))
            case State.OUTAGE if failure is None:
                _log.warning("those with ektepakter fail while others are answered: a source may be down")
            case State.OUTAGE:
                _log.warning("the register is down: one look-up at a time probes it", error=str(failure))
            case State.UNTRIED:
                pass
            case _ as unreachable:
                assert_never(unreachable)

    def _decide(self, flight: Flight, answer: Answer | None, failure: RegisterError | None) -> list[Decision]:
        now = self.clocks.monotonic()
        if answer is not None:
            return self.judge.answered(flight, answer, now)
        if failure is None:
            return self.judge.abandoned(flight, now)
        _log.debug("attempt failed", lookup_id=flight.trial.lookup.lookup_id, error=str(failure))
        return self.judge.failed(flight, failure, now)

    async def _carry_out(self, decisions: Sequence[Decision]) -> None:
        """Hand all of it on, and wait while the next commit is full; other workers go on meanwhile."""
        for decision in decisions:
            self._hand_on(decision)
        if self.commits.is_full:
            self.turnstile.hand_out()
            await self.commits.room()

    def _hand_on(self, decision: Decision) -> None:
        match decision:
            case Settled(trial, outcome):
                self.tally.difficult.settled(trial.pending, outcome.kind)
                self._settle(trial.lookup, outcome)
            case Again(trial, due_at):
                self.backlog.add_again(trial, due_at)
                if trial.pending.charged:
                    self.commits.hold(trial.pending)
            case PutOff(trial, from_lane):
                self.tally.difficult.put_off(trial.pending, from_lane=from_lane)
                self.commits.hold(trial.pending)
            case _ as unreachable:
                assert_never(unreachable)

    def _settle(self, lookup: Lookup, outcome: Outcome) -> None:
        self.commits.hold((lookup, outcome))
        self.tally.by_kind[outcome.kind] += 1


def _as_value(error: RegisterError) -> RegisterError:
    """Drop the frames a failure was raised through: they hold the answer's body, in a reference cycle."""
    error.__context__ = None
    return error.with_traceback(None)
