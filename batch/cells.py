"""Reads one cell of an identifier column, with the column as evidence for what may be repaired.

The rules are those of contract/identifiers.md section 3. A wrong but lawful number would read as "no ektepakt" for
somebody else, so a digit is never changed, and the one leading zero a number cell can't hold is given back only
where the whole column agrees.
"""

from functools import partial
from typing import NamedTuple

from batch.cell_text import ABSURD_NUMBER, FULL_LENGTH, TEN_DIGITS, ZERO_FILLED, Digits, Reason, find_digits
from batch.errors import IdentityError
from batch.evidence import ColumnEvidence, gather_evidence, gather_evidence_by_column, parse_with_zero
from batch.identity import Identity
from batch.rows import Cell

__all__ = ["ColumnEvidence", "Reading", "gather_evidence", "gather_evidence_by_column", "printable", "read_cell"]

LEADING_ZERO = "leading_zero"
"""The word in `repair` for the one repair that adds a digit."""

_PRINTED_LENGTH = 200


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


def read_cell(cell: Cell, evidence: ColumnEvidence) -> Reading:
    """Total: any cell gives an identity or a reason."""
    if type(cell) is str and len(cell) == FULL_LENGTH and cell.isdigit() and cell.isascii():
        digits, repair, input_value = cell, None, cell
    else:
        found = _find_full_length(cell, evidence)
        if isinstance(found, Reading):
            return found
        digits, repair, input_value = found.text, "+".join(found.repairs) or None, printable(cell)
    if digits.endswith(ZERO_FILLED) and _is_held_back(digits, evidence):
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
    identity = parse_with_zero(found.text, today=evidence.today)
    if identity is None or not evidence.confirms_lost_zeros:
        return _unread(cell, Reason.LEADING_ZERO_UNCONFIRMED)
    return Reading(identity, identity.digits, "+".join((*found.repairs, LEADING_ZERO)), None, printable(cell))


def _is_held_back(digits: str, evidence: ColumnEvidence) -> bool:
    """Whether it ends as a rounded number does; all zeros is nobody's number, rounded or not."""
    return digits.endswith(ZERO_FILLED) and digits.strip("0") != "" and not evidence.accepts_zero_filled


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
