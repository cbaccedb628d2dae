"""Counts the requests of a command by what came of them, for its metrics."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from batch.errors import LookupTimeoutError, RegisterError

# The documented answer takes a fraction of a second, and the longest wait in ppe and prod is 60 s.
BOUNDS_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
OK = "200"
REPLAYED = "replayed"  # 401 or 403, and asked once more with another token
_TIMEOUT, _ABANDONED, _NETWORK = "timeout", "abandoned", "network"


@dataclass(slots=True, kw_only=True)
class RequestCounts:
    """Requests that have ended, controls included, by HTTP status or by why there is none.

    `retries` are those about somebody asked before, `probes` went alone while all others were held back. `latencies`
    count what the register answered, by the bounds and beyond the last one; `latency_seconds` is their sum.
    """

    by_status: Counter[str] = field(default_factory=Counter)
    retries: int = 0
    probes: int = 0
    latencies: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS_SECONDS) + 1))
    latency_seconds: float = 0.0

    def note(self, status: str, seconds: float, *, is_retry: bool, is_probe: bool) -> None:
        self.by_status[status] += 1
        self.retries += is_retry
        self.probes += is_probe
        if status.isdecimal():
            self.latencies[bisect_left(BOUNDS_SECONDS, seconds)] += 1
            self.latency_seconds += seconds

    def plus(self, other: "RequestCounts") -> "RequestCounts":
        """Add those of another round."""
        return RequestCounts(
            by_status=self.by_status + other.by_status,
            retries=self.retries + other.retries,
            probes=self.probes + other.probes,
            latencies=[one + two for one, two in zip(self.latencies, other.latencies, strict=True)],
            latency_seconds=self.latency_seconds + other.latency_seconds,
        )


def status_of(failure: RegisterError | None) -> str:
    """Return the HTTP status of a failure, or why there is none; None is a request that was abandoned."""
    if failure is None:
        return _ABANDONED
    if failure.answered.http_status is not None:
        return str(failure.answered.http_status)
    return _TIMEOUT if isinstance(failure, LookupTimeoutError) else _NETWORK
