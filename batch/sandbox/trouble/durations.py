"""Draws durations: constant, exponential or lognormal."""

from math import log

from batch.sandbox.chance import stream
from batch.sandbox.trouble.kinds import Spread

_FIVEFOLD_FOR_ONE_IN_TWENTY = log(5) / 1.645
"""The sigma with which a lognormal draw is five times its median or more once in twenty."""


def draw_seconds(seconds: float, spread: Spread, *words: object) -> float:
    """Draw a duration by the words alone."""
    match spread:
        case Spread.CONSTANT:
            return seconds
        case Spread.EXPONENTIAL:
            return stream("seconds", *words).expovariate(1 / seconds) if seconds else 0.0
        case Spread.LOGNORMAL:
            return seconds * stream("seconds", *words).lognormvariate(0, _FIVEFOLD_FOR_ONE_IN_TWENTY)
