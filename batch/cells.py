"""Reads one cell of an identifier column, with the column as evidence for what may be repaired.

The rules are those of contract/identifiers.md section 3. A wrong but lawful number would read as "no ektepakt" for
somebody else, so a digit is never changed, and the one leading zero a number cell can't hold is given back only
where the whole column agrees.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from batch.cell_text import ABSURD_NUMBER, FULL_LENGTH, TEN_DIGITS, Digits, Reason, find_digits
from batch.errors import IdentityError
from batch.identity import Identity, Series
from batch.rows import Cell

LEADING_ZERO = "leading_zero"
"""The word in `repair` for the one repair that adds a digit."""

_PRINTED_LENGTH = 200
_ELEVEN_DIGITS = re.compile("[0-9]{11}")
_ZERO_FILLED = "0000"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnEvidence:
    """What all cells of one column say about the damage done to it, and the rules of the run for reading them."""

    today: date  #: decides whether a real-looking number of the 2032 rule can have been issued
    pads_only_tenor: bool = False  #: test environments: pad only where every full-length identifier is Tenor
    accepts_zero_filled: bool = False  #: take numbers that end in 0000 as they stand
    kept_zeros: int = 0  #: values of ten or eleven digits that begin with 0: this column keeps its zeros
    ten_digits: int = 0  #: values that can have lost a leading zero
    lawful_with_zero: int = 0  #: those of them that are lawful when it is given back
    shorter: int = 0  #: values of one to nine digits, which no lost zero explains
    not_tenor: int = 0  #: lawful full-length identifiers of another series than Tenor

    @property
    def confirms_lost_zeros(self) -> bool:
        """Numbers lost their leading zeros, and nothing else happened to them.

        A shorter value or an unlawful one here and there is a stray; many say that other digits were lost, and of
        those one in 50 to 300 would be lawful by chance.
        """
        return (
            self.kept_zeros == 0
            and self.shorter <= self.ten_digits * _STRAY_SHARE
            and self.lawful_with_zero >= self.ten_digits * _LAWFUL_SHARE
            and not (self.pads_only_tenor and self.not_tenor)
        )


def gather_evidence(
    cells: Iterable[Cell], *, today: date, pads_only_tenor: bool = False, accepts_zero_filled: bool = False
) -> ColumnEvidence:
    """Go once through a whole column."""
    tally = _Tally(today)
    for cell in cells:
        tally.add(cell)
    return tally.evidence(pads_only_tenor=pads_only_tenor, accepts_zero_filled=accepts_zero_filled)


def gather_evidence_by_column(
    rows: Iterable[Sequence[Cell]],
    *,
    columns: int,
    today: date,
    pads_only_tenor: bool = False,
    accepts_zero_filled: bool = False,
) -> tuple[ColumnEvidence, ...]:
    """Go once through all identifier columns of an input: `rows` are the cells of each row."""
    tallies = tuple(_Tally(today) for _ in range(columns))
    for cells in rows:
        for tally, cell in zip(tallies, cells, strict=True):
            tally.add(cell)
    return tuple(
        tally.evidence(pads_only_tenor=pads_only_tenor, accepts_zero_filled=accepts_zero_filled) for tally in tallies
    )


def read_cell(cell: Cell, evidence: ColumnEvidence) -> Reading:
    """Total: any cell gives an identity or a reason."""
    found = find_digits(cell)
    if isinstance(found, Reason):
        return _unread(cell, found)
    digits, repairs, _ = found
    if len(digits) not in {TEN_DIGITS, FULL_LENGTH} or _lacks_another_digit(found):
        return _unread(cell, Reason.LENGTH)
    if _is_zero_filled(digits) and not evidence.accepts_zero_filled:
        return _unread(cell, Reason.MAYBE_ROUNDED)
    if len(digits) == TEN_DIGITS:
        return _pad(cell, found, evidence)
    try:
        identity, reason = Identity.parse(digits, today=evidence.today), None
    except IdentityError as error:
        identity, reason = None, error.reason
    return Reading(identity, digits, "+".join(repairs) or None, reason, printable(cell))


def printable(cell: Cell) -> str:
    """Return the cell as a person can read it and every file format can hold it."""
    if type(cell) is str and len(cell) == FULL_LENGTH and cell.isascii() and cell.isdigit():
        return cell
    text = _as_text(cell)
    shown = "".join(map(_show, text[:_PRINTED_LENGTH]))
    return shown + "…" if len(text) > _PRINTED_LENGTH else shown


def _as_text(cell: Cell) -> str:
    if isinstance(cell, int) and abs(cell) >= ABSURD_NUMBER:
        return "(a number of more than 300 digits)"
    return "" if cell is None else str(cell)


def _show(char: str) -> str:
    """Control characters and lone surrogates can't be stored everywhere; blanks and invisible marks can."""
    is_control = char < " " or "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\udfff"
    return char.encode("unicode_escape").decode("ascii") if is_control else char


