"""The user's settings for reading cells: 2032 numbers, numbers that may be rounded, which series may be padded."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """Which numbers are taken as they stand, and where a lost zero may be given back."""

    accepts_2032: bool  #: take real-looking numbers of the 2032 rule as issued
    pads_only_tenor: bool = False  #: test environments: pad only where every full-length identifier is Tenor
    accepts_zero_filled: bool = False  #: take numbers that end in 0000 as they stand
