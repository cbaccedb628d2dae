"""Runs the look-up phase: the feeder, the worker pool and the group commit, side by side over one ledger."""

import asyncio
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial

from batch.ledger import KnownAnswer, Ledger, LedgerThread, SlowIdentity, SlowMemory
from batch.lookup.backlog import Backlog
from batch.lookup.controls import MOST_OF_A_KIND, Control, Controls
from batch.lookup.feeder import Feeder
from batch.lookup.flight import Clocks
from batch.lookup.group_commit import CommitEntry, GroupCommit
from batch.lookup.judge import Judge
from batch.lookup.pacing import AdaptiveLimit, Circuit, LeakyBucket
from batch.lookup.pacing.retry_policy import RetryPolicy
from batch.lookup.pool import Pool, Register
from batch.lookup.progress.course import Course
from batch.lookup.progress.tally import Tally
from batch.lookup.stop import Stop
from batch.lookup.turnstile import Pace, Turnstile
from batch.oppslag.decoding import decode_oppslag
from batch.options.lane_speeds import LaneSpeeds
from batch.options.lookup_options import CommitOptions, LookupOptions
from batch.options.pacing_options import CircuitOptions
from batch.outcome import OutcomeKind, Pending


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacing:
    """The settings of the pool's pace; `rate` is in look-ups per second, None for no limit."""

    options: LookupOptions
    circuit_options: CircuitOptions
    policy: RetryPolicy
    rate: float | None
    timeout_seconds: float

    @property
    def lane_speeds(self) -> LaneSpeeds:
        return LaneSpeeds.of(
            self.options,
            timeout_seconds=self.timeout_seconds,
            attempts=self.policy.options.attempts,
            is_test=self.policy.is_timeout_final,
        )

    def pace(self) -> Pace:
        return Pace(
            limit=AdaptiveLimit(ceiling=self.options.concurrency),
            bucket=LeakyBucket(self.rate),
            circuit=Circuit(self.circuit_options),
            slow_lane_limit=self.lane_speeds.slow_lane_limit,
            timeout_seconds=self.timeout_seconds,
        )


async def look_up_pending(
    *,
    ledger: Ledger,
    slow_memory: SlowMemory | None,
    skip_list: AbstractSet[str] = frozenset(),
    register: Register,
    pacing: Pacing,
    commit_options: CommitOptions,
    stop: Stop,
    tally: Tally,
    clocks: Clocks,
    example: Control | None = None,
    ledger_thread: Callable[[], LedgerThread] = LedgerThread,
) -> None:
    """Give every pending lookup of the ledger its outcome, or as many as there is time for before a stop.

    `slow_memory` is None in production, where nobody is remembered as slow; those in `skip_list` are treated as if they
    were remembered. `example` is asked as a control while nobody of the run was answered.
    Raises what stops a run: a shut door, a wrong address, no token, a register that is down for too long, a ledger that
    can't be written. Every answer received by then is committed.
    """
    pace = pacing.pace()
    tally.speeds = pacing.lane_speeds
    backlog = Backlog()
    with ledger_thread() as thread:
        known_slow = await thread.run(slow_memory.remembered) if slow_memory else frozenset()
        course = Course(tally, clocks)
        commits = GroupCommit(partial(_commit, ledger, slow_memory, course), thread=thread, options=commit_options)
        controls = Controls(map(_control_of, await thread.run(ledger.known_answers, MOST_OF_A_KIND)), example=example)
        judge = Judge(circuit=pace.circuit, limit=pace.limit, policy=pacing.policy, controls=controls)
        turnstile = Turnstile(backlog=backlog, pace=pace, stop=stop, clocks=clocks, control_due=judge.control_due)
        pool = Pool(
            register=register,
            turnstile=turnstile,
            backlog=backlog,
            judge=judge,
            commits=commits,
            stop=stop,
            tally=tally,
            clocks=clocks,
        )
        feeder = Feeder(
            ledger=ledger,
            thread=thread,
            turnstile=turnstile,
            known_slow=known_slow | skip_list,
            skip=pool.skip,
            finish=pool.finish,
            opens_at=judge.opens_at,
        )
        await _together(pool, feeder, commits, workers=pacing.options.concurrency)


def _commit(ledger: Ledger, slow_memory: SlowMemory | None, course: Course, entries: Sequence[CommitEntry]) -> None:
    if slow_memory is not None and (slow := _newly_slow(entries)):
        slow_memory.remember(slow)
    ledger.record(
        (each for each in entries if not isinstance(each, Pending)),
        attempted=(each for each in entries if isinstance(each, Pending)),
        stretch=course.stretch(entries) if entries else None,
    )


async def _together(pool: Pool, feeder: Feeder, commits: GroupCommit, *, workers: int) -> None:
    """Run the three. Of several errors at once only the first is raised: they share a cause."""
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(commits.run(), name="group commit")
            feeding = group.create_task(feeder.run(), name="feeder")
            group.create_task(pool.run(workers, feeding), name="pool")
    except BaseExceptionGroup as errors:
        raise _first(errors) from None


def _first(errors: BaseException) -> BaseException:
    return _first(errors.exceptions[0]) if isinstance(errors, BaseExceptionGroup) else errors


def _control_of(known: KnownAnswer) -> Control:
    oppslag = decode_oppslag(known.body).oppslag
    return Control(identity=known.identity, kind=known.kind, oppslagstidspunkt=oppslag.oppslagstidspunkt)


def _newly_slow(entries: Sequence[CommitEntry]) -> list[SlowIdentity]:
    return [
        SlowIdentity(fnr=lookup.identity.digits, waited_ms=outcome.duration_ms or 0, at=outcome.last_attempt_at)
        for lookup, outcome in (each for each in entries if not isinstance(each, Pending))
        if outcome.kind is OutcomeKind.SLOW_SKIPPED and outcome.last_attempt_at is not None
    ]
