"""What the doctor found: a line for each check."""

from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from textwrap import wrap
from typing import Any

from batch.errors import EktepaktBatchError
from batch.identity.environment import Environment


class CheckResult(StrEnum):
    """How a check ended."""

    OK = "ok"  #: nothing to do
    WARNING = "warning"  #: a run would work today; see the remedy
    FAILED = "failed"  #: a run would not work
    NOT_CHECKED = "not checked"  #: an earlier check failed, or it was not asked for


SIGNS = {CheckResult.OK: "✓", CheckResult.WARNING: "!", CheckResult.FAILED: "✗", CheckResult.NOT_CHECKED: "–"}
"""The verdicts for a terminal, where its encoding has them."""


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
    act_soon: tuple[str, ...] = ()  #: what of the key a person must see to now

    def lines(self, *, with_signs: bool = True, width: int | None = None) -> list[str]:
        """Return the checks and a closing sentence, wrapped at a width; `with_signs` marks them by ✓ and ✗."""
        marks = SIGNS if with_signs else {each: f"{each.value:<11}" for each in CheckResult}
        lines = [line for check in self.checks for line in _check_lines(check, marks[check.verdict], width)]
        return [*lines, self.closing]

    @property
    def closing(self) -> str:
        """What it comes to."""
        run = f"a run in {self.environment}"
        if self.failure is not None:
            return f"Not yet: {run} would not work. Mend what failed, and run the same command again."
        verdicts = Counter(check.verdict for check in self.checks)
        kinds = [each for each in (CheckResult.WARNING, CheckResult.NOT_CHECKED) if verdicts[each]]
        but = ", ".join(f"{verdicts[each]} {each.value}" for each in kinds)
        return f"Ready: {run} can go ahead{f' ({but})' if but else ''}."

    def as_json(self) -> dict[str, Any]:
        return {
            "environment": self.environment.value,
            "is_fit": self.failure is None,
            "checks": list(map(asdict, self.checks)),
            "closing": self.closing,
        }


def _check_lines(check: Check, mark: str, width: int | None) -> list[str]:
    """A remedy of several lines is laid out already."""
    start = f"{mark} {check.name:<13} "
    indent = " " * len(start)
    source = f"{check.source}: " if check.source else ""
    lines = _wrapped(start, indent, source + check.what, width)
    if check.remedy is None:
        return lines
    if "\n" in check.remedy:
        return [*lines, *check.remedy.splitlines()]
    return [*lines, *_wrapped(f"{indent}-> ", f"{indent}   ", check.remedy, width)]


def _wrapped(first: str, others: str, text: str, width: int | None) -> list[str]:
    if width is None:
        return [first + text]
    return wrap(
        text, width, initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False
    )
