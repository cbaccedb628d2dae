"""Decides when a worker may begin an attempt: within the limit, at the rate, as the circuit allows, when one is due."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from batch.lookup.backlog import Backlog
from batch.lookup.controls import Control
from batch.lookup.flight import Clocks, Flight
from batch.lookup.laggards import Laggards
from batch.lookup.pacing import AdaptiveLimit, Circuit, LeakyBucket, LoopLag, State
from batch.lookup.progress.tally import Traffic
from batch.lookup.stop import Stop
from batch.lookup.trial import Trial
from batch.outcome import Lane, Lookup, Pending

_NEVER = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What bounds the pool's pace; all of it holds at any time.

    `slow_lane_limit` is the ceiling of the slow lane, `timeout_seconds` the longest an answer may take.
    """

    limit: AdaptiveLimit
    bucket: LeakyBucket
    circuit: Circuit
    slow_lane_limit: int
    timeout_seconds: float


class Turnstile:
    """Keeps track of what is in flight, and hands the next trial to a waiting worker as soon as one may begin.

    State changes without awaiting, and whatever becomes possible is handed out, once for all the attempts that end in a
    turn of the event loop. A worker that is cancelled while it waits leaves nothing behind. While others wait for a
    place, laggards are abandoned.
    """

    def __init__(
        self, *, backlog: Backlog, pace: Pace, stop: Stop, clocks: Clocks, control_due: Callable[..., Control | None]
    ) -> None:
        self._backlog = backlog
        self._ask_for_control = control_due
        self._pace = pace
        self._stop = stop
        self._clocks = clocks
        self._lane = Lane.MAIN
        self._lane_opens_at = -_NEVER
        self._laggards = Laggards(timeout_seconds=pace.timeout_seconds)
        self._is_closed = False
        self._flights: dict[Flight, None] = {}
        self._undecided_count = 0
        self._awaited: tuple[Callable[[], bool], asyncio.Future[bool]] | None = None
        self._waiting: deque[asyncio.Future[Flight | None]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._looks_at = _NEVER
        self._loop = asyncio.get_running_loop()
        self._lag = LoopLag(clocks.monotonic, self._loop.call_soon)
        self._comes_round = False

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
        """The circuit's: whether look-ups are let through."""
        return self._pace.circuit.state

    def traffic(self) -> Traffic:
        """Return what progress shows of it."""
        return Traffic(
            in_flight=self.in_flight,
            limit=self.limit,
            quiet_until=self._pace.circuit.closed_until,
            usual_seconds=self._pace.limit.usual_seconds or 0.0,
        )

    async def next(self) -> Flight | None:
        """Wait until a trial may begin, and begin it; None when no more will.

        A worker that has just ended an attempt keeps its place, ahead of the workers that wait.
        """
        flight = self._begin(self._clocks.monotonic())
        if flight is not None:
            return await self._in_next_turn(flight)
        if self._is_over:
            self.hand_out()
            return None
        waiter: asyncio.Future[Flight | None] = self._loop.create_future()
        self._waiting.append(waiter)
        self.hand_out()
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and (handed := waiter.result()) is not None:
                self._undo(handed)
                self.hand_out()
            raise

    async def _in_next_turn(self, flight: Flight) -> Flight:
        """Let all that landed in this turn of the event loop be decided before any asks: many alike are faster."""
        self._come_round_soon()
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            self._undo(flight)
            self.hand_out()
            raise
        return flight

    def land(self, flight: Flight) -> None:
        """Note that an attempt has ended, however it did."""
        del self._flights[flight]
        self._pace.circuit.land(is_probe=flight.is_probe)
        flight.unread_seconds = self._lag.seconds
        self._come_round_soon()

    def decided(self) -> None:
        """Note that the decisions about an attempt are carried out; its worker calls `next` then."""
        self._undecided_count -= 1

    async def until_few(self, count: int) -> bool:
        """Wait until at most `count` new trials are left; return False when no more will begin."""
        return await self._until(lambda: self._backlog.new_count <= count)

    async def until_idle(self) -> bool:
        """Wait until nothing is waiting or in flight; return False when no more will begin."""
        return await self._until(
            lambda: self._backlog.is_empty and not self._undecided_count and self._control_due is None
        )

    async def _until(self, is_so: Callable[[], bool]) -> bool:
        awaited: asyncio.Future[bool] = self._loop.create_future()
        self._awaited = (is_so, awaited)
        self.hand_out()
        return await awaited

    def offer(self, trials: Iterable[Trial]) -> None:
        """Add new trials."""
        self._backlog.add_new(trials)
        self.hand_out()

    def open_lane(self, lane: Lane, *, opens_at: float = -_NEVER) -> None:
        """Go on by the rules of this lane, in which nothing begins before a time of the monotonic clock."""
        self._lane, self._lane_opens_at = lane, opens_at
        self._laggards.enter(lane)
        self.hand_out()

    def close(self) -> None:
        """Begin no more attempts."""
        self._is_closed = True
        self.hand_out()

    def _come_round_soon(self) -> None:
        """Hand out in the next turn of the event loop, for all that happens in this one."""
        self._lag.note()
        if not self._comes_round:
            self._comes_round = True
            self._loop.call_soon(self._come_round)

    def _come_round(self) -> None:
        self._comes_round = False
        self.hand_out()

    def hand_out(self) -> None:
        """Hand to the workers that wait what may begin now, and set a timer for when more may."""
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
        if self._is_over or not self._has_room or self._may_begin_at(now) > now:
            return None
        control = self._control_due
        trial = self._backlog.take(now, prefers_new=not self._pace.circuit.is_open) if control is None else _of(control)
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
            control=control,
        )
        self._flights[flight] = None
        self._undecided_count += 1
        self._pace.limit.note_start(in_flight=flight.in_flight)
        return flight

    @property
    def _control_due(self) -> Control | None:
        """Who is to be asked before anybody who waits, to see whether the register answers."""
        return self._ask_for_control(
            do_others_wait=not self._backlog.is_empty, is_anybody_new=self._backlog.new_count > 0
        )

    @property
    def _has_room(self) -> bool:
        return len(self._flights) < self.limit

    @property
    def _has_free_worker(self) -> bool:
        """Whether a worker waits and the limit has room, whatever keeps it waiting."""
        return bool(self._waiting) and self._has_room

    def _may_begin_at(self, now: float) -> float:
        """Return when lane, rate and circuit allow the next one."""
        return max(self._lane_opens_at, self._pace.circuit.opens_at(now), self._pace.bucket.opens_at(now))

    def _abandon_laggards(self, now: float) -> float:
        """Abandon those that take too long; return when the next one may have to be."""
        review = self._laggards.review(
            (flight for flight in self._flights if flight.control is None),  # a control has its whole time
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
        """Set a timer for the next change that no event announces; one that fires too early does no harm."""
        if self._is_over:
            return
        at = self._abandon_laggards(now)
        if self._has_free_worker:
            due_at = self._backlog.due_at() if self._control_due is None else now
            at = min(at, max(self._may_begin_at(now), due_at))
        if at >= _NEVER or at >= self._looks_at:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._looks_at = at
        self._timer = self._loop.call_later(max(0.0, at - now), self._look)

    def _look(self) -> None:
        self._timer, self._looks_at = None, _NEVER
        self.hand_out()

    def _undo(self, flight: Flight) -> None:
        """Take back what was handed to a worker that was cancelled in the same moment."""
        self.land(flight)
        self._undecided_count -= 1
        if flight.control is None:
            self._backlog.add_again(flight.trial, flight.begun_at)


def _of(control: Control) -> Trial:
    return Trial(pending=Pending(lookup=Lookup(lookup_id=0, identity=control.identity)))
