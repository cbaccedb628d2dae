"""The pool against a real ledger and a register that a test holds in its hand."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import builders as make
from support.made_identifiers import made_identifiers

from batch.errors import AccessDeniedError, LedgerError, LookupTimeoutError
from batch.identity import Identity
from batch.identity.environment import Environment
from batch.ledger import Ledger, LedgerFile, SlowIdentity, SlowMemory
from batch.lookup import Clocks, Pacing, Stop, look_up_pending
from batch.lookup.pacing.retry_policy import RetryPolicy
from batch.lookup.pool import Register
from batch.lookup.progress.tally import Tally
from batch.options.lookup_options import CommitOptions, LookupOptions
from batch.options.pacing_options import CircuitOptions, RetryOptions
from batch.outcome import OutcomeKind
from batch.register import Answer
from batch.register.responses import read_response

COUNT = 40
A_LONG_TIME = 3600.0


@pytest.fixture
def identifiers() -> list[str]:
    found: dict[str, None] = {}
    for digits in made_identifiers(seed=3):
        found[digits] = None
        if len(found) == COUNT:
            break
    return list(found)


@pytest.fixture
def ledger(tmp_path: Path, identifiers: list[str]) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite3") as ledger:
        ledger.add_rows(1, [make.ledger_row(row, digits) for row, digits in enumerate(identifiers, 2)])
        ledger.add_file(LedgerFile(file_id=1, name="a.csv", path="a.csv", sha256="0" * 64, decided={}))
        yield ledger


@pytest.fixture
def slow_memory(tmp_path: Path) -> Iterator[SlowMemory]:
    with SlowMemory(tmp_path / "slow.sqlite3", Environment.PPE) as memory:
        yield memory


class OpenRegister:
    """Answers at once; notes who was asked and how many were at a time."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.in_flight = 0
        self.highest_in_flight = 0

    async def fetch(self, identity: Identity, *, sending: Callable[[], None]) -> Answer:
        sending()
        self.asked.append(identity.digits)
        self.in_flight += 1
        self.highest_in_flight = max(self.highest_in_flight, self.in_flight)
        try:
            await self.answer(identity)
        finally:
            self.in_flight -= 1
        body = make.body({"rolleinnehaver": identity.digits, "antallEktepakt": 0, "ektepakt": []})
        return read_response(status=200, body=body, rolleinnehaver=identity.digits)

    async def answer(self, identity: Identity) -> None:
        await asyncio.sleep(0)


class FailsAtRegister(OpenRegister):
    """Raises an error at the so-manieth ask."""

    def __init__(self, at: int, error: Exception) -> None:
        super().__init__()
        self._at = at
        self._error = error

    async def answer(self, identity: Identity) -> None:
        await super().answer(identity)
        if len(self.asked) >= self._at:
            raise self._error


class HeldRegister(OpenRegister):
    """Answers the first few, and holds all others until the test ends."""

    def __init__(self, answers: int) -> None:
        super().__init__()
        self._answers = answers
        self.is_holding = asyncio.Event()

    async def answer(self, identity: Identity) -> None:
        if len(self.asked) > self._answers:
            self.is_holding.set()
            await asyncio.Event().wait()


async def run_pool(
    ledger: Ledger,
    register: Register,
    *,
    slow_memory: SlowMemory | None = None,
    concurrency: int = 5,
    stop: Stop | None = None,
) -> Tally:
    tally = Tally.begin({kind: count.identifiers for kind, count in ledger.counts().items()})
    await look_up_pending(
        ledger=ledger,
        slow_memory=slow_memory,
        register=register,
        pacing=Pacing(
            options=LookupOptions(concurrency=concurrency),
            circuit_options=CircuitOptions(),
            policy=RetryPolicy(options=RetryOptions(attempts=1), is_timeout_final=slow_memory is not None),
            rate=None,
            timeout_seconds=3.0,
        ),
        commit_options=CommitOptions(commit_every=7, commit_seconds=A_LONG_TIME),
        stop=stop or Stop(),
        tally=tally,
        clocks=Clocks(),
    )
    return tally


def answered(ledger: Ledger) -> set[str | None]:
    return {entry.subject.fnr for entry in ledger.entries() if entry.outcome.kind is OutcomeKind.EMPTY}


