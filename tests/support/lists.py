"""Lists of synthetic identifiers, picked by what the sandbox answers about them."""

from pathlib import Path

from support.made_identifiers import TENOR, made_identifiers

from batch.sandbox import MemberKind, describe

SEED = 1


def some_identifiers(count: int, *kinds: MemberKind) -> list[str]:
    """Pick so many of these kinds; by default of those that are answered at once."""
    wanted = kinds or (MemberKind.FOUND, MemberKind.EMPTY)
    found: list[str] = []
    for digits in made_identifiers(seed=11, series=TENOR):
        if describe(SEED, digits).kind in wanted and not digits.endswith("0000"):
            found.append(digits)
        if len(found) == count:
            return found
    raise AssertionError("unreachable: there is no end of identifiers")


def write_list(path: Path, identifiers: list[str]) -> Path:
    path.write_text("\n".join(["fnr", *identifiers]) + "\n", encoding="utf-8")
    return path
