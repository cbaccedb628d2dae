"""The faults in force at present, and which request each strikes."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from batch.sandbox.clock import SandboxClock
from batch.sandbox.trouble.desks import Desks
from batch.sandbox.trouble.durations import draw_seconds
from batch.sandbox.trouble.faults import Ask, Fault, FaultKind, FaultPlace, Faults


@dataclass(slots=True, kw_only=True)
class Trouble:
    """Holds the faults for all that answer; setting them moves the clock and restarts every count."""

    seed: int
    clock: SandboxClock
    at_start: Faults
    monotonic: Callable[[], float] = time.monotonic
    faults: Faults = field(init=False)
    desks: Desks = field(init=False)
    _since: float = field(init=False)
    _requests: Counter[FaultPlace] = field(init=False)

    def __post_init__(self) -> None:
        self.desks = Desks(self.seed)
        self.reset()

    def reset(self) -> None:
        """Go back to the faults of the start."""
        self.set(self.at_start)

    def set(self, faults: Faults) -> None:
        """Let these faults hold from the next request on, in place of those before."""
        self.faults = faults
        self.desks.resize(faults.capacity)
        self.clock.offset_seconds = faults.clock_offset_seconds
        self._since = self.monotonic()
        self._requests = Counter()

    def striking(self, place: FaultPlace, digits: str, number: int) -> tuple[Fault, ...]:
        """Count a request and list its faults; `number` counts the asks of these digits, from 1."""
        self._requests[place] += 1
        if not self.faults.faults:
            return ()
        seconds = self.monotonic() - self._since
        ask = Ask(place=place, digits=digits, number=number, request=self._requests[place], seconds=seconds)
        return tuple(
            fault for position, fault in enumerate(self.faults.faults) if fault.strikes(self.seed, ask, position)
        )

    async def delay(self, faults: tuple[Fault, ...], digits: str, number: int) -> None:
        """Wait as long as the delays among the faults say, all of them added up."""
        delays = [fault for fault in faults if fault.kind is FaultKind.DELAY]
        words = ("delay", self.seed, digits, number)
        drawn = (draw_seconds(fault.seconds, fault.spread, *words, index) for index, fault in enumerate(delays))
        await asyncio.sleep(sum(drawn))
