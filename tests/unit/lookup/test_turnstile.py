"""Who is let in when: no register, no ledger, a clock that jumps."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from support import builders as make
from support.virtual_time import VirtualLoop, run_virtually

from batch.lookup.backlog import Backlog
from batch.lookup.flight import Flight
from batch.lookup.pacing import AdaptiveLimit, Circuit, LeakyBucket
from batch.lookup.stop import Stop
from batch.lookup.turnstile import Pace, Turnstile
from batch.outcome import Lane

FAST = 0.01


class Gate:
    """A turnstile before a register that has answered once, so that the circuit is open."""

    def __init__(
        self, loop: VirtualLoop, *, ceiling: int = 2, rate: float | None = None, slow_lane_limit: int = 1
    ) -> None:
        self.loop = loop
        self.backlog = Backlog()
        self.stop = Stop()
        self.circuit = Circuit()
        self.circuit.note_life(begun_at=0.0, now=0.0)
        self.limit = AdaptiveLimit(ceiling=ceiling)
        pace = Pace(
            limit=self.limit,
            bucket=LeakyBucket(rate),
            circuit=self.circuit,
            slow_lane_limit=slow_lane_limit,
            timeout_seconds=60.0,
        )
        self.turnstile = Turnstile(
            backlog=self.backlog,
            pace=pace,
            stop=self.stop,
            clocks=loop.clocks(),
            control_due=lambda **_: None,
        )

    def offer(self, *numbers: int) -> None:
        self.turnstile.offer(make.trial(number) for number in numbers)

    def worker(self) -> "asyncio.Task[Flight | None]":
        return asyncio.create_task(self.turnstile.next())

    async def let_in(self) -> Flight:
        flight = await self.turnstile.next()
        assert flight is not None
        return flight

    def end(self, flight: Flight) -> None:
        self.turnstile.land(flight)
        self.turnstile.decided()


def number_of(flight: Flight | None) -> int:
    assert flight is not None
    return flight.trial.lookup.lookup_id


def virtually(main: Callable[[VirtualLoop], Coroutine[Any, Any, None]]) -> None:
    run_virtually(main)


async def _turns() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


def test_no_more_are_let_in_than_the_limit_and_the_next_when_one_has_left() -> None:
    async def main(loop: VirtualLoop) -> None:
        gate = Gate(loop, ceiling=2)
        gate.offer(1, 2, 3)
        first, second = await gate.let_in(), await gate.let_in()
        waiting = gate.worker()
        await _turns()
        assert not waiting.done()
        assert gate.turnstile.traffic().in_flight == gate.turnstile.traffic().limit == 2
        gate.end(first)
        gate.turnstile.hand_out()
        assert number_of(await waiting) == 3
        assert [number_of(first), number_of(second)] == [1, 2]

    virtually(main)


def test_a_worker_that_has_ended_takes_its_own_place_and_another_the_one_that_is_left_over() -> None:
    async def main(loop: VirtualLoop) -> None:
        gate = Gate(loop, ceiling=2)
        gate.offer(1, 2, 3, 4)
        first, second = await gate.let_in(), await gate.let_in()
        waiting = gate.worker()
        await _turns()
        gate.end(first)
        gate.end(second)
        assert number_of(await gate.let_in()) == 3
        assert number_of(await waiting) == 4

    virtually(main)


def test_starts_keep_their_distance_whoever_waits() -> None:
    async def main(loop: VirtualLoop) -> None:
        gate = Gate(loop, ceiling=4, rate=2.0)
        gate.offer(1, 2, 3)
        begun = [(await each).begun_at for each in [asyncio.create_task(gate.let_in()) for _ in range(3)]]
        assert [round(at - begun[0], 3) for at in begun] == [0.0, 0.5, 1.0]

    virtually(main)


def test_a_retry_is_let_in_when_it_is_due_without_anybody_s_help() -> None:
    async def main(loop: VirtualLoop) -> None:
        gate = Gate(loop)
        gate.backlog.add_again(make.trial(5), due_at=7.0)
        flight = await gate.let_in()
        assert (number_of(flight), round(loop.time(), 3)) == (5, 7.0)

    virtually(main)


def test_a_pause_keeps_all_back_and_lets_one_probe_through_when_it_is_over() -> None:
    async def main(loop: VirtualLoop) -> None:
        gate = Gate(loop, ceiling=4)
        gate.offer(1, 2)
        gate.circuit.note_throttled(begun_at=0.0, now=loop.time(), wait_seconds=3.0, asked_seconds=3.0)
        probe = await gate.let_in()
        other = gate.worker()
        await asyncio.sleep(100)
        assert (probe.is_probe, round(probe.begun_at, 3), other.done()) == (True, 3.0, False)
        gate.circuit.note_life(begun_at=probe.begun_at, now=loop.time())
        gate.end(probe)
        gate.turnstile.hand_out()
        assert number_of(await other) == 2

    virtually(main)


def test_the_slow_lane_has_its_own_ceiling() -> None:
    async def main(loop: VirtualLoop) -> None:
        gate = Gate(loop, ceiling=4, slow_lane_limit=1)
        gate.turnstile.open_lane(Lane.SLOW)
        gate.offer(1, 2)
        first = await gate.let_in()
        waiting = gate.worker()
        await _turns()
        assert not waiting.done()
        gate.end(first)
        gate.turnstile.hand_out()
        assert number_of(await waiting) == 2

    virtually(main)


def test_who_is_cancelled_in_the_moment_of_being_let_in_gives_the_trial_to_another() -> None:
    async def main(loop: VirtualLoop) -> None:
        gate = Gate(loop, ceiling=1)
        first, second = gate.worker(), gate.worker()
        await _turns()
        gate.offer(1)
        first.cancel()
        assert number_of(await second) == 1
        assert first.cancelled() or first.cancelling()
        assert gate.turnstile.in_flight == 1

    virtually(main)


def test_a_stop_sends_everybody_home_and_leaves_what_was_not_begun() -> None:
    async def main(loop: VirtualLoop) -> None:
        gate = Gate(loop, ceiling=1)
        gate.offer(1, 2)
        await gate.let_in()
        waiting = gate.worker()
        await _turns()
        gate.stop.request()
        gate.turnstile.hand_out()
        assert await waiting is None
        assert await gate.turnstile.next() is None
        assert gate.backlog.new_count == 1

    virtually(main)


def _serve_fast(gate: Gate, now: float) -> None:
    """Teach the limit that this register answers within a hundredth of a second."""
    for _ in range(200):
        gate.limit.note_answer(seconds=FAST, now=now)


def test_a_laggard_s_worker_is_cancelled_once_somebody_who_began_later_was_answered() -> None:
    async def main(loop: VirtualLoop) -> None:
        gate = Gate(loop, ceiling=1)
        _serve_fast(gate, 1.0)
        gate.offer(1, 2)
        laggard = await gate.let_in()
        laggard.sent_at = loop.time()
        left = asyncio.create_task(asyncio.sleep(1000))
        laggard.worker = left  # type: ignore[assignment]
        gate.worker()
        await asyncio.sleep(30)
        assert not left.done(), "nobody else was answered: it may be the register"
        gate.circuit.note_life(begun_at=loop.time(), now=loop.time())
        gate.turnstile.hand_out()
        await _turns()
        assert (left.cancelled(), laggard.is_abandoned) == (True, True)

    virtually(main)


def test_it_tells_who_waits_for_it_when_nothing_is_left_and_nobody_at_work() -> None:
    async def main(loop: VirtualLoop) -> None:
        gate = Gate(loop, ceiling=1)
        gate.offer(1)
        flight = await gate.let_in()
        idle = asyncio.create_task(gate.turnstile.until_idle())
        await _turns()
        assert not idle.done()
        gate.end(flight)
        gate.worker()
        assert await idle
        gate.turnstile.close()

    virtually(main)


@pytest.mark.parametrize(("lane", "seconds"), [(Lane.MAIN, 1.5), (Lane.SECOND, 2.3), (Lane.SLOW, None)])
def test_each_lane_has_its_own_patience_with_laggards(lane: Lane, seconds: float | None) -> None:
    """A fortieth of the time-out of a minute, half as long again, and the whole of it."""

    async def main(loop: VirtualLoop) -> None:
        gate = Gate(loop, ceiling=1)
        _serve_fast(gate, 1.0)
        gate.turnstile.open_lane(lane)
        gate.offer(1, 2)
        laggard = await gate.let_in()
        laggard.sent_at = loop.time()
        kept = asyncio.create_task(asyncio.sleep(1000))
        laggard.worker = kept  # type: ignore[assignment]
        if lane is Lane.MAIN:
            gate.circuit.note_life(begun_at=loop.time() + 1e-6, now=loop.time() + 1e-6)
        gate.worker()
        await asyncio.wait([kept], timeout=60)
        assert (round(loop.time(), 1) if kept.done() else None) == seconds
        kept.cancel()

    virtually(main)


def test_a_worker_that_is_cancelled_before_it_asks_gives_its_trial_back() -> None:
    async def main(loop: VirtualLoop) -> None:
        gate = Gate(loop)
        gate.offer(1)
        cancelled = gate.worker()
        await asyncio.sleep(0)
        assert gate.turnstile.in_flight == 1
        cancelled.cancel()
        await asyncio.wait([cancelled])
        assert gate.turnstile.in_flight == 0
        assert number_of(await gate.let_in()) == 1

    virtually(main)


def test_all_that_end_in_a_turn_of_the_event_loop_are_decided_before_any_asks() -> None:
    async def main(loop: VirtualLoop) -> None:
        gate = Gate(loop)
        gate.offer(1, 2, 3, 4)
        flights = [await gate.let_in(), await gate.let_in()]
        seen: list[str] = []

        async def work(flight: Flight) -> None:
            gate.end(flight)
            seen.append("decided")
            await gate.let_in()
            seen.append("asks")

        await asyncio.gather(*map(work, flights))
        assert seen == ["decided", "decided", "asks", "asks"]

    virtually(main)
