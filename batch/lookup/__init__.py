"""Phase 2: looks up every pending identity in the register; the only phase that runs an event loop."""

from batch.lookup.flight import Clocks
from batch.lookup.lookup_options import LookupOptions
from batch.lookup.phase import Pacing, look_up_pending
from batch.lookup.stop import Stop

__all__ = ["Clocks", "LookupOptions", "Pacing", "Stop", "look_up_pending"]
