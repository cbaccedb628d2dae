"""Makes lawful identifiers in memory, by the arithmetic of contract/identifiers.md and not by the product's code."""

import random
from collections.abc import Iterator

_K1 = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_K2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
TENOR, NHN, DOLLY, REAL = 80, 65, 40, 0


def complete(nine_digits: str) -> str | None:
    """Add both check digits of 1964; None where there are none."""
    digits = [int(digit) for digit in nine_digits]
    for weights in (_K1, _K2):
        check = -sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 11
        if check == 10:
            return None
        digits.append(check)
    return "".join(map(str, digits))


def made_identifiers(seed: int = 1, *, series: int = TENOR, day_from: int = 1, day_to: int = 28) -> Iterator[str]:
    """Yield lawful fødselsnummer without end; days 1 to 9 begin with 0, days 41 to 68 make them d-nummer."""
    dice = random.Random(seed)
    while True:
        day, month = dice.randint(day_from, day_to), dice.randint(1, 12) + series
        made = complete(f"{day:02}{month:02}{dice.randint(0, 99):02}{dice.randint(0, 999):03}")
        if made is not None and not made.endswith("0000"):
            yield made
