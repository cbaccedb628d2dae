"""The counts of a run, read from the ledger once, for summary and manifest alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from batch.ledger import SHRUNK_LIST, KindCount, Ledger, LedgerFile, Place
from batch.outcome import OutcomeKind

_NAMED_ROWS = 5  # enough to look them up; all of them stand in errors.csv


def are_too_many(errors: int, *, of: int, allowed: str) -> bool:
    """Whether more identifiers have no answer than `allowed`, a count or a percentage."""
    if allowed.endswith("%"):
        return errors * 100 > Fraction(allowed[:-1]) * of
    return errors > int(allowed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Identifiers and rows by outcome, the inputs they stand in, and the ledger's further totals.

    `cut_at` is where `--limit` cut the input; `refused` says where the first refused identifiers stand;
    `shrunk_list` that the list has become much shorter; `empty_cells` are the identifier cells that hold nothing.
    """

    counts: Mapping[OutcomeKind, KindCount]
    files: Sequence[LedgerFile] = ()
    totals: Mapping[str, int]
    empty_cells: int = 0
    cut_at: str | None = None
    refused: Sequence[Place] = ()
    shrunk_list: str | None = None

    @classmethod
    def of(cls, ledger: Ledger) -> Self:
        """Count. Raises LedgerCorruptError when the ledger is not in its place any more."""
        ledger.check_in_place()
        return cls(
            counts=ledger.counts(),
            files=ledger.files(),
            totals=ledger.totals(),
            empty_cells=ledger.empty_cell_count(),
            cut_at=ledger.fact("cut_at"),
            refused=ledger.refused_at(_NAMED_ROWS),
            shrunk_list=ledger.fact(SHRUNK_LIST),
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
    def leaves_some_out(self) -> bool:
        """Whether identifier cells of the inputs are not in this run, as where a sample was drawn."""
        return self.totals["identifier_cells"] > self.cell_count

    @property
    def counted_noun(self) -> str:
        """What the rows of `counts` are called: in a list with several identifier columns they are cells."""
        return "cell" if self.cell_count > self.row_count else "row"

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
