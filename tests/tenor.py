"""Tenor numbers by what the sandbox's population has for them."""

from itertools import islice

from made_identifiers import made_identifiers

from batch.sandbox import MemberKind, describe


def numbers_of(kind: MemberKind, limit: int, *, seed: int = 1) -> list[str]:
    """Give the first so many Tenor numbers that are of this kind under the seed; always the same."""
    return list(islice((digits for digits in made_identifiers() if describe(seed, digits).kind is kind), limit))
