"""Makes lawful synthetic identifiers (Tenor: month + 80) for benchmarks."""

import random
from collections.abc import Iterator
from itertools import islice

from batch.errors import IdentityError
from batch.identity import Identity
from batch.sandbox import MemberKind, Population


def tenor_identifiers(count: int, seed: int = 1) -> list[str]:
    """Return as many distinct ones, the same for the same seed; none ends in 0000, as rounded numbers do."""
    return list(dict.fromkeys(islice(_tenor_identifiers(random.Random(seed)), 2 * count)))[:count]


def answered_identifiers(count: int) -> list[str]:
    """Return as many of those that a calm sandbox answers at once."""
    found = (digits for digits in tenor_identifiers(2 * count) if not _is_slow(digits))
    return list(islice(found, count))


def slow_identifiers(count: int) -> list[str]:
    """Return as many of those that a sandbox keeps waiting for minutes."""
    found = (digits for digits in tenor_identifiers(200 * count) if _is_slow(digits))
    return list(islice(found, count))


def _is_slow(digits: str) -> bool:
    return Population(seed=1, calm=True).describe(digits).kind is MemberKind.SLOW


def _tenor_identifiers(dice: random.Random) -> Iterator[str]:
    while True:
        nine = f"{dice.randint(1, 28):02}{dice.randint(81, 92)}{dice.randint(0, 99):02}{dice.randint(0, 999):03}"
        for check_digits in range(100):
            candidate = f"{nine}{check_digits:02}"
            if _is_lawful(candidate) and not candidate.endswith("0000"):
                yield candidate
                break


def _is_lawful(text: str) -> bool:
    try:
        Identity.parse(text, accepts_2032=True)
    except IdentityError:
        return False
    return True
