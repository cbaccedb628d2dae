"""Makes lawful synthetic identifiers (Tenor: month + 80) for benchmarks."""

import random
from collections.abc import Iterator
from itertools import islice

from batch.identity import judge_all
from batch.sandbox import MemberKind, Population


def tenor_identifiers(count: int, seed: int = 1) -> list[str]:
    """Return as many distinct ones, the same for the same seed; none ends in 0000, as rounded numbers do."""
    made: dict[str, None] = {}
    drawn = _tenor_identifiers(random.Random(seed))
    while len(made) < count:
        made[next(drawn)] = None
    return list(made)


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
        candidates = [f"{nine}{check_digits:02}" for check_digits in range(100)]
        verdicts = judge_all(candidates, accepts_2032=True)
        lawful = (each for each, verdict in zip(candidates, verdicts, strict=True) if verdict.reason is None)
        yield from islice((each for each in lawful if not each.endswith("0000")), 1)
