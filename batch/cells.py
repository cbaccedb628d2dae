"""Reads one cell of an identifier column, with the column as evidence for what may be repaired.

The rules are those of contract/identifiers.md section 3. A wrong but lawful number would read as "no ektepakt" for
somebody else, so a digit is never changed, and the one leading zero a number cell can't hold is given back only
where the whole column agrees.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto
from functools import partial
from itertools import islice
from typing import NamedTuple

from batch.cell_text import ABSURD_NUMBER, FULL_LENGTH, TEN_DIGITS, Digits, Reason, find_digits
from batch.errors import IdentityError
from batch.identity import Identity
from batch.rows import Cell

LEADING_ZERO = "leading_zero"
"""The word in `repair` for the one repair that adds a digit."""

_PRINTED_LENGTH = 200
_ZERO_FILLED = "0000"
_ROWS_IN_GROUP = 1000
_STRAY_SHARE = 0.05
_LAWFUL_SHARE = 0.5
_TENOR_MONTHS = frozenset(f"{month}" for month in range(81, 93))


class Reading(NamedTuple):
    """How one cell was read; a tuple, since a million of them are made.

    `reason` is None exactly when `identity` is not.
    `digits` are the eleven digits, also of a number that is not lawful; None where none could be read.
    `repair` says how a damaged value was read, its words joined by `+`; None when it was whole.
    `input_value` is the cell as it can be printed: shortened when long, control characters shown as escapes.
    """

    identity: Identity | None
    digits: str | None
    repair: str | None
    reason: str | None
    input_value: str


_new_reading = partial(tuple.__new__, Reading)  # a NamedTuple's own constructor takes twice the time


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
    counts = Counter(filter(None, (_shape(cell, evidence) for cell in cells)))
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


def _shape(cell: Cell, evidence: ColumnEvidence) -> _Shape | None:
    found = find_digits(cell)
    if isinstance(found, Reason):
        return None
    match len(found.text):
        case 10 | 11 if found.text[0] == "0":
            return _Shape.KEPT_ZERO
        case 11 if evidence.pads_only_tenor and _is_of_another_series(found.text, today=evidence.today):
            return _Shape.NOT_TENOR
        case 10 if found.can_lack_zero and not found.text.endswith(_ZERO_FILLED):
            is_lawful = _parse_padded(found.text, today=evidence.today) is not None
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


def read_cell(cell: Cell, evidence: ColumnEvidence) -> Reading:
    """Total: any cell gives an identity or a reason."""
    if type(cell) is str and len(cell) == FULL_LENGTH and cell.isdigit() and cell.isascii():
        digits, repair, input_value = cell, None, cell
    else:
        found = _find_full_length(cell, evidence)
        if isinstance(found, Reading):
            return found
        digits, repair, input_value = found.text, "+".join(found.repairs) or None, printable(cell)
    if digits.endswith(_ZERO_FILLED) and _is_held_back(digits, evidence):
        return _unread(cell, Reason.MAYBE_ROUNDED)
    try:
        identity = Identity.parse(digits, today=evidence.today)
    except IdentityError as error:
        return Reading(None, digits, repair, error.reason, input_value)
    return _new_reading((identity, digits, repair, None, input_value))


def _find_full_length(cell: Cell, evidence: ColumnEvidence) -> Digits | Reading:
    """Return eleven digits, or what is already settled: a reason, or ten digits and the fate of their zero."""
    found = find_digits(cell)
    if isinstance(found, Reason):
        return _unread(cell, found)
    if len(found.text) == FULL_LENGTH:
        return found
    if len(found.text) != TEN_DIGITS or found.text[0] == "0" or not found.can_lack_zero:
        return _unread(cell, Reason.LENGTH)
    return _pad(cell, found, evidence)


def _pad(cell: Cell, found: Digits, evidence: ColumnEvidence) -> Reading:
    """Give back the leading zero where the number is lawful with it and the whole column says that zeros were lost."""
    if _is_held_back(found.text, evidence):
        return _unread(cell, Reason.MAYBE_ROUNDED)
    identity = _parse_padded(found.text, today=evidence.today)
    if identity is None or not evidence.confirms_lost_zeros:
        return _unread(cell, Reason.LEADING_ZERO_UNCONFIRMED)
    return Reading(identity, identity.digits, "+".join((*found.repairs, LEADING_ZERO)), None, printable(cell))


def _parse_padded(ten_digits: str, *, today: date) -> Identity | None:
    try:
        return Identity.parse("0" + ten_digits, today=today)
    except IdentityError:
        return None


def _is_held_back(digits: str, evidence: ColumnEvidence) -> bool:
    """Whether it ends as a rounded number does; all zeros is nobody's number, rounded or not."""
    return digits.endswith(_ZERO_FILLED) and digits.strip("0") != "" and not evidence.accepts_zero_filled


def _unread(cell: Cell, reason: Reason) -> Reading:
    return Reading(None, None, None, reason.value, printable(cell))


def printable(cell: Cell) -> str:
    """Return the cell as a person can read it and every file format can hold it."""
    text = _as_text(cell)
    shown = text[:_PRINTED_LENGTH]
    if not shown.isprintable():
        shown = "".join(map(_show, shown))
    return shown + "…" if len(text) > _PRINTED_LENGTH else shown


def _as_text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    if isinstance(cell, int) and abs(cell) >= ABSURD_NUMBER:
        return "(a number of more than 300 digits)"
    return "" if cell is None else str(cell)


def _show(char: str) -> str:
    """Control characters and lone surrogates can't be stored everywhere; blanks and invisible marks can."""
    is_control = char < " " or "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\udfff"
    return char.encode("unicode_escape").decode("ascii") if is_control else char
