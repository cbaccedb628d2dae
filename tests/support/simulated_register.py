"""The register's capacity model in virtual time, asked through the product's own turnstile and what it is made of."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp

from support.builders import trial
from support.virtual_time import VirtualLoop, run_virtually

from batch.errors import Answered, RegisterError, ServerFailedError, ThrottledError
from batch.lookup import Stop
from batch.lookup.backlog import Backlog
from batch.lookup.controls import Controls
from batch.lookup.decisions import Again, Decision
from batch.lookup.flight import Flight
from batch.lookup.judge import Judge
from batch.lookup.pacing import AdaptiveLimit, Circuit, LeakyBucket
from batch.lookup.pacing.retry_policy import RetryPolicy
from batch.lookup.turnstile import Pace, Turnstile
from batch.options.pacing_options import CircuitOptions, RetryOptions
from batch.register import Answer
from batch.register.responses import read_response

CEILING = 128
_SIGMA = 0.978  # one in twenty takes five times the median or more, as in the sandbox
_ANSWER = read_response(status=200, body=b'{"rolleinnehaver": "", "antallEktepakt": 0}', rolleinnehaver="")


@dataclass(frozen=True, kw_only=True)
class Scene:
    """How much the register serves: `changes` are (from second, desks); 0 desks is an outage that answers 500.

    `own_seconds` is what each answer takes of our own thread.
    """

    changes: Sequence[tuple[float, int]]
    queue: int = 100
    seconds: float = 0.05
    spread: str = "exponential"
    length: float = 30.0
    own_seconds: float = 0.0

    def desks(self, now: float) -> int:
        return next(desks for begin, desks in reversed(self.changes) if now >= begin)

    @property
    def capacity(self) -> float:
        """How many could be answered in the whole scene."""
        mean = self.seconds * (exp(_SIGMA**2 / 2) if self.spread == "lognormal" else 1.0)
        spans = pairwise([*self.changes, (self.length, 0)])
        return sum(desks * (end - begin) for (begin, desks), (end, _) in spans) / mean


@dataclass(kw_only=True)
class Seen:
    """When each was answered or failed, and the limit at each answer."""

    answered_at: list[float] = field(default_factory=list)
    limits: list[int] = field(default_factory=list)
    failed_at: list[float] = field(default_factory=list)

    def rate(self, begin: float, end: float) -> float:
        return sum(begin <= at < end for at in self.answered_at) / (end - begin)

    def error_share(self, begin: float, end: float) -> float:
        failed = sum(begin <= at < end for at in self.failed_at)
        answered = sum(begin <= at < end for at in self.answered_at)
        return failed / max(1, failed + answered)


class SimulatedRegister:
    """So many desks, a queue before them, and 503 beyond it."""

    def __init__(self, scene: Scene, loop: VirtualLoop, seed: int) -> None:
        self._scene = scene
        self._loop = loop
        self._dice = random.Random(seed)
        self._busy = 0
        self._queue: list[asyncio.Future[None]] = []
        for begin, desks in scene.changes:
            if not desks:
                loop.call_at(begin, self._drop_queue)

    async def serve(self) -> Answer:
        desks = self._scene.desks(self._loop.time())
        if not desks:
            await asyncio.sleep(0.001)
            raise ServerFailedError("500", answered=Answered(http_status=500))
        if self._busy >= desks:
            await self._wait()
        else:
            self._busy += 1
        try:
            await asyncio.sleep(self._service_seconds())
        finally:
            self._leave()
        return _ANSWER

    async def _wait(self) -> None:
        if len(self._queue) >= self._scene.queue:
            await asyncio.sleep(0.001)
            raise ThrottledError("503", answered=Answered(http_status=503))
        place = self._loop.create_future()
        self._queue.append(place)
        await place

    def _drop_queue(self) -> None:
        dropped, self._queue = self._queue, []
        for place in dropped:
            place.set_exception(ServerFailedError("500", answered=Answered(http_status=500)))

    def _leave(self) -> None:
        self._busy -= 1
        desks = self._scene.desks(self._loop.time())
        while self._queue and self._busy < desks:
            place = self._queue.pop(0)
            if not place.done():
                self._busy += 1
                place.set_result(None)

    def _service_seconds(self) -> float:
        if self._scene.spread == "exponential":
            return self._dice.expovariate(1 / self._scene.seconds)
        return self._scene.seconds * self._dice.lognormvariate(0, _SIGMA)


def simulate(scene: Scene, *, seed: int = 1) -> Seen:
    seen = Seen()

    async def main(loop: VirtualLoop) -> None:
        clocks, stop, backlog = loop.clocks(), Stop(), Backlog()
        backlog.add_new([trial()] * 200_000)
        pace = Pace(
            limit=AdaptiveLimit(ceiling=CEILING),
            bucket=LeakyBucket(None),
            circuit=Circuit(CircuitOptions()),
            slow_lane_limit=CEILING,
            timeout_seconds=3600.0,
        )
        policy = RetryPolicy(options=RetryOptions(), is_timeout_final=False)
        judge = Judge(circuit=pace.circuit, limit=pace.limit, policy=policy, controls=Controls())
        turnstile = Turnstile(backlog=backlog, pace=pace, stop=stop, clocks=clocks, control_due=judge.control_due)
        register = SimulatedRegister(scene, loop, seed)
        loop.call_at(scene.length, stop.request)
        loop.call_at(scene.length, turnstile.hand_out)

        async def work() -> None:
            while (flight := await turnstile.next()) is not None:
                decisions = await attempt(flight)
                for decision in decisions:
                    if isinstance(decision, Again):
                        backlog.add_again(decision.trial, decision.due_at)
                turnstile.decided()

        async def attempt(flight: Flight) -> list[Decision]:
            flight.sent_at = loop.time()
            try:
                answer = await register.serve()
            except RegisterError as error:
                turnstile.land(flight)
                seen.failed_at.append(loop.time())
                return judge.failed(flight, error, loop.time())
            turnstile.land(flight)
            loop.work(scene.own_seconds)
            seen.answered_at.append(loop.time())
            seen.limits.append(pace.limit.limit)
            return judge.answered(flight, answer, loop.time())

        async with asyncio.TaskGroup() as group:
            for _ in range(CEILING):
                group.create_task(work())

    run_virtually(main)
    return seen
