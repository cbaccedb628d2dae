"""How fast the register is asked: pure state that is told what happened and when, and says what may happen next."""

from batch.lookup.pacing.adaptive_limit import AdaptiveLimit
from batch.lookup.pacing.circuit import Circuit, CircuitOptions, Silence, State
from batch.lookup.pacing.leaky_bucket import LeakyBucket

__all__ = ["AdaptiveLimit", "Circuit", "CircuitOptions", "LeakyBucket", "Silence", "State"]
