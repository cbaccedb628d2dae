"""The counts of a run, read from the ledger once, for summary and manifest alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from batch.ledger import KindCount, Ledger, LedgerFile, Place
from batch.outcome import OutcomeKind

_NAMED_ROWS = 5  # enough to look them up; all of them stand in errors.csv


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Identifiers and rows by outcome, the inputs they stand in, and the ledger's further totals.

    `cut_at` is where `--limit` cut the input; `refused` says where the first refused identifiers stand.
    """

    counts: Mapping[OutcomeKind, KindCount]
    files: Sequence[LedgerFile] = ()
    totals: Mapping[str, int]
    cut_at: str | None = None
    refused: Sequence[Place] = ()

    @classmethod
    def of(cls, ledger: Ledger) -> Self:
        return cls(
            counts=ledger.counts(),
            files=ledger.files(),
            totals=ledger.totals(),
            cut_at=ledger.fact("cut_at"),
            refused=ledger.refused_at(_NAMED_ROWS),
        )

    @property
    def is_complete(self) -> bool:
        """Whether nothing is pending."""
        return OutcomeKind.NOT_RUN not in self.counts

    @property
    def identifier_count(self) -> int:
        """Every distinct identifier of the input, and every distinct value that is none."""
        return sum(count.identifiers for count in self.counts.values())

    @property
    def cell_count(self) -> int:
        """Every identifier cell of the input."""
        return sum(count.rows for count in self.counts.values())

    @property
    def error_count(self) -> int:
        return sum(count.identifiers for kind, count in self.counts.items() if not kind.is_answer)

    @property
    def row_count(self) -> int:
        return sum(file.row_count for file in self.files)

    @property
    def blank_count(self) -> int:
        return sum(file.blank_count for file in self.files)

    @property
    def repaired_count(self) -> int:
        return self.totals["repaired_cells"]

    @property
    def reused_count(self) -> int:
        """Answers of earlier runs."""
        return self.totals["reused"]
