"""Settings: how many look-ups are made at a time, and how fast."""

from dataclasses import dataclass
from pathlib import Path

from batch.options import option


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
        "most in flight when what failed is tried for the last time (default: half of --concurrency)",
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

    @property
    def slow_lane_limit(self) -> int:
        wanted = self.slow_lane or max(1, self.concurrency // 2)
        return min(wanted, self.concurrency)
