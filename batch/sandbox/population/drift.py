"""Decides how the register has changed some weeks later: who has another ektepakt, one less, or is slow no more."""

from dataclasses import replace

from batch.sandbox.chance import fraction
from batch.sandbox.population.members import EXAMPLE_DIGITS, STAND_IN_DIGITS, Member, MemberKind, describe

_NEW_FOR_THE_EMPTY = 0.02
_CHANGED, _DELETED, _NEW = 0.1, 0.2, 0.3
_FAST = 0.5
_MENDED = 0.3


def describe_later(seed: int, digits: str, drift: int | None) -> Member:
    """Tell what these digits get after the register has drifted; without a drift, what they get at first.

    Of those who are found, each tenth has an ektepakt changed, each tenth one deleted, each tenth one new; half of
    the slow are fast; some who had nothing have one; some who were broken have nothing.
    """
    member = describe(seed, digits)
    if drift is None or digits in {EXAMPLE_DIGITS, STAND_IN_DIGITS}:
        return member
    drawn = fraction("drift", seed, digits, drift)
    match member.kind:
        case MemberKind.EMPTY if drawn < _NEW_FOR_THE_EMPTY:
            return Member(kind=MemberKind.FOUND, antall=1)
        case MemberKind.FOUND:
            return _drifted(member, drawn)
        case MemberKind.SLOW if drawn < _FAST:
            return Member(kind=MemberKind.FOUND, antall=1 + int(drawn * 6))
        case MemberKind.BROKEN if drawn < _MENDED:
            return Member(kind=MemberKind.EMPTY)
        case _:
            return member


def _drifted(member: Member, drawn: float) -> Member:
    struck = int(drawn * 1_000) % member.antall
    if drawn < _CHANGED:
        return replace(member, changed=struck)
    if drawn < _DELETED:
        return replace(member, antall=member.antall - 1, deleted=struck, kind=_kind_of(member.antall - 1))
    if drawn < _NEW:
        return replace(member, antall=member.antall + 1)
    return member


def _kind_of(antall: int) -> MemberKind:
    return MemberKind.FOUND if antall else MemberKind.EMPTY
