"""The closing account of a run: counts that add up to the input, where the files are, what to do next."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from batch.errors import EktepaktBatchError
from batch.identity.environment import Environment
from batch.ledger import KindCount
from batch.outcome import OutcomeKind
from batch.report.announcement import SANDBOX_WARNING
from batch.report.manifest import total_counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How a run ended; `stopped_by` is what kept it from its end, None for a wished stop and a complete run.

    `reused_count` are answers of earlier runs, `cut_at` is where `--limit` cut the input, `sample` how many were
    asked about where it was a sample.
    """

    environment: Environment
    run_id: str
    folder: Path
    counts: Mapping[OutcomeKind, KindCount]
    row_count: int
    blank_count: int
    repaired_count: int
    max_errors: str
    is_complete: bool
    reused_count: int = 0
    cut_at: str | None = None
    sample: int | None = None
    stopped_by: EktepaktBatchError | None = None
    unread: tuple[str, ...] = ()  #: why each input that was left out can't be read

    @property
    def identifier_count(self) -> int:
        return total_counts(self.counts)["identifiers"]

    @property
    def error_count(self) -> int:
        return sum(count.identifiers for kind, count in self.counts.items() if not kind.is_answer)

    @property
    def has_too_many_errors(self) -> bool:
        """Whether more identifiers are in errors.csv than `max_errors`, a count or a percentage, allows."""
        if self.max_errors.endswith("%"):
            return self.error_count * 100 > Fraction(self.max_errors[:-1]) * self.identifier_count
        return self.error_count > int(self.max_errors)

    def as_json(self) -> dict[str, Any]:
        return {
            "environment": self.environment.value,
            "run_id": self.run_id,
            "folder": str(self.folder),
            "is_complete": self.is_complete,
            "stopped_by": None if self.stopped_by is None else str(self.stopped_by),
            "outcomes": {kind.value: asdict(count) for kind, count in self.counts.items()},
            **total_counts(self.counts),
            "blank_rows": self.blank_count,
            "repaired": self.repaired_count,
            "reused": self.reused_count,
            "cut_at": self.cut_at,
            "sample": self.sample,
            "unread_inputs": list(self.unread),
            "errors": self.error_count,
        }

    def lines(self) -> list[str]:
        total = total_counts(self.counts)
        table = [f"  {kind.value:<18}{count.identifiers:>12,}{count.rows:>12,}" for kind, count in self.counts.items()]
        return [
            *([f"SANDBOX: {SANDBOX_WARNING}."] if self.environment is Environment.SANDBOX else []),
            f"  {'outcome':<18}{'identifiers':>12}{'rows':>12}",
            *table,
            f"  {'in all':<18}{total['identifiers']:>12,}{total['rows']:>12,}",
            *self._remarks(),
            f"Files: {self.folder}",
            self._next_step(),
        ]

    def _remarks(self) -> list[str]:
        remarks = []
        cell_count = total_counts(self.counts)["rows"]
        if self.sample is not None:
            remarks.append(f"A sample (--sample {self.sample:,}): the rest of the {self.row_count:,} rows is left out.")
        elif cell_count != self.row_count:
            remarks.append(f"{self.row_count:,} rows hold {cell_count:,} identifier cells, each counted.")
        if self.repaired_count:
            remarks.append(f"{self.repaired_count:,} damaged values were read as `repair` says; check them.")
        if self.blank_count:
            remarks.append(f"{self.blank_count:,} blank rows were passed over.")
        if self.reused_count:
            remarks.append(f"{self.reused_count:,} answers are those of earlier runs; attempts is 0 for them.")
        if self.cut_at:
            remarks.append(
                f"The input was cut (--limit) at {self.cut_at}: that row and all after it are not in this run."
            )
        remarks += [f"NOT READ: {each}. The run went on with the other inputs." for each in self.unread]
        return remarks

    def _next_step(self) -> str:
        if not self.is_complete:
            return "Not complete: run the same command again to go on where this run stopped."
        if self.unread:
            return "Mend the inputs that were not read and run the same command again: it takes all of them in."
        if self.error_count:
            return f"{self.error_count:,} identifiers have no answer: see errors.csv for each one's reason and advice."
        return "Every identifier has its answer."
