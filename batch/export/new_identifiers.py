"""Decides who of a list has got a fødselsnummer in place of a d-nummer: by an ektepakt, and the date of birth.

The ektepakt alone does not tell: a couple has it in common, and one of them may leave a list on the day that the other
enters it. A d-nummer is the date of birth with 4 added to its first digit.
"""

from collections.abc import Iterable
from typing import NamedTuple

from batch.ledger import ComparedRow

_DATE = slice(0, 6)
_ADDED = 4


class FormerIdentifier(NamedTuple):
    """The d-nummer of somebody who has a fødselsnummer now, and an ektepakt that tells so."""

    former: ComparedRow
    ektepaktnummer: int

    def __repr__(self) -> str:
        return f"<FormerIdentifier {self.former.lookup_id}>"


class NewIdentifiers:
    """The d-nummer that have an ektepakt no more. Memory holds those alone."""

    def __init__(self) -> None:
        self._by_ektepakt: dict[tuple[str, int], ComparedRow] = {}
        self._left_list: set[str] = set()
        self._replaced: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._by_ektepakt)

    def add(self, dnr: ComparedRow, numbers: Iterable[int], *, is_in_list: bool) -> None:
        """Note a d-nummer and the ektepakter that it had; `is_in_list`: the new run has it too."""
        date = f"{int(dnr.fnr[0]) - _ADDED}{dnr.fnr[1:]}"[_DATE]
        self._by_ektepakt |= {(date, number): dnr for number in numbers}
        if not is_in_list:
            self._left_list.add(dnr.fnr)

    def of(self, row: ComparedRow, numbers: Iterable[int]) -> FormerIdentifier | None:
        """Return the d-nummer of somebody who has these ektepakter since then."""
        for number in sorted(numbers):
            if former := self._by_ektepakt.get((row.fnr[_DATE], number)):
                return FormerIdentifier(former, number)
        return None

    def replace(self, dnr: ComparedRow) -> bool:
        """Take a d-nummer for another identifier of somebody, once, if it has left the list; return whether it was."""
        is_free = dnr.fnr in self._left_list - self._replaced
        self._replaced |= {dnr.fnr} if is_free else set()
        return is_free

    def is_replaced(self, dnr: ComparedRow) -> bool:
        return dnr.fnr in self._replaced
