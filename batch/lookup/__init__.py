"""Phase 2: asks the register about every pending identity; the only phase that runs an event loop."""

from batch.lookup.attempts import Clock
from batch.lookup.phase import LookupOptions, look_up_pending
from batch.lookup.stop import Stop

__all__ = ["Clock", "LookupOptions", "Stop", "look_up_pending"]
