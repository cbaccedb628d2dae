"""A lookup on its way to an outcome: what the ledger keeps of its attempts, and what this command knows of them."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from batch.errors import Answered
from batch.oppslag.gist import Gist, gist_of
from batch.outcome import Lane, Lookup, Outcome, OutcomeKind, Pending
from batch.register import Answer


class Trial(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A pending lookup and its attempts in this command.

    - `throttled` counts its 429s and 503s; they are not charged, but have a limit of their own.
    - `spent_seconds`: its charged attempts and the waits after them; pauses and outages are not in it.
    - `duration_seconds` and `last_at` are those of the last attempt.
    """

    pending: Pending
    throttled: int = 0
    spent_seconds: float = 0.0
    duration_seconds: float = 0.0
    last_at: datetime | None = None

    @property
    def lookup(self) -> Lookup:
        return self.pending.lookup

    def after_attempt(self, *, begun: datetime, seconds: float) -> "Trial":
        """Add an attempt that took so long; it is not charged yet."""
        first_at = self.pending.first_attempt_at or begun
        pending = replace(self.pending, attempts=self.pending.attempts + 1, first_attempt_at=first_at)
        return replace(self, pending=pending, duration_seconds=seconds, last_at=begun)

    def after_charge(self) -> "Trial":
        """Count the last attempt against the identifier."""
        pending = replace(self.pending, charged=self.pending.charged + 1, is_suspect=True)
        return replace(self, pending=pending, spent_seconds=self.spent_seconds + self.duration_seconds)

    @property
    def has_failed_now(self) -> bool:
        """Whether a failure was charged to it in this command."""
        return self.spent_seconds > 0

    @property
    def lane_behind(self) -> Lane:
        """The next lane; a suspect is put last."""
        return Lane.SECOND if self.pending.lane is Lane.MAIN and not self.pending.is_suspect else Lane.SLOW

    def moved_to(self, lane: Lane) -> "Trial":
        """Put it off to a later lane as a suspect."""
        return replace(self, pending=replace(self.pending, lane=lane, is_suspect=True))

    def moved_behind(self) -> "Trial":
        """Put it off to the next lane without suspicion."""
        return replace(self, pending=replace(self.pending, lane=self.lane_behind))

    def outcome(
        self, kind: OutcomeKind, answered: Answered, body: bytes | None = None, gist: Gist | None = None
    ) -> Outcome:
        return Outcome(
            lookup_id=self.lookup.lookup_id,
            kind=kind,
            attempts=self.pending.attempts,
            http_status=answered.http_status,
            korrelasjonsid=answered.korrelasjonsid,
            tidspunkt=answered.tidspunkt,
            feilmelding=answered.feilmelding,
            duration_ms=round(self.duration_seconds * 1000),
            first_attempt_at=self.pending.first_attempt_at,
            last_attempt_at=self.last_at,
            body=body,
            gist=gist,
        )

    def answered_as(self, kind: OutcomeKind, answer: Answer) -> Outcome:
        answered = Answered(http_status=answer.http_status)
        return self.outcome(kind, answered, body=answer.body, gist=gist_of(answer.oppslag))
