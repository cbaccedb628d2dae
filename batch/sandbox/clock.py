"""The sandbox's clock, which a fault can set ahead or back."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import formatdate


@dataclass(slots=True, kw_only=True)
class SandboxClock:
    """The time as the sandbox believes it to be."""

    offset_seconds: float = 0.0

    def time(self) -> float:
        """Give the seconds since 1970."""
        return time.time() + self.offset_seconds

    def time_ns(self) -> int:
        """Give the nanoseconds since 1970."""
        return time.time_ns() + int(self.offset_seconds * 1_000_000_000)

    def now(self) -> datetime:
        """Give the moment in UTC."""
        return datetime.fromtimestamp(self.time(), UTC)

    def http_date(self) -> str:
        """Give the moment as the `Date` header writes it."""
        return formatdate(self.time(), usegmt=True)
