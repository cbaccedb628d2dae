"""Tenor numbers by what the sandbox's population has for them."""

from collections.abc import Callable
from itertools import islice

from support.made_identifiers import made_identifiers

from batch.sandbox import Member, MemberKind, MemberOddity, describe


def numbers_of(kind: MemberKind, limit: int, *, seed: int = 1) -> list[str]:
    """Give the first so many Tenor numbers that are of this kind under the seed; always the same."""
    return _numbers(lambda member: member.kind is kind, limit, seed)


def odd_numbers(oddity: MemberOddity, limit: int, *, seed: int = 1) -> list[str]:
    """Give the first so many of whom the register tells in this unexpected way."""
    return _numbers(lambda member: member.oddity is oddity, limit, seed)


def _numbers(wanted: Callable[[Member], bool], limit: int, seed: int) -> list[str]:
    return list(islice((digits for digits in made_identifiers() if wanted(describe(seed, digits))), limit))
