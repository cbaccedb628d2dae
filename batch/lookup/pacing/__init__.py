"""Decides how fast the register is asked: pure objects, told what happened and when, that say what may come next."""

from batch.lookup.pacing.adaptive_limit import AdaptiveLimit
from batch.lookup.pacing.circuit import Circuit, Silence, State
from batch.lookup.pacing.leaky_bucket import LeakyBucket
from batch.lookup.pacing.loop_lag import LoopLag

__all__ = ["AdaptiveLimit", "Circuit", "LeakyBucket", "LoopLag", "Silence", "State"]
