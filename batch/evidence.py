"""Gathers from a whole column what was done to its numbers: the evidence for giving back a lost zero.

The rules are those of contract/identifiers.md section 3. The check digits are no proof: a value that lost another digit
is lawful with a zero before it in one case of 50 to 300.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto
from itertools import islice

from batch.cell_text import FULL_LENGTH, TEN_DIGITS, ZERO_FILLED, Reason, find_digits
from batch.errors import IdentityError
from batch.identity import Identity
from batch.rows import Cell

_ROWS_IN_GROUP = 1000
_STRAY_SHARE = 0.05
_LAWFUL_SHARE = 0.5
_TENOR_MONTHS = frozenset(f"{month}" for month in range(81, 93))


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnEvidence:
    """What all cells of one column say about the damage done to it, and the rules of the run for reading them."""

    today: date  #: decides whether a real-looking number of the 2032 rule can have been issued
    pads_only_tenor: bool = False  #: test environments: pad only where every full-length identifier is Tenor
    accepts_zero_filled: bool = False  #: take numbers that end in 0000 as they stand
    keeps_zeros: bool = False  #: some value of ten or eleven digits begins with 0
    has_others_than_tenor: bool = False  #: some full-length identifier is (where that matters)
    ten_digits: int = 0  #: values that can have lost a leading zero
    lawful_with_zero: int = 0  #: those of them that are lawful when it is given back
    shorter: int = 0  #: values of one to nine digits, which no lost zero explains

    @property
    def forbids_padding(self) -> bool:
        """Whether one value is enough to say no, whatever the others are."""
        return self.keeps_zeros or (self.pads_only_tenor and self.has_others_than_tenor)

    @property
    def confirms_lost_zeros(self) -> bool:
        """Numbers lost their leading zeros, and nothing else happened to them.

        A shorter value or an unlawful one here and there is a stray; many say that other digits were lost, and of
        those one in 50 to 300 would be lawful by chance.
        """
        return (
            not self.forbids_padding
            and self.shorter <= self.ten_digits * _STRAY_SHARE
            and self.lawful_with_zero >= self.ten_digits * _LAWFUL_SHARE
        )


def gather_evidence(
    cells: Iterable[Cell], *, today: date, pads_only_tenor: bool = False, accepts_zero_filled: bool = False
) -> ColumnEvidence:
    """Go through one column; see gather_evidence_by_column."""
    (evidence,) = gather_evidence_by_column(
        ((cell,) for cell in cells),
        columns=1,
        today=today,
        pads_only_tenor=pads_only_tenor,
        accepts_zero_filled=accepts_zero_filled,
    )
    return evidence


def gather_evidence_by_column(
    rows: Iterable[Sequence[Cell]],
    *,
    columns: int,
    today: date,
    pads_only_tenor: bool = False,
    accepts_zero_filled: bool = False,
) -> tuple[ColumnEvidence, ...]:
    """Go through all identifier columns of an input at once: `rows` are the cells of each row.

    Stops as soon as every column forbids padding, which for undamaged ones is after a few rows.
    """
    nothing = ColumnEvidence(today=today, pads_only_tenor=pads_only_tenor, accepts_zero_filled=accepts_zero_filled)
    evidence = (nothing,) * columns
    unread = iter(rows)
    while (group := list(islice(unread, _ROWS_IN_GROUP))) and not all(each.forbids_padding for each in evidence):
        evidence = tuple(_add(column, cells) for column, cells in zip(evidence, zip(*group, strict=True), strict=True))
    return evidence


def _add(evidence: ColumnEvidence, cells: Iterable[Cell]) -> ColumnEvidence:
    counts = Counter(_shape(cell, evidence) for cell in cells if not _is_whole_and_silent(cell, evidence))
    return replace(
        evidence,
        keeps_zeros=evidence.keeps_zeros or counts[_Shape.KEPT_ZERO] > 0,
        has_others_than_tenor=evidence.has_others_than_tenor or counts[_Shape.NOT_TENOR] > 0,
        ten_digits=evidence.ten_digits + counts[_Shape.TEN_DIGITS] + counts[_Shape.TEN_LAWFUL],
        lawful_with_zero=evidence.lawful_with_zero + counts[_Shape.TEN_LAWFUL],
        shorter=evidence.shorter + counts[_Shape.SHORTER],
    )


class _Shape(Enum):
    """What one cell says about its column."""

    KEPT_ZERO = auto()  #: ten or eleven digits beginning with 0
    NOT_TENOR = auto()  #: a lawful identifier of another series, where that matters
    TEN_DIGITS = auto()  #: ten digits, not lawful with a zero before them
    TEN_LAWFUL = auto()  #: ten digits, lawful with a zero before them
    SHORTER = auto()  #: one to nine digits


def _is_whole_and_silent(cell: Cell, evidence: ColumnEvidence) -> bool:
    """Whether a cell is of the commonest sort, which says nothing about lost zeros: a shortcut past _shape."""
    return (
        type(cell) is str
        and len(cell) == FULL_LENGTH
        and cell[0] != "0"
        and cell.isdigit()
        and cell.isascii()
        and (cell[2:4] in _TENOR_MONTHS or not evidence.pads_only_tenor)
    )


def _shape(cell: Cell, evidence: ColumnEvidence) -> _Shape | None:
    found = find_digits(cell)
    if isinstance(found, Reason):
        return None
    match len(found.text):
        case 10 | 11 if found.text[0] == "0":
            return _Shape.KEPT_ZERO
        case 11 if evidence.pads_only_tenor and _is_of_another_series(found.text, today=evidence.today):
            return _Shape.NOT_TENOR
        case 10 if found.can_lack_zero and not found.text.endswith(ZERO_FILLED):
            is_lawful = parse_with_zero(found.text, today=evidence.today) is not None
            return _Shape.TEN_LAWFUL if is_lawful else _Shape.TEN_DIGITS
        case length if length < TEN_DIGITS:
            return _Shape.SHORTER
    return None


def _is_of_another_series(digits: str, *, today: date) -> bool:
    if digits[2:4] in _TENOR_MONTHS:
        return False
    try:
        Identity.parse(digits, today=today)
    except IdentityError:
        return False
    return True


def parse_with_zero(ten_digits: str, *, today: date) -> Identity | None:
    """Return the identity that ten digits are with the zero that a number cell loses, None when that is not lawful."""
    try:
        return Identity.parse("0" + ten_digits, today=today)
    except IdentityError:
        return None
