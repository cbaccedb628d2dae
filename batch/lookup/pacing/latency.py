"""Measures how long answers take: in one window, and when the register has no queue (the baseline)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Self

_LEAST_SECONDS = 1e-6  # zero has no logarithm
# Two standard errors, the usual 95 %. With one, answers that were slow by chance lower the limit (0.87 of what the
# register can do in place of 0.95, see adaptive_limit.py); with four nothing changes.
_STANDARD_ERRORS = 2
# Per window, simply chosen (half and double measure the same). Up is slower than down, or a queue that grows slowly
# would become the baseline; what is slower by more than a fifth is a queue at once.
_FASTER_GAIN = 0.1
_SLOWER_GAIN = 0.02
_SLIGHTLY_SLOWER = 1.2
# Simply chosen: so many answers give a mean that chance moves by a tenth. 50 and 200 measure the same.
_SETTLED_COUNT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """The geometric mean of `count` answers; a single very slow one hardly moves it.

    `at_least_seconds` is two standard errors less, since a few answers that were slow by chance prove nothing.
    """

    seconds: float
    at_least_seconds: float
    count: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Self:
        """Summarise at least one answer."""
        logs = [log(max(each, _LEAST_SECONDS)) for each in seconds]
        count = len(logs)
        middle = sum(logs) / count
        squares = sum([(each - middle) ** 2 for each in logs])  # a library's standard deviation is exact, and slow
        error = sqrt(squares / (count - 1) / count) if count > 1 else 0.0
        return cls(seconds=exp(middle), at_least_seconds=exp(middle - _STANDARD_ERRORS * error), count=count)


class Baseline:
    """The latency of a register without a queue; `seconds` is None until it is known."""

    def __init__(self) -> None:
        self.seconds: float | None = None
        self._averaged_count = 0

    @property
    def is_settled(self) -> bool:
        """Whether enough answers have been averaged."""
        return self._averaged_count >= _SETTLED_COUNT

    def average(self, latency: Latency) -> None:
        """Weigh all answers so far alike: the first to arrive are fast ones, and alone would set it too low."""
        self._averaged_count += latency.count
        self._move(latency, latency.count / self._averaged_count)

    def follow(self, latency: Latency) -> None:
        """Follow a faster register quickly and a slightly slower one slowly; a much slower one has a queue."""
        if self.seconds is None or latency.seconds < self.seconds:
            self._move(latency, _FASTER_GAIN)
        elif latency.seconds < _SLIGHTLY_SLOWER * self.seconds:
            self._move(latency, _SLOWER_GAIN)

    def replace(self, latency: Latency) -> None:
        """Take this latency in place of what was learned."""
        self.seconds = latency.seconds
        self._averaged_count = _SETTLED_COUNT

    def _move(self, latency: Latency, gain: float) -> None:
        before = self.seconds or latency.seconds
        self.seconds = before * (latency.seconds / before) ** gain
