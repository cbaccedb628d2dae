"""What the doctor found: a line for each check."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from batch.errors import EktepaktBatchError
from batch.identity.environment import Environment


class CheckResult(StrEnum):
    """How a check ended."""

    OK = "ok"  #: nothing to do
    WARNING = "warning"  #: a run would work today; see the remedy
    FAILED = "failed"  #: a run would not work
    NOT_CHECKED = "not checked"  #: an earlier check failed, or it was not asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: how it ended, what was found, and what to do about it; `source` is the file that a fault is in."""

    name: str
    verdict: CheckResult
    what: str
    remedy: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """All checks in order; `failure` is the first error met: `run` would end with it too."""

    environment: Environment
    checks: tuple[Check, ...]
    failure: EktepaktBatchError | None

    def lines(self) -> list[str]:
        return [
            line
            for check in self.checks
            for line in (
                f"{check.verdict.value:<12} {check.name:<13} {f'{check.source}: ' if check.source else ''}{check.what}",
                *([f"{'':<26} -> {check.remedy}"] if check.remedy else []),
            )
        ]

    def as_json(self) -> dict[str, Any]:
        return {
            "environment": self.environment.value,
            "is_fit": self.failure is None,
            "checks": list(map(asdict, self.checks)),
        }
