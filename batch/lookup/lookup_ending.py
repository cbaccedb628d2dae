"""How the look-up phase ended: time, tokens, and the error that ended it early."""

from dataclasses import dataclass

from batch.errors import EktepaktBatchError


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupEnding:
    """What the phase took, and what ended it; `stopped_by` is what ended it early, other than a requested stop."""

    seconds: float = 0.0
    token_count: int = 0
    control_count: int = 0  #: look-ups of somebody answered before, to see whether the register answers
    stopped_by: EktepaktBatchError | None = None
    is_stop_requested: bool = False

    @property
    def is_last(self) -> bool:
        """Whether nobody may be asked after it."""
        return self.is_stop_requested or self.stopped_by is not None

    def followed_by(self, later: "LookupEnding") -> "LookupEnding":
        """Add up two rounds of one command."""
        return LookupEnding(
            seconds=round(self.seconds + later.seconds, 3),
            token_count=self.token_count + later.token_count,
            control_count=self.control_count + later.control_count,
            stopped_by=later.stopped_by,
            is_stop_requested=later.is_stop_requested,
        )
