"""Settings: how many look-ups are made at a time, how fast, and how many answers may wait for their commit."""

from dataclasses import dataclass
from pathlib import Path

from batch.options.declaration import option

_SLOW_IN_PRODUCTION = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupOptions:
    """What bounds the pool; below `concurrency`, the adaptive limit decides."""

    concurrency: int = option(8, "most look-ups in flight at a time", metavar="N", minimum=1)
    rate: float | None = option(
        None,
        "look-ups begun per second, evenly spaced (default: 20 in ppe and prod, no limit in the sandbox)",
        metavar="N",
        minimum=0.001,
    )
    slow_lane: int | None = option(
        None,
        "most in flight in the last attempts of those that failed (default: half of --concurrency, 4 at most in prod)",
        metavar="N",
        minimum=1,
        is_flag=False,
    )
    skip_list: Path | None = option(
        None,
        "file of identifiers, one a line, that a test environment is not asked about, as if they were known to be slow",
        metavar="FILE",
    )

    watchdog_seconds: float = option(
        300.0,
        "longest time in which nothing moves though there is work and no pause; then the program reports a defect",
        metavar="SECONDS",
        minimum=0.1,
        is_flag=False,
    )

    def slow_lane_limit(self, *, is_test: bool) -> int:
        """Return how many of the slow lane may be in flight: in production each may be a heavy query there."""
        most = self.concurrency if is_test else _SLOW_IN_PRODUCTION
        return min(self.slow_lane or max(1, min(self.concurrency // 2, most)), self.concurrency)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitOptions:
    """Settings: how many answers a crash may cost, and how much memory they may take until then."""

    commit_every: int = option(
        200, "answers held uncommitted at most; a crash loses no more", metavar="N", minimum=1, is_flag=False
    )
    commit_bytes: int = option(
        32 * 1024 * 1024,
        "bytes of answers held uncommitted; with so many, those in flight wait for a commit",
        metavar="BYTES",
        minimum=1,
        is_flag=False,
    )
    commit_seconds: float = option(
        1.0, "longest time an answer waits for its commit", metavar="SECONDS", minimum=0.001, is_flag=False
    )
