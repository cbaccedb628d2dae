"""Decides by seed and digits what each identity gets from the sandbox's register: found, none, a 500, slow, odd."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from batch.sandbox.chance import fraction

EXAMPLE_DIGITS = "06821349425"
"""The rolleinnehaver of the documented example, a Tenor number."""

STAND_IN_DIGITS = "08909610029"
"""A Tenor number that has nothing under any seed; answers stand for it where OTHER_PERSON strikes the example."""

SHARES = (("slow", 0.01), ("broken", 0.01), ("fails_once", 0.005), ("found", 0.20))
"""The share of all valid identifiers that is of each kind; the rest have nothing."""

SHARE_OF_AN_ODDITY = 0.015
"""The share of those who are found whose data is odd in one of the ways, the same for each."""

MOST_EKTEPAKTER = 3


class MemberKind(StrEnum):
    """How the register answers for an identifier, whatever else goes wrong."""

    EMPTY = "empty"  #: 200 with antallEktepakt 0
    FOUND = "found"  #: 200 with ektepakter
    SLOW = "slow"  #: holds so many ektepakter that no client waits for the answer
    BROKEN = "broken"  #: always 500: a data source behind the register does not answer; when calm, empty
    FAILS_ONCE = "fails_once"  #: 500 on the first ask that gets so far, then 200 with one ektepakt; when calm, found


class MemberOddity(StrEnum):
    """What the documentation warns of: data that is incomplete, or says more than the contract.

    A new one goes last: each has its own slice of the draw, so those before keep the same persons.
    """

    ANTALL_MISMATCH = "antall_mismatch"  #: antallEktepakt is not the length of the list
    UNKNOWN_CODE = "unknown_code"  #: codes that are in no list
    UNKNOWN_FIELD = "unknown_field"  #: fields that the contract does not have, on every level
    UNKNOWN_ADDRESS = "unknown_address"  #: a sixth kind of address
    THIRD_ROLE = "third_role"  #: one role more than a marriage has
    NO_ROLES = "no_roles"  #: an ektepakt of nobody
    MISSING_NAMES = "missing_names"  #: persons without a name, or without anything
    NO_NUMBER = "no_number"  #: an ektepakt without ektepaktnummer
    NULLS = "nulls"  #: explicit nulls where a value is expected
    ABSENT = "absent"  #: all but a few fields are left out
    SINGLE_ROLE = "single_role"  #: one role only; the other spouse stands as text in paategning
    DOM_OM_DELING = "dom_om_deling"  #: a judgment, with neither roles nor avtaletyper


class Edit(NamedTuple):
    """What happened to an ektepakt on a day (days.py)."""

    event: str
    day: int


class Held(NamedTuple):
    """One ektepakt that somebody holds, by its number, and what has happened to it, in order."""

    number: int
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What one identifier gets.

    `antall` counts the ektepakter it holds. They are numbered in the order in which they came to be; `deleted` is the
    number of one that is gone, `changed` of one that was changed, both by drift. `held` are they by a day, in the order
    of the answer; None on the first day.
    """

    kind: MemberKind
    antall: int = 0
    oddity: MemberOddity | None = None
    deleted: int | None = None
    changed: int | None = None
    held: tuple[Held, ...] | None = None

    def holdings(self) -> Iterator[Held]:
        """Yield the ektepakter it holds, in the order of the answer."""
        if self.held is not None:
            yield from self.held
            return
        ever = self.antall + (self.deleted is not None)
        yield from (Held(number) for number in range(ever) if number != self.deleted)


_EMPTY = Member(kind=MemberKind.EMPTY)
_ALWAYS = {EXAMPLE_DIGITS: Member(kind=MemberKind.FOUND, antall=1), STAND_IN_DIGITS: _EMPTY}


def describe(seed: int, digits: str, *, calm: bool = False) -> Member:
    """Tell what these eleven digits get under this seed; the documented example and its stand-in are the same
    under all.

    In a calm population nobody is broken or fails once; all others are as they are in the unfriendly one.
    """
    member = _drawn(seed, digits)
    return calmed(member) if calm else member


def calmed(member: Member) -> Member:
    """Give what a member is in a calm population: a 500 of its own becomes the answer that is behind it."""
    match member.kind:
        case MemberKind.BROKEN:
            return _EMPTY
        case MemberKind.FAILS_ONCE:
            return replace(member, kind=MemberKind.FOUND)
        case _:
            return member


def another_than(digits: str) -> str:
    """Give somebody else: the example, for the example its stand-in."""
    return STAND_IN_DIGITS if digits == EXAMPLE_DIGITS else EXAMPLE_DIGITS


def _drawn(seed: int, digits: str) -> Member:
    if (always := _ALWAYS.get(digits)) is not None:
        return always
    match _kind(fraction("kind", seed, digits)):
        case MemberKind.SLOW:
            return Member(kind=MemberKind.SLOW, antall=20_000 + int(20_000 * fraction("slow", seed, digits)))
        case MemberKind.FOUND:
            antall = 1 + int(MOST_EKTEPAKTER * fraction("antall", seed, digits) ** 2)
            return Member(kind=MemberKind.FOUND, antall=antall, oddity=_oddity(seed, digits))
        case MemberKind.BROKEN:
            return Member(kind=MemberKind.BROKEN)
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


def _oddity(seed: int, digits: str) -> MemberOddity | None:
    slice_of_it = int(fraction("oddity", seed, digits) / SHARE_OF_AN_ODDITY)
    oddities = list(MemberOddity)
    return oddities[slice_of_it] if slice_of_it < len(oddities) else None
