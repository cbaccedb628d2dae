"""Keeps the failures about which nothing is decided yet, and charges them or excuses them once it is."""

from batch.errors import AccessDeniedError, DoorError, LanguageRefusedError, RegisterError
from batch.lookup.decisions import Again, Decision, Doubt, charge, repeat
from batch.lookup.pacing import AdaptiveLimit
from batch.lookup.pacing.retry_policy import RetryPolicy
from batch.lookup.pacing.safety_valve import SafetyValve
from batch.lookup.trial import Trial

Refusal = AccessDeniedError | DoorError | LanguageRefusedError
"""What may be refused to everybody alike: by the register, by the door in front of it, or for the language."""


class Docket:
    """The failures in doubt; with too many charged for the first time, it goes easy on the register."""

    def __init__(self, *, limit: AdaptiveLimit, policy: RetryPolicy) -> None:
        self._limit = limit
        self._policy = policy
        self._in_doubt: list[Doubt] = []
        self._valve = SafetyValve()

    def __bool__(self) -> bool:
        return bool(self._in_doubt)

    @property
    def refusal(self) -> Refusal | None:
        """The first refusal in doubt, the register's or the door's."""
        errors = (each.error for each in self._in_doubt)
        return next((error for error in errors if isinstance(error, Refusal)), None)

    @property
    def last_attempts_at(self) -> float:
        """When the last attempts may begin, of the monotonic clock (see safety_valve.py)."""
        return self._valve.last_attempts_at

    def add(self, doubt: Doubt) -> None:
        self._in_doubt.append(doubt)

    def note_answer(self, *, is_suspect: bool, now: float) -> None:
        """Note for the safety valve that somebody was answered."""
        if not is_suspect:
            self._valve.note(has_failed=False, now=now)

    def excuse_all(self, now: float) -> list[Decision]:
        """Put all of them down to an outage: they are asked again as if they had not failed."""
        in_doubt, self._in_doubt = self._in_doubt, []
        return [Again(each.trial, now) for each in in_doubt]

    def charge_all(self, now: float) -> list[Decision]:
        """Charge those whom nobody's answer can tell about any more."""
        told, self._in_doubt = self._in_doubt, []
        return [self.charge(each.trial, each.error, now) for each in told]

    def charge_begun_before(
        self, begun_at: float, now: float, *, but: tuple[type[RegisterError], ...] = ()
    ) -> list[Decision]:
        """Charge those that began before somebody who was answered, `but` these; a time-out in a stall is repeated."""
        if not self._in_doubt:
            return []
        told: list[Doubt] = []
        untold: list[Doubt] = []
        for each in self._in_doubt:
            is_told = each.begun_at < begun_at and not isinstance(each.error, but)
            (told if is_told else untold).append(each)
        self._in_doubt = untold
        return [repeat(each.trial) if each.is_in_stall else self.charge(each.trial, each.error, now) for each in told]

    def charge(self, trial: Trial, error: RegisterError, now: float) -> Decision:
        """Charge the failure to the identifier; the retry policy says what follows."""
        if not trial.pending.is_suspect and self._valve.note(has_failed=True, now=now):
            self._limit.halve_ceiling()
        return charge(trial, error, now, self._policy)