def _unread(cell: Cell, reason: Reason) -> Reading:
    return Reading(None, None, None, reason.value, printable(cell))


def _lacks_another_digit(found: Digits) -> bool:
    return len(found.text) == TEN_DIGITS and (found.text[0] == "0" or not found.can_lack_zero)


def _is_zero_filled(digits: str) -> bool:
    """Whether it ends as a rounded number does; all zeros is nobody's number, rounded or not."""
    return digits.endswith(_ZERO_FILLED) and digits.strip("0") != ""


def _pad(cell: Cell, found: Digits, evidence: ColumnEvidence) -> Reading:
    identity = _parse_padded(found.text, today=evidence.today)
    if identity is None or not evidence.confirms_lost_zeros:
        return _unread(cell, Reason.LEADING_ZERO_UNCONFIRMED)
    return Reading(identity, identity.digits, "+".join((*found.repairs, LEADING_ZERO)), None, printable(cell))


def _parse_padded(ten_digits: str, *, today: date) -> Identity | None:
    try:
        return Identity.parse("0" + ten_digits, today=today)
    except IdentityError:
        return None


class _Tally:
    """Counts what the cells of one column look like."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._kept_zeros = self._ten_digits = self._lawful_with_zero = self._shorter = self._not_tenor = 0

    def add(self, cell: Cell) -> None:
        if type(cell) is str and _ELEVEN_DIGITS.fullmatch(cell):
            self._add_full_length(cell)
        elif isinstance(found := find_digits(cell), Digits):
            self._add_digits(found)

    def _add_digits(self, found: Digits) -> None:
        match len(found.text):
            case 11:
                self._add_full_length(found.text)
            case 10 if found.text[0] == "0":
                self._kept_zeros += 1
            case 10 if found.can_lack_zero and not _is_zero_filled(found.text):
                self._ten_digits += 1
                self._lawful_with_zero += _parse_padded(found.text, today=self._today) is not None
            case length if length < TEN_DIGITS:
                self._shorter += 1

    def _add_full_length(self, digits: str) -> None:
        if digits[0] == "0":
            self._kept_zeros += 1
        if digits[2:4] not in _TENOR_MONTHS and self._is_lawful(digits):
            self._not_tenor += 1

    def _is_lawful(self, digits: str) -> bool:
        try:
            return Identity.parse(digits, today=self._today).series is not Series.TENOR
        except IdentityError:
            return False

    def evidence(self, *, pads_only_tenor: bool, accepts_zero_filled: bool) -> ColumnEvidence:
        return ColumnEvidence(
            today=self._today,
            pads_only_tenor=pads_only_tenor,
            accepts_zero_filled=accepts_zero_filled,
            kept_zeros=self._kept_zeros,
            ten_digits=self._ten_digits,
            lawful_with_zero=self._lawful_with_zero,
            shorter=self._shorter,
            not_tenor=self._not_tenor,
        )