async def test_everyone_is_asked_once_and_in_input_order(ledger: Ledger, identifiers: list[str]) -> None:
    register = OpenRegister()
    tally = await run_pool(ledger, register)
    assert register.asked == identifiers
    assert answered(ledger) == set(identifiers)
    assert (tally.done, tally.empty, tally.traffic().in_flight) == (COUNT, COUNT, 0)


@pytest.mark.parametrize("concurrency", [1, 5, 8])
async def test_never_more_are_in_flight_than_there_are_workers(ledger: Ledger, concurrency: int) -> None:
    register = OpenRegister()
    await run_pool(ledger, register, concurrency=concurrency)
    assert register.highest_in_flight == concurrency


async def test_what_has_an_outcome_is_not_asked_again(ledger: Ledger, identifiers: list[str]) -> None:
    make.settle(ledger, [make.outcome(OutcomeKind.EMPTY, lookup_id=lookup_id) for lookup_id in range(1, 11)])
    register = OpenRegister()
    await run_pool(ledger, register)
    assert register.asked == identifiers[10:]


async def test_an_error_that_is_the_runs_stops_it_and_keeps_what_was_answered(ledger: Ledger) -> None:
    register = FailsAtRegister(18, AccessDeniedError("no agreement"))
    with pytest.raises(AccessDeniedError, match="no agreement"):
        await run_pool(ledger, register)
    assert 13 <= len(answered(ledger)) <= 17
    assert answered(ledger) < set(register.asked)


async def test_a_defect_is_raised_as_it_is(ledger: Ledger) -> None:
    with pytest.raises(ZeroDivisionError):
        await run_pool(ledger, FailsAtRegister(3, ZeroDivisionError("a defect")))


async def test_a_cancelled_pool_loses_no_answer_that_arrived(ledger: Ledger, identifiers: list[str]) -> None:
    register = HeldRegister(answers=17)
    running = asyncio.create_task(run_pool(ledger, register))
    await register.is_holding.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert answered(ledger) == set(identifiers[:17])


async def test_a_requested_stop_finishes_what_is_in_flight_and_begins_nothing(ledger: Ledger) -> None:
    stop = Stop()

    class StopsRegister(OpenRegister):
        async def answer(self, identity: Identity) -> None:
            await super().answer(identity)
            if len(self.asked) >= 15:
                stop.request()

    register = StopsRegister()
    await run_pool(ledger, register, stop=stop)
    assert len(register.asked) < 15 + 5
    assert answered(ledger) == set(register.asked)


async def test_one_that_times_out_in_a_test_environment_is_remembered(
    ledger: Ledger, slow_memory: SlowMemory, identifiers: list[str]
) -> None:
    class SlowRegister(OpenRegister):
        async def answer(self, identity: Identity) -> None:
            if identity.digits == identifiers[4]:
                raise LookupTimeoutError("no answer in time")

    tally = await run_pool(ledger, SlowRegister(), slow_memory=slow_memory)
    assert slow_memory.remembered() == {identifiers[4]}
    assert tally.by_kind[OutcomeKind.SLOW_SKIPPED] == 1


async def test_where_nobody_times_out_nothing_is_written_to_the_memory(
    ledger: Ledger, slow_memory: SlowMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SlowMemory, "remember", lambda *_: pytest.fail("a commit of nothing"))
    tally = await run_pool(ledger, OpenRegister(), slow_memory=slow_memory)
    assert tally.empty == tally.total


async def test_one_that_is_remembered_as_slow_is_not_asked(
    ledger: Ledger, slow_memory: SlowMemory, identifiers: list[str]
) -> None:
    slow_memory.remember([SlowIdentity(fnr=identifiers[0], waited_ms=3000, at=make.NOW)])
    register = OpenRegister()
    await run_pool(ledger, register, slow_memory=slow_memory)
    assert register.asked == identifiers[1:]
    [slow] = [entry for entry in ledger.entries() if entry.outcome.kind is OutcomeKind.SLOW_SKIPPED]
    assert (slow.subject.fnr, slow.outcome.attempts) == (identifiers[0], 0)


async def test_a_ledger_that_can_not_be_written_stops_the_run(ledger: Ledger, identifiers: list[str]) -> None:
    class MeddlesomeRegister(OpenRegister):
        async def answer(self, identity: Identity) -> None:
            await super().answer(identity)
            if identity.digits == identifiers[2]:
                make.settle(ledger, [make.outcome(OutcomeKind.EMPTY, lookup_id=2)])

    with pytest.raises(LedgerError):
        await run_pool(ledger, MeddlesomeRegister())
