"""Counts over a whole column what was done to its texts and to its numbers; cells/reading.py decides by these counts.

The rules are those of contract/identifiers.md section 3. The check digits are no proof: a value that lost another digit
is lawful with a zero before it in one case of 50 to 300.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from struct import pack, unpack
from typing import NamedTuple, cast

from batch.cells.digits import FULL_LENGTH, TEN_DIGITS, ZERO_FILLED, Reason, find_digits, of_length, plain_lengths
from batch.cells.rows import Cell
from batch.cells.rules import ReadingRules
from batch.identity import judge_all

_LAWFUL_SHARE = 0.5
"""Of values that lost a zero all are lawful with it but for strays; of those that lost another digit one in 50."""
_LOST_SHARE = 0.1
"""Some 30 % of all identifiers begin with 0, so where numbers lost zeros far more than a tenth lack a digit."""
_MANY = 20
"""Of so many values fewer than a tenth lack a digit by chance in one case of 130, where 30 % do in truth."""
_FEWEST_ROUNDED = 3
"""So many different numbers that a float of 32 bits can hold: one number is so by chance in one of 64 to 4096 cases."""
_NUMBERS = frozenset({int, float})  # not bool
_TENOR_MONTHS = frozenset(f"{month}" for month in range(81, 93))


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnCounts:
    """What all cells of one type in one column say about the damage done to them."""

    keeps_zeros: bool = False  #: some value of ten or eleven digits begins with 0
    has_others_than_tenor: bool = False  #: some full-length identifier is; looked at only where the rules ask for it
    full_length: int = 0  #: values of eleven digits
    ten_digits: int = 0  #: values that can have lost a leading zero
    lawful_with_zero: int = 0  #: those of them that are lawful when it is given back
    has_shorter: bool = False  #: some value has one to nine digits, which no lost zero explains
    has_full_precision: bool = False  #: some value is no number that a float of 32 bits can hold
    seen: frozenset[str] = field(default=frozenset(), repr=False)  #: some different values, as long as there is none

    @property
    def forbids_padding(self) -> bool:
        """Whether one value is enough to say no, whatever the others are."""
        return self.keeps_zeros or self.has_shorter or self.has_others_than_tenor

    @property
    def is_rounded(self) -> bool:
        """Whether the column was held as floats of 32 bits: every number in it is another than it was."""
        return not self.has_full_precision and len(self.seen) >= _FEWEST_ROUNDED

    @property
    def is_settled(self) -> bool:
        """Whether no further value can change how the column is read."""
        return self.forbids_padding and self.has_full_precision

    @property
    def confirms_lost_zeros(self) -> bool:
        """Numbers lost their leading zeros, and nothing else happened to them.

        An unlawful value here and there is a stray; many say that other digits were lost, and of those one in 50 to
        300 would be lawful by chance.
        """
        return (
            not self.forbids_padding
            and self.lawful_with_zero >= self.ten_digits * _LAWFUL_SHARE
            and not self._has_too_few_lost
        )

    @property
    def _has_too_few_lost(self) -> bool:
        """Whether far fewer values lack a digit than lost zeros would explain: they lack another one then."""
        count = self.full_length + self.ten_digits
        return count >= _MANY and self.ten_digits < count * _LOST_SHARE


class ColumnEvidence(NamedTuple):
    """What the cells of one column say, by their type: a number cell can't hold a leading zero, a text cell can.

    So texts that begin with 0 say nothing about the numbers beside them. A text file has texts alone.
    """

    texts: ColumnCounts = ColumnCounts()
    numbers: ColumnCounts = ColumnCounts()

    def about(self, cell: Cell) -> ColumnCounts:
        """Return what is said of cells of this one's type."""
        return self.numbers if type(cell) in _NUMBERS else self.texts

    def without_shorter(self) -> "ColumnEvidence":
        """Return the same as if there were no values of one to nine digits."""
        return ColumnEvidence(*(replace(counts, has_shorter=False) for counts in self))

    def is_settled(self, *, mixes_types: bool) -> bool:
        """Whether no further value can change how the column is read."""
        settled = (counts.is_settled for counts in self)
        return all(settled) if mixes_types else any(settled)


def gather_evidence(cells: Sequence[Cell], rules: ReadingRules) -> ColumnEvidence:
    """Go through one column; see gather_evidence_by_column."""
    (evidence,) = gather_evidence_by_column([[cells]], rules, columns=1)
    return evidence


