"""Lets workers in one by one: within the limit, at the rate, when the circuit lets them and something is due."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from batch.lookup.backlog import Backlog
from batch.lookup.flight import Clocks, Flight
from batch.lookup.laggards import Laggards
from batch.lookup.pacing import AdaptiveLimit, Circuit, LeakyBucket, State
from batch.lookup.stop import Stop
from batch.lookup.tally import Traffic
from batch.lookup.trial import Trial
from batch.outcome import Lane

_NEVER = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What keeps the pool from asking; each is in force at any time.

    `slow_lane_limit` is the ceiling of the slow lane, `timeout_seconds` the whole time an answer may take.
    """

    limit: AdaptiveLimit
    bucket: LeakyBucket
    circuit: Circuit
    slow_lane_limit: int
    timeout_seconds: float


class Turnstile:
    """Counts who is in flight, and hands the next trial to a worker as soon as one may begin.

    Every change of state is made without awaiting, and is followed by handing out what it has made possible. A worker
    that is cancelled while it waits leaves nothing behind.
    """

    def __init__(self, *, backlog: Backlog, pace: Pace, stop: Stop, clocks: Clocks) -> None:
        self._backlog = backlog
        self._pace = pace
        self._stop = stop
        self._clocks = clocks
        self._lane = Lane.MAIN
        self._laggards = Laggards(timeout_seconds=pace.timeout_seconds)
        self._is_closed = False
        self._flights: dict[Flight, None] = {}
        self._undecided_count = 0
        self._awaited: tuple[Callable[[], bool], asyncio.Future[bool]] | None = None
        self._waiting: deque[asyncio.Future[Flight | None]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._looks_at = _NEVER

    @property
    def in_flight(self) -> int:
        return len(self._flights)

    @property
    def limit(self) -> int:
        """How many may be in flight in this lane now."""
        limit = self._pace.limit.limit
        return min(limit, self._pace.slow_lane_limit) if self._lane is Lane.SLOW else limit

    @property
    def state(self) -> State:
        """What the circuit lets through."""
        return self._pace.circuit.state

    def traffic(self) -> Traffic:
        """Tell a person what is under way."""
        return Traffic(in_flight=self.in_flight, limit=self.limit, quiet_until=self._pace.circuit.closed_until)

    async def next(self) -> Flight | None:
        """Wait until a trial may begin, and begin it; None when no more will.

        A worker that has just ended an attempt takes the place it has left, before those that wait.
        """
        flight = self._begin(self._clocks.monotonic())
        if flight is not None or self._is_over:
            self.hand_out()
            return flight
        waiter: asyncio.Future[Flight | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        self.hand_out()
        try:
            return await waiter
        except asyncio.CancelledError:
            self._give_back(waiter)
            raise

    def land(self, flight: Flight) -> None:
        """Take note that an attempt has ended, however it did."""
        del self._flights[flight]
        self._pace.circuit.land(is_probe=flight.is_probe)

    def decided(self) -> None:
        """Take note that what an attempt has led to is carried out; its worker asks for the `next` one then."""
        self._undecided_count -= 1

    async def until_dry(self, count: int) -> bool:
        """Wait until no more than so many new trials are left; return False when nobody is let in any more."""
        return await self._until(lambda: self._backlog.new_count <= count)

    async def until_idle(self) -> bool:
        """Wait until nothing is left and nobody is at work; return False when nobody is let in any more."""
        return await self._until(lambda: self._backlog.is_empty and not self._undecided_count)

    async def _until(self, is_so: Callable[[], bool]) -> bool:
        awaited: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._awaited = (is_so, awaited)
        self.hand_out()
        return await awaited

    def offer(self, trials: Iterable[Trial]) -> None:
        """Add new trials."""
        self._backlog.add_new(trials)
        self.hand_out()

    def open_lane(self, lane: Lane) -> None:
        """Let in the trials of this lane by its own rules."""
        self._lane = lane
        self._laggards.enter(lane)
        self.hand_out()

    def close(self) -> None:
        """Let nobody in any more."""
        self._is_closed = True
        self.hand_out()

    def hand_out(self) -> None:
        """Give the workers that wait what may begin now, and see to it that this is looked at again in time."""
        if self._awaited is not None:
            self._tell_awaited(*self._awaited)
        if not self._waiting and self._timer is not None:
            return
        now = self._clocks.monotonic()
        while self._waiting:
            flight = self._begin(now)
            if flight is None and not self._is_over:
                break
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(flight)
            elif flight is not None:
                self._undo(flight)
        self._look_again(now)

    @property
    def _is_over(self) -> bool:
        return self._is_closed or self._stop.is_requested

    def _tell_awaited(self, is_so: Callable[[], bool], awaited: "asyncio.Future[bool]") -> None:
        if awaited.done():
            self._awaited = None
        elif self._is_over or is_so():
            self._awaited = None
            awaited.set_result(not self._is_over)

    def _begin(self, now: float) -> Flight | None:
        if self._is_over or not self._has_room or self._lets_in_at(now) > now:
            return None
        trial = self._backlog.take(now, prefers_new=not self._pace.circuit.is_open)
        if trial is None:
            return None
        self._pace.bucket.take(now)
        flight = Flight(
            trial=trial,
            begun=self._clocks.now(),
            begun_at=now,
            in_flight=len(self._flights) + 1,
            is_probe=self._pace.circuit.begin(),
            silence=self._pace.circuit.silence,
        )
        self._flights[flight] = None
        self._undecided_count += 1
        self._pace.limit.note_start(in_flight=flight.in_flight)
        return flight

    @property
    def _has_room(self) -> bool:
        return len(self._flights) < self.limit

    @property
    def _has_free_worker(self) -> bool:
        """Whether somebody could begin if there were something to begin with, and it were let in."""
        return bool(self._waiting) and self._has_room

    def _lets_in_at(self, now: float) -> float:
        """Return when one more may begin where there is room."""
        return max(self._pace.circuit.opens_at(now), self._pace.bucket.opens_at(now))

    def _abandon_laggards(self, now: float) -> float:
        """Abandon those that take too long; return when the next one may have to be."""
        review = self._laggards.review(
            self._flights,
            now=now,
            usual_seconds=self._pace.limit.usual_seconds,
            served_begun_at=self._pace.circuit.served_begun_at,
            do_others_wait=self._backlog.due_at() <= now,
            is_place_free=self._has_free_worker,
        )
        for each in review.abandoned:
            each.abandon()
        return review.look_again_at

    def _look_again(self, now: float) -> None:
        """Set a timer for when something changes by itself; one that rings too early only looks again."""
        if self._is_over:
            return
        at = self._abandon_laggards(now)
        if self._has_free_worker:
            at = min(at, max(self._lets_in_at(now), self._backlog.due_at()))
        if at >= _NEVER or at >= self._looks_at:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._looks_at = at
        self._timer = asyncio.get_running_loop().call_later(max(0.0, at - now), self._look)

    def _look(self) -> None:
        self._timer, self._looks_at = None, _NEVER
        self.hand_out()

    def _give_back(self, waiter: "asyncio.Future[Flight | None]") -> None:
        """Undo what was handed to a worker that was cancelled in the same moment."""
        if waiter.done() and not waiter.cancelled() and (flight := waiter.result()) is not None:
            self._undo(flight)
            self.hand_out()

    def _undo(self, flight: Flight) -> None:
        self.land(flight)
        self._undecided_count -= 1
        self._backlog.add_again(flight.trial, flight.begun_at)
