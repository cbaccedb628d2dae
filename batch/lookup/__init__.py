"""Phase 2: looks up every pending identity in the register; the only phase that runs an event loop."""

from batch.lookup.flight import Clocks
from batch.lookup.phase import Pacing, look_up_pending
from batch.lookup.stop import Stop

__all__ = ["Clocks", "Pacing", "Stop", "look_up_pending"]
