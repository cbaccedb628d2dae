"""How long answers take: of one window, and of a register that is not pressed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Self

_LEAST_SECONDS = 1e-6
_ERRORS = 2
_FASTER_GAIN = 0.1
_SLOWER_GAIN = 0.02
_SLIGHTLY = 1.2
_SETTLED_COUNT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """The geometric mean of so many answers, which one that is very slow hardly moves.

    `at_least_seconds` is lower by two standard errors: a few answers that were slow by chance prove nothing.
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
        return cls(seconds=exp(middle), at_least_seconds=exp(middle - _ERRORS * error), count=count)


class Baseline:
    """The latency of a register that is not pressed; `seconds` is None until it is known."""

    def __init__(self) -> None:
        self.seconds: float | None = None
        self._averaged_count = 0

    @property
    def is_settled(self) -> bool:
        """Whether enough answers have been averaged."""
        return self._averaged_count >= _SETTLED_COUNT

    def average(self, latency: Latency) -> None:
        """Let every answer so far count alike, slow or fast: the first ones of all come from those that are fast."""
        self._averaged_count += latency.count
        self._move(latency, latency.count / self._averaged_count)

    def follow(self, latency: Latency) -> None:
        """Follow a faster register soon and a slightly slower one slowly; a much slower one is its queue."""
        if self.seconds is None or latency.seconds < self.seconds:
            self._move(latency, _FASTER_GAIN)
        elif latency.seconds < _SLIGHTLY * self.seconds:
            self._move(latency, _SLOWER_GAIN)

    def replace(self, latency: Latency) -> None:
        """Take this one in place of what was learned."""
        self.seconds = latency.seconds
        self._averaged_count = _SETTLED_COUNT

    def _move(self, latency: Latency, gain: float) -> None:
        before = self.seconds or latency.seconds
        self.seconds = before * (latency.seconds / before) ** gain
