"""The faults at present, and whom they strike."""

from dataclasses import dataclass, field

from batch.sandbox.clock import Clock
from batch.sandbox.faults import Fault, Faults


@dataclass(slots=True, kw_only=True)
class Trouble:
    """Holds the faults of the moment for all that answer; setting them moves the clock too."""

    seed: int
    clock: Clock
    at_start: Faults = field(default_factory=Faults)
    faults: Faults = field(init=False)

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Go back to the faults of the start."""
        self.set(self.at_start)

    def set(self, faults: Faults) -> None:
        """Let these faults hold from the next request on, in place of those before."""
        self.faults = faults
        self.clock.offset_seconds = faults.clock_offset_seconds

    def striking(self, digits: str, ask: int) -> tuple[Fault, ...]:
        """List the faults of one ask of an identifier, counted from 1."""
        return tuple(fault for fault in self.faults.faults if fault.strikes(self.seed, digits, ask))
