"""What goes wrong on purpose, and for which requests."""

from enum import StrEnum

import msgspec

from batch.sandbox.chance import fraction


class FaultKind(StrEnum):
    """One thing that can go wrong with an answer of the register."""

    SERVER_ERROR = "server_error"  #: 500 with the documented body
    DELAY = "delay"  #: the answer comes `seconds` later


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One fault and the part of the requests that it strikes.

    - `share` of all asks is drawn from seed, digits and the number of the ask: who is struck does not depend on timing.
    - `first_asks` strikes only the first so many asks of each identifier.
    - `seconds` is how long a fault that takes time lasts.
    """

    kind: FaultKind
    share: float = 1.0
    first_asks: int | None = None
    seconds: float = 1.0

    def strikes(self, seed: int, digits: str, ask: int) -> bool:
        """Tell whether this ask, counted from 1, is struck."""
        if self.first_asks is not None and ask > self.first_asks:
            return False
        return self.share >= 1 or fraction("fault", seed, self.kind, digits, ask) < self.share


class Faults(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that goes wrong at present; faults that strike the same request act together."""

    faults: tuple[Fault, ...] = ()
    clock_offset_seconds: float = 0.0
