"""The worker pool: bounded concurrency over the pending lookups of one ledger."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from batch.errors import TokenUnavailableError
from batch.ledger import Ledger, LedgerThread, SlowIdentity, SlowMemory
from batch.lookup.attempts import Attempts, Clock, Register
from batch.lookup.group_commit import CommitOptions, GroupCommit, Settled
from batch.lookup.pending import PendingLookups
from batch.lookup.stop import Stop, StoppedWaitingError
from batch.options import option
from batch.outcome import Lookup, Outcome, OutcomeKind
from batch.retry import RetryPolicy
from batch.tally import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupOptions:
    """How many look-ups are made at a time."""

    concurrency: int = option(8, "most look-ups in flight at a time", metavar="N", minimum=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The workers' shared parts; the number of workers is the limit on concurrency."""

    pending: PendingLookups
    attempts: Attempts
    commits: GroupCommit
    known_slow: frozenset[str]
    stop: Stop
    tally: Tally

    async def run(self, workers: int) -> None:
        """Work until nothing is pending or a stop is wished; the first error of a worker ends all of them."""
        try:
            async with asyncio.TaskGroup() as group:
                for number in range(1, workers + 1):
                    group.create_task(self._work(), name=f"worker {number}")
        finally:
            self.commits.close()

    async def _work(self) -> None:
        while not self.stop.is_requested and (lookup := await self.pending.next()):
            try:
                outcome = await self._settle(lookup)
            except StoppedWaitingError:
                return
            except TokenUnavailableError:
                if self.stop.is_requested:  # nothing was sent, and nobody waits out an outage to be stopped
                    return
                raise
            await self.commits.add(lookup, outcome)
            self.tally.by_kind[outcome.kind] += 1

    async def _settle(self, lookup: Lookup) -> Outcome:
        if lookup.identity.digits in self.known_slow:
            return Outcome(lookup_id=lookup.lookup_id, kind=OutcomeKind.SLOW_SKIPPED)
        self.tally.in_flight += 1
        try:
            return await self.attempts.look_up(lookup)
        finally:
            self.tally.in_flight -= 1


async def look_up_pending(
    *,
    ledger: Ledger,
    slow_memory: SlowMemory | None,
    register: Register,
    policy: RetryPolicy,
    options: LookupOptions,
    commit_options: CommitOptions,
    stop: Stop,
    tally: Tally,
    clock: Clock,
) -> None:
    """Give every pending lookup of the ledger its outcome, or as many as there is time for before a stop.

    `slow_memory` is None in production, where nothing is remembered as slow. Raises what stops a run: being
    refused, a wrong address, no token, a ledger that can't be written. All that was answered is committed then.
    """

    def commit(settled: Sequence[Settled]) -> None:
        if slow_memory is not None:
            slow_memory.remember(_newly_slow(settled))
        ledger.record(outcome for _, outcome in settled)

    with LedgerThread() as thread:
        known_slow = await thread.run(slow_memory.remembered) if slow_memory else frozenset()
        commits = GroupCommit(commit, thread=thread, options=commit_options)
        pool = Pool(
            pending=PendingLookups(ledger, thread),
            attempts=Attempts(register=register, policy=policy, sleep=stop.sleep, clock=clock),
            commits=commits,
            known_slow=known_slow,
            stop=stop,
            tally=tally,
        )
        await _together(pool, commits, options.concurrency)


async def _together(pool: Pool, commits: GroupCommit, workers: int) -> None:
    """Run the pool and its commits; of several errors at once the first is raised, since they share a cause."""
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(commits.run(), name="group commit")
            group.create_task(pool.run(workers), name="pool")
    except BaseExceptionGroup as errors:
        raise _first(errors) from None


def _first(errors: BaseException) -> BaseException:
    return _first(errors.exceptions[0]) if isinstance(errors, BaseExceptionGroup) else errors


def _newly_slow(settled: Sequence[Settled]) -> list[SlowIdentity]:
    return [
        SlowIdentity(fnr=lookup.identity.digits, waited_ms=outcome.duration_ms or 0, at=outcome.last_attempt_at)
        for lookup, outcome in settled
        if outcome.kind is OutcomeKind.SLOW_SKIPPED and outcome.last_attempt_at is not None
    ]
