"""Who is in the population: what an identifier gets, by the seed and its digits alone."""

from dataclasses import dataclass
from enum import StrEnum

from batch.sandbox.chance import fraction

EXAMPLE_DIGITS = "06821349425"
"""The rolleinnehaver of the documented example, a Tenor number."""

SHARES = (("slow", 0.01), ("broken", 0.01), ("fails_once", 0.005), ("found", 0.20))
"""How large a part of all lawful identifiers is of each kind; the rest have nothing."""

MOST_EKTEPAKTER = 3


class MemberKind(StrEnum):
    """How the register answers for an identifier, whatever else goes wrong."""

    EMPTY = "empty"  #: 200 with antallEktepakt 0
    FOUND = "found"  #: 200 with one to three ektepakter
    SLOW = "slow"  #: holds so many ektepakter that no client waits for the answer
    BROKEN = "broken"  #: always 500: a data source behind the register does not answer
    FAILS_ONCE = "fails_once"  #: 500 on the first ask, then 200 with one ektepakt


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What one identifier gets; `antall` counts the ektepakter it holds."""

    kind: MemberKind
    antall: int


_EMPTY = Member(kind=MemberKind.EMPTY, antall=0)


def describe(seed: int, digits: str) -> Member:
    """Tell what these eleven digits get under this seed; the documented example is the same under all."""
    if digits == EXAMPLE_DIGITS:
        return Member(kind=MemberKind.FOUND, antall=1)
    match _kind(fraction("kind", seed, digits)):
        case MemberKind.SLOW:
            return Member(kind=MemberKind.SLOW, antall=20_000 + int(20_000 * fraction("slow", seed, digits)))
        case MemberKind.FOUND:
            antall = 1 + int(MOST_EKTEPAKTER * fraction("antall", seed, digits) ** 2)
            return Member(kind=MemberKind.FOUND, antall=antall)
        case MemberKind.BROKEN:
            return Member(kind=MemberKind.BROKEN, antall=0)
        case MemberKind.FAILS_ONCE:
            return Member(kind=MemberKind.FAILS_ONCE, antall=1)
        case MemberKind.EMPTY:
            return _EMPTY


def _kind(drawn: float) -> MemberKind:
    for name, share in SHARES:
        if drawn < share:
            return MemberKind(name)
        drawn -= share
    return MemberKind.EMPTY
