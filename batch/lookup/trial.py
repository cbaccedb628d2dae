"""What the attempts for one lookup have come to so far."""

from dataclasses import dataclass, replace
from datetime import datetime

from batch.errors import Answered
from batch.outcome import Lane, Lookup, Outcome, OutcomeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A lookup and its attempts.

    - `attempts` counts all that were made, `charged` those of them that count against what an identifier is given: not
      those that an outage or a pause has cost.
    - `is_suspect`: it has failed, or kept its place for too long, while others were answered, so its failures say
      nothing about the register.
    - `is_returned`: an outage has taken a failure of it back. It tells of no further one, or a few broken identifiers
      side by side would look like a register that goes down again and again.
    - `spent_seconds`: its attempts and the waits between them, without pauses and outages.
    """

    lookup: Lookup
    lane: Lane = Lane.MAIN
    attempts: int = 0
    charged: int = 0
    throttled: int = 0
    is_suspect: bool = False
    is_returned: bool = False
    spent_seconds: float = 0.0
    duration_seconds: float = 0.0
    first_at: datetime | None = None
    last_at: datetime | None = None

    def after_attempt(self, *, begun: datetime, seconds: float) -> "Trial":
        """Add an attempt that took so long; it is not charged yet."""
        return replace(
            self,
            attempts=self.attempts + 1,
            duration_seconds=seconds,
            first_at=self.first_at or begun,
            last_at=begun,
        )

    def outcome(self, kind: OutcomeKind, answered: Answered, body: bytes | None = None) -> Outcome:
        return Outcome(
            lookup_id=self.lookup.lookup_id,
            kind=kind,
            attempts=self.attempts,
            http_status=answered.http_status,
            korrelasjonsid=answered.korrelasjonsid,
            feilmelding=answered.feilmelding,
            duration_ms=round(self.duration_seconds * 1000),
            first_attempt_at=self.first_at,
            last_attempt_at=self.last_at,
            body=body,
        )
