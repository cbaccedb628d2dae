"""Decides how one damaged cell is read: which repair is made, and whether a lost leading zero is given back.

The rules are those of contract/identifiers.md section 3. A wrong but lawful number would read as "no ektepakt" for
somebody else, so a digit is never changed, and the one leading zero a number cell can't hold is given back only
where the whole column agrees, as far as its cells are of the same type.
"""

from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple, cast

from batch.cells.digits import (
    FULL_LENGTH,
    TEN_DIGITS,
    ZERO_FILLED,
    Reason,
    find_digits,
    of_length,
    plain_lengths,
    reason_for_length,
)
from batch.cells.evidence import ColumnCounts, ColumnEvidence
from batch.cells.rows import Cell
from batch.cells.rules import ReadingRules
from batch.cells.shown import printable
from batch.identity import Identity, IdType, Series, judge_all

LEADING_ZERO = "leading_zero"
"""The word in `repair` for the one repair that adds a digit."""


class Reading(NamedTuple):
    """How one cell was read; a tuple, since a million of them are made.

    `digits` are the eleven digits, also of a number that is not lawful; None where none could be read.
    `id_type` and `series` are those of a lawful identifier; `reason` says why it is none, and is None otherwise.
    `repair` says how a damaged value was read, its words joined by `+`; None when it was whole.
    `input_value` is the cell as it can be printed: shortened when long, control characters shown as escapes.
    """

    digits: str | None
    id_type: IdType | None
    series: Series | None
    repair: str | None
    reason: str | None
    input_value: str

    @property
    def identity(self) -> Identity | None:
        """The identity, None exactly when there is a reason."""
        if self.digits is None or self.id_type is None or self.series is None:
            return None
        return Identity(self.digits, self.id_type, self.series)


def read_cell(cell: Cell, evidence: ColumnEvidence, rules: ReadingRules) -> Reading:
    """Read one cell; see read_cells."""
    (reading,) = read_cells((cell,), evidence, rules)
    return reading


def read_cells(cells: Sequence[Cell], evidence: ColumnEvidence, rules: ReadingRules) -> list[Reading]:
    """Read some cells of one column, in a fraction of the time that each by itself would take.

    Never raises: any cell gives an identity or a reason.
    """
    lengths = plain_lengths(cells)
    whole = of_length(FULL_LENGTH, cells, lengths)
    if len(whole) == len(cells):
        return _read_whole(whole, evidence.texts, rules)
    ten = of_length(TEN_DIGITS, cells, lengths)
    readings = {
        FULL_LENGTH: iter(_read_whole(whole, evidence.texts, rules)),
        TEN_DIGITS: iter(_read_ten_digits(ten, evidence.texts, rules)),
    }
    return [
        next(readings[length]) if length in readings else _read_other(cell, evidence.about(cell), rules)
        for cell, length in zip(cells, lengths, strict=True)
    ]


def _read_whole(cells: Sequence[str], counts: ColumnCounts, rules: ReadingRules) -> list[Reading]:
    """Read eleven digits each."""
    if counts.is_rounded:
        return [_unread(cell, Reason.ROUNDED) for cell in cells]
    return _hold_back(cells, _judge(cells, cells, None, rules), rules)


def _read_ten_digits(cells: Sequence[str], counts: ColumnCounts, rules: ReadingRules) -> list[Reading]:
    """Give back the leading zero where the number is lawful with it and the whole column says that zeros were lost.

    What begins with 0 lost none.
    """
    if counts.is_rounded:
        return [_unread(cell, Reason.ROUNDED) for cell in cells]
    readings = _judge(["0" + cell for cell in cells], cells, LEADING_ZERO, rules)
    confirms_lost_zeros = counts.confirms_lost_zeros
    padded = [
        reading if confirms_lost_zeros and reading.reason is None else _unread(cell, Reason.LEADING_ZERO_UNCONFIRMED)
        for cell, reading in zip(cells, readings, strict=True)
    ]
    kept = _hold_back(cells, padded, rules)
    if "0" not in {cell[0] for cell in cells}:
        return kept
    return [
        _unread(cell, Reason.LENGTH) if cell[0] == "0" else reading for cell, reading in zip(cells, kept, strict=True)
    ]


def _judge(texts: Sequence[str], cells: Sequence[str], repair: str | None, rules: ReadingRules) -> list[Reading]:
    """Judge eleven digits each, which were made of these cells by this repair."""
    verdicts = judge_all(texts, accepts_2032=rules.accepts_2032)
    reasons, types, series = zip(*verdicts, strict=True) if verdicts else ((), (), ())
    fields = zip(texts, types, series, repeat(repair), reasons, cells, strict=False)
    # The constructor of a NamedTuple takes three times the time.
    return cast("list[Reading]", list(map(tuple.__new__, repeat(Reading), fields)))


def _read_other(cell: Cell, counts: ColumnCounts, rules: ReadingRules) -> Reading:
    """Read a cell that is not digits alone by the digits found in it."""
    found = find_digits(cell)
    if isinstance(found, Reason):
        return _unread(cell, found)
    if len(found.text) == FULL_LENGTH:
        (reading,) = _read_whole((found.text,), counts, rules)
    elif len(found.text) == TEN_DIGITS and found.can_lack_zero:
        (reading,) = _read_ten_digits((found.text,), counts, rules)
    else:
        return _unread(cell, reason_for_length(found.text))
    if reading.digits is None:
        return reading._replace(input_value=printable(cell))
    repairs = found.repairs if reading.repair is None else (*found.repairs, reading.repair)
    return reading._replace(repair="+".join(repairs) or None, input_value=printable(cell))


def _hold_back(cells: Sequence[str], readings: list[Reading], rules: ReadingRules) -> list[Reading]:
    """Put a reason in place of each reading of a number that ends as a rounded one does, unless that is accepted."""
    if rules.accepts_zero_filled or f"{ZERO_FILLED}\n" not in "\n".join((*cells, "")):
        return readings
    return [
        _unread(cell, Reason.MAYBE_ROUNDED) if _ends_as_rounded(cell) else reading
        for cell, reading in zip(cells, readings, strict=True)
    ]


def _ends_as_rounded(digits: str) -> bool:
    """All zeros is nobody's number, rounded or not."""
    return digits.endswith(ZERO_FILLED) and digits.strip("0") != ""


def _unread(cell: Cell, reason: Reason) -> Reading:
    return Reading(None, None, None, None, reason.value, printable(cell))
