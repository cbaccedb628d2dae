"""Seeded random draws: the same words give the same draw in every process and on every machine."""

from hashlib import blake2b
from random import Random

_EIGHT_BYTES = 1 << 64


def fraction(*words: object) -> float:
    """Draw a number of [0, 1) from the words alone."""
    text = "|".join(map(str, words))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) / _EIGHT_BYTES


def stream(*words: object) -> Random:
    """Give an endless row of draws from the words alone."""
    return Random("|".join(map(str, words)))  # noqa: S311 - made-up people, not secrets
