"""Lists of synthetic identifiers, picked by what the sandbox answers about them."""

from itertools import islice
from pathlib import Path

from support.made_identifiers import TENOR, complete, made_identifiers

from batch.sandbox import MemberKind, describe

SEED = 1
_ANSWERED = (MemberKind.FOUND, MemberKind.EMPTY)


def some_identifiers(count: int, *kinds: MemberKind) -> list[str]:
    """Pick so many of these kinds; by default of those that are answered at once."""
    wanted = kinds or _ANSWERED
    found: list[str] = []
    for digits in made_identifiers(seed=11, series=TENOR):
        if describe(SEED, digits).kind in wanted and not digits.endswith("0000"):
            found.append(digits)
        if len(found) == count:
            return found
    raise AssertionError("unreachable: there is no end of identifiers")


def born_in_1860(count: int) -> list[str]:
    """Pick so many that production may be asked about: lawful, and of nobody alive."""
    made = (complete(f"010160{number}") for number in range(500, 750))
    return list(islice((each for each in made if each and describe(SEED, each).kind in _ANSWERED), count))


def write_list(path: Path, identifiers: list[str]) -> Path:
    path.write_text("\n".join(["fnr", *identifiers]) + "\n", encoding="utf-8")
    return path
