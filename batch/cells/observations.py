"""Warnings about a whole column: account numbers, a dragged fill handle, the last five digits only, few valid ones.

The rules are those of contract/identifiers.md section 3. An observation changes nothing in how a cell is read.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any, Self

from batch.cells.digits import FULL_LENGTH, TEN_DIGITS, Digits, find_digits
from batch.cells.rows import Cell, is_blank
from batch.errors import IdentityError
from batch.identity import Identity

_EXAMPLES = 5  # rows enough to find the place, and to see that it is no single slip
_SHORTEST_RUN = 3  # two consecutive numbers can be chance or a slip, three are a dragged fill handle
_FEWEST = 5  # one in eleven unlawful numbers passes as kontonummer by chance; five of five do not
_MANY = 0.5  # of the column, so that it is the column's nature and not its strays that is reported
_FEWEST_FULL_LENGTH = 20  # fewer numbers may well be unlawful because they were typed badly
_FEW_LAWFUL = 0.1
"""Of random eleven digits one in 100 is lawful by chance, of kontonummer and shifted numbers a few more."""
_DOTTED_KONTONUMMER = re.compile("[0-9]{4}[.][0-9]{2}[.][0-9]{5}")
_KONTONUMMER_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_HALF_LENGTHS = frozenset({4, 5})  # a personnummer; four digits where a number cell lost its leading zero


class Oddity(Enum):
    """What a column looks like; the value continues the sentence that its name begins."""

    KONTONUMMER = "looks like kontonummer: these are no identifiers, but right account numbers"
    CONSECUTIVE = "holds consecutive numbers, as a dragged fill handle makes them"
    HALF_NUMBERS = "holds only the last five digits of a fødselsnummer; the birth date is missing"
    FEW_LAWFUL = (
        "holds eleven-digit numbers of which next to none is lawful, those few perhaps by chance:"
        " it is another column than it seems, or its numbers were rounded or shifted"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One oddity of one column, with examples by row and never by content."""

    column: str
    oddity: Oddity
    count: int  #: cells that show it
    rows: tuple[int, ...]  #: the first of them

    def as_json(self) -> dict[str, Any]:
        return {"column": self.column, "oddity": self.oddity.name.lower(), "count": self.count, "rows": list(self.rows)}

    @classmethod
    def from_json(cls, written: dict[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        oddity = Oddity[written["oddity"].upper()]
        return cls(column=written["column"], oddity=oddity, count=written["count"], rows=tuple(written["rows"]))

    def __str__(self) -> str:
        rows = ", ".join(map(str, self.rows))
        return f"column “{self.column}” {self.oddity.value} ({self.count} cells; first rows: {rows})"


class _Sightings:
    """Counts rows, and remembers the first few."""

    def __init__(self) -> None:
        self.count = 0
        self.rows: tuple[int, ...] = ()

    def add(self, row: int) -> None:
        self.count += 1
        if self.count <= _EXAMPLES:
            self.rows += (row,)


class ColumnObserver:
    """Looks at the cells of one column in their order; keeps counts, no content."""

    def __init__(self, name: str, *, accepts_2032: bool) -> None:
        self._name = name
        self._accepts_2032 = accepts_2032
        self._filled = self._full_length = 0
        self._seen = {oddity: _Sightings() for oddity in Oddity}
        self._next_number: int | None = None
        self._run: list[int] = []

    def look_at(self, row: int, cell: Cell, lawful: str | None) -> None:
        """Look at one cell; `lawful` are the eleven digits where it was read as an identifier, which most are."""
        if lawful is not None:
            self._filled += 1
            self._full_length += 1
            self._follow(row, int(lawful))
        elif not is_blank(cell):
            self._filled += 1
            self._look_at_no_identifier(row, _digits(cell))

    def _look_at_no_identifier(self, row: int, digits: str) -> None:
        if len(digits) in _HALF_LENGTHS:
            self._seen[Oddity.HALF_NUMBERS].add(row)
        if len(digits) == FULL_LENGTH:
            self._look_at_full_length(row, digits)
        self._follow(row, int(digits) if len(digits) in {TEN_DIGITS, FULL_LENGTH} else None)

    def _look_at_full_length(self, row: int, digits: str) -> None:
        self._full_length += 1
        try:
            Identity.parse(digits, accepts_2032=self._accepts_2032)
        except IdentityError:
            self._seen[Oddity.FEW_LAWFUL].add(row)
            if _is_kontonummer(digits):
                self._seen[Oddity.KONTONUMMER].add(row)

    def _follow(self, row: int, number: int | None) -> None:
        """Count the rows of a run from its first, once it is long enough."""
        goes_on = number is not None and number == self._next_number
        self._next_number = None if number is None else number + 1
        if not goes_on:
            self._run = [row]
            return
        self._run.append(row)
        if len(self._run) == _SHORTEST_RUN:
            for each in self._run:
                self._seen[Oddity.CONSECUTIVE].add(each)
        elif len(self._run) > _SHORTEST_RUN:
            self._seen[Oddity.CONSECUTIVE].add(row)
            self._run.pop()

    def observations(self) -> list[Observation]:
        accounts, unlawful = self._seen[Oddity.KONTONUMMER].count, self._seen[Oddity.FEW_LAWFUL].count
        are_accounts = accounts >= max(_FEWEST, self._full_length * _MANY) and accounts == unlawful
        is_shown = {
            Oddity.KONTONUMMER: are_accounts,
            Oddity.CONSECUTIVE: self._seen[Oddity.CONSECUTIVE].count > 0,
            Oddity.HALF_NUMBERS: self._seen[Oddity.HALF_NUMBERS].count >= max(1, self._filled * _MANY),
            Oddity.FEW_LAWFUL: unlawful >= max(_FEWEST_FULL_LENGTH, self._full_length * (1 - _FEW_LAWFUL))
            and not are_accounts,
        }
        return [
            Observation(column=self._name, oddity=oddity, count=seen.count, rows=seen.rows)
            for oddity, seen in self._seen.items()
            if is_shown[oddity]
        ]


def _digits(cell: Cell) -> str:
    """The digits of a cell, of an account number in its usual form too; none when it holds anything else."""
    if isinstance(cell, str) and _DOTTED_KONTONUMMER.fullmatch(cell.strip()):
        return cell.strip().replace(".", "")
    found = find_digits(cell)
    return found.text if isinstance(found, Digits) else ""


def _is_kontonummer(digits: str) -> bool:
    return sum(weight * int(digit) for weight, digit in zip(_KONTONUMMER_WEIGHTS, digits, strict=True)) % 11 == 0
