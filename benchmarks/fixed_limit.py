"""A limit that does not move, in the adaptive one's place: what that is compared with."""

from dataclasses import dataclass, fields, replace
from typing import Self

from batch.lookup import Pacing
from batch.lookup.turnstile import Pace


class FixedLimit:
    """Notes nothing."""

    usual_seconds = None

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def note_start(self, *, in_flight: int) -> None: ...
    def note_answer(self, *, seconds: float, now: float, unread_seconds: float = 0.0) -> None: ...
    def note_failure(self, *, now: float) -> None: ...
    def note_throttled(self, *, in_flight: int, now: float) -> None: ...
    def restart(self) -> None: ...


@dataclass(frozen=True, kw_only=True)
class FixedPacing(Pacing):
    """The product's pacing but for its limit."""

    limit: int

    @classmethod
    def like(cls, pacing: Pacing, *, limit: int) -> Self:
        return cls(**{each.name: getattr(pacing, each.name) for each in fields(pacing)}, limit=limit)

    def pace(self) -> Pace:
        limit = FixedLimit(self.limit)
        return replace(Pacing.pace(self), limit=limit)  # type: ignore[arg-type]