def gather_evidence_by_column(
    groups: Iterable[Sequence[Sequence[Cell]]], rules: ReadingRules, *, columns: int, mixes_types: bool = True
) -> tuple[ColumnEvidence, ...]:
    """Go through all identifier columns of an input at once: each group holds the cells of some rows, by column.

    Stops as soon as every column is settled: one whose cells are all of one type is so after a few rows, if undamaged.
    """
    evidence = (ColumnEvidence(),) * columns
    for group in groups:
        evidence = tuple(map(partial(_count_by_type, rules), evidence, group))
        if all(each.is_settled(mixes_types=mixes_types) for each in evidence):
            break
    return evidence


def _count_by_type(rules: ReadingRules, so_far: ColumnEvidence, cells: Sequence[Cell]) -> ColumnEvidence:
    numbers = [cell for cell in cells if type(cell) in _NUMBERS]
    others = [cell for cell in cells if type(cell) not in _NUMBERS] if numbers else cells
    counted = ColumnEvidence(_count(rules, so_far.texts, others), _count(rules, so_far.numbers, numbers))
    if not any(counts.has_others_than_tenor for counts in counted):
        return counted
    # Whom a column holds is told by all of its cells; only what was done to its numbers, by those of one type.
    return ColumnEvidence(*(replace(counts, has_others_than_tenor=True) for counts in counted))


def _count(rules: ReadingRules, so_far: ColumnCounts, cells: Sequence[Cell]) -> ColumnCounts:
    if cells.count(None) == len(cells):
        return so_far
    values, lengths = _values(cells)
    whole, ten = of_length(FULL_LENGTH, values, lengths), of_length(TEN_DIGITS, values, lengths)
    can_be_padded = [f"0{value}" for value in ten if not value.endswith(ZERO_FILLED)]
    verdicts = judge_all(can_be_padded, accepts_2032=rules.accepts_2032)
    has_full_precision = so_far.has_full_precision or not all(map(_fits_32_bits, (*whole, *ten)))
    return ColumnCounts(
        keeps_zeros=so_far.keeps_zeros or "0" in {value[0] for value in whole} | {value[0] for value in ten},
        has_others_than_tenor=so_far.has_others_than_tenor
        or (rules.pads_only_tenor and _has_others_than_tenor(whole, rules)),
        full_length=so_far.full_length + len(whole),
        ten_digits=so_far.ten_digits + len(verdicts),
        lawful_with_zero=so_far.lawful_with_zero + sum(verdict.reason is None for verdict in verdicts),
        has_shorter=so_far.has_shorter or not set(lengths).isdisjoint(range(1, TEN_DIGITS)),
        has_full_precision=has_full_precision,
        seen=frozenset() if has_full_precision else _some_of(so_far.seen, (*whole, *ten)),
    )


def _some_of(seen: frozenset[str], values: Iterable[str]) -> frozenset[str]:
    """Return different values, no more of them than matter."""
    return seen if len(seen) >= _FEWEST_ROUNDED else seen.union(values)


def _fits_32_bits(digits: str) -> bool:
    number = float(digits)
    return cast("bool", unpack("f", pack("f", number))[0] == number)


def _values(cells: Sequence[Cell]) -> tuple[Sequence[Cell], Sequence[int]]:
    """Return the digits of the cells, none of those that say nothing about lost zeros, with their lengths."""
    lengths = plain_lengths(cells)
    if 0 not in lengths:
        return cells, lengths
    values = [cell if length else _digits_in(cell) for cell, length in zip(cells, lengths, strict=True)]
    return values, list(map(len, cast("list[str]", values)))


def _digits_in(cell: Cell) -> str:
    """Return the digits found in a cell that is not digits alone, none where they say nothing about lost zeros."""
    found = find_digits(cell)
    if isinstance(found, Reason):
        return ""
    says_nothing = len(found.text) == TEN_DIGITS and found.text[0] != "0" and not found.can_lack_zero
    return "" if says_nothing else found.text


def _has_others_than_tenor(whole: Sequence[str], rules: ReadingRules) -> bool:
    if _TENOR_MONTHS.issuperset({value[2:4] for value in whole}):
        return False
    verdicts = judge_all([value for value in whole if value[2:4] not in _TENOR_MONTHS], accepts_2032=rules.accepts_2032)
    return any(verdict.reason is None for verdict in verdicts)
