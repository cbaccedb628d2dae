"""The faults in force at present, and which request each strikes."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from batch.sandbox.clock import SandboxClock
from batch.sandbox.trouble.cache import ProxyCache
from batch.sandbox.trouble.connections import ConnectionNumbers
from batch.sandbox.trouble.desks import Desks
from batch.sandbox.trouble.durations import draw_seconds
from batch.sandbox.trouble.faults import Ask, Fault, Faults
from batch.sandbox.trouble.kinds import Among, FaultKind, FaultPlace


@dataclass(slots=True, kw_only=True)
class Trouble:
    """Holds the faults for all that answer.

    Setting them moves the clock, restarts every count and empties the cache.
    """

    seed: int
    clock: SandboxClock
    at_start: Faults
    monotonic: Callable[[], float] = time.monotonic
    faults: Faults = field(init=False)
    desks: Desks = field(init=False)
    cache: ProxyCache = field(init=False)
    _since: float = field(init=False)
    _requests: Counter[FaultPlace] = field(init=False)
    _connections: dict[FaultPlace, ConnectionNumbers] = field(init=False)

    def __post_init__(self) -> None:
        self.desks = Desks(self.seed)
        self.set(self.at_start)

    def reset(self) -> None:
        """Go back to the faults of the start; who is being served or waits takes nobody's desk any more."""
        self.desks.resize(None)
        self.desks = Desks(self.seed)
        self.set(self.at_start)

    def set(self, faults: Faults) -> None:
        """Let these faults hold from the next request on, in place of those before."""
        self.faults = faults
        self.desks.resize(faults.capacity)
        self.clock.offset_seconds = faults.clock_offset_seconds
        self._since = self.monotonic()
        self._requests = Counter()
        self._connections = {place: ConnectionNumbers() for place in FaultPlace}
        self.cache = ProxyCache()

    def strike_look_up(self, request: web.Request, digits: str, number: int, among: Among) -> tuple[Fault, ...]:
        """Count a look-up and list its faults; `number` counts the asks of these digits, from 1."""
        return self._striking(FaultPlace.REGISTER, request, digits=digits, number=number, among=among)

    def strike_token_request(self, request: web.Request, number: int) -> tuple[Fault, ...]:
        """Count a request for a token and list its faults; `number` is the how-manieth it is, from 1."""
        return self._striking(FaultPlace.TOKEN, request, digits="", number=number, among=None)

    def _striking(
        self, place: FaultPlace, request: web.Request, *, digits: str, number: int, among: Among | None
    ) -> tuple[Fault, ...]:
        self._requests[place] += 1
        connection = self._connections[place].of(request)
        if not self.faults.faults:
            return ()
        ask = Ask(
            place=place,
            digits=digits,
            number=number,
            request=self._requests[place],
            seconds=self.monotonic() - self._since,
            connection=connection,
            among=among,
        )
        return tuple(
            fault for position, fault in enumerate(self.faults.faults) if fault.strikes(self.seed, ask, position)
        )

    async def delay(self, faults: tuple[Fault, ...], digits: str, number: int) -> None:
        """Wait as long as the delays among the faults say, all of them added up."""
        delays = [fault for fault in faults if fault.kind is FaultKind.DELAY]
        words = ("delay", self.seed, digits, number)
        drawn = (draw_seconds(fault.seconds, fault.spread, *words, index) for index, fault in enumerate(delays))
        await asyncio.sleep(sum(drawn))
