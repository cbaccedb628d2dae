"""What a retry has changed, told by the counts before and after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from batch.ledger import KindCount
from batch.outcome import OutcomeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondTry:
    """How many identifiers were to be asked about again, and what still keeps some of them from an answer."""

    asked: int
    still: Mapping[OutcomeKind, int]

    @classmethod
    def between(cls, before: Mapping[OutcomeKind, KindCount], after: Mapping[OutcomeKind, KindCount]) -> Self:
        """Compare the counts: all that can be retried is pending again between them, everything else stays."""
        asked = sum(count.identifiers for kind, count in before.items() if kind.can_retry)
        kept = {kind: count.identifiers for kind, count in before.items() if not kind.can_retry}
        failed = {kind: count.identifiers - kept.get(kind, 0) for kind, count in after.items() if not kind.is_answer}
        return cls(asked=asked, still={kind: count for kind, count in failed.items() if count > 0})

    @property
    def answered(self) -> int:
        return self.asked - sum(self.still.values())

    def __str__(self) -> str:
        if not self.asked:
            return "Nobody was left to be asked again."
        still = ", ".join(f"{count:,} {kind.value}" for kind, count in self.still.items())
        said = f"Asked again: {self.answered:,} of {self.asked:,} now answered"
        return f"{said}; still none: {still}." if still else f"{said}."

    def as_json(self) -> dict[str, Any]:
        still = {kind.value: count for kind, count in self.still.items()}
        return {"asked": self.asked, "answered": self.answered, "still": still}
