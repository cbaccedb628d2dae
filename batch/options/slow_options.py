"""Settings: for how long an identity that timed out counts as slow (its default stands here)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from batch.options.declaration import option
from batch.options.durations import read_duration


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowOptions:
    """For how long an identity that timed out is skipped."""

    slow_forget_after: timedelta | None = option(
        timedelta(days=14),
        "time after which an identity that timed out is asked about again",
        metavar="DURATION",
        read=read_duration,
    )

    @property
    def forget_after(self) -> timedelta:
        return self.slow_forget_after or timedelta()

    def since(self, now: datetime) -> datetime:
        """Return the time before which a time-out has expired."""
        return now - self.forget_after
