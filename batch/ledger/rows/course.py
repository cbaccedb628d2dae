"""How the look-ups of a run went over time: counts in intervals, as a report draws them."""

from collections.abc import Iterable
from typing import NamedTuple

FIRST_SECONDS = 10
MOST_STRETCHES = 720  # more than a drawing has room for; when there are so many, intervals get twice as long


class Stretch(NamedTuple):
    """What happened in one interval; `begins` is in seconds since 1970 (UTC), and a multiple of `seconds`.

    `lookups` were settled by asking, `errors` of them without an answer; `attempts` ended in it. `paused_ms` is how
    long nothing was asked on purpose, and `least_limit` to `most_limit` how many might be in flight.
    """

    begins: int
    seconds: int
    lookups: int
    errors: int
    attempts: int
    least_limit: int
    most_limit: int
    paused_ms: int

    def plus(self, other: "Stretch") -> "Stretch":
        """Add what happened in another stretch, which begins in this one."""
        return Stretch(
            self.begins,
            self.seconds,
            self.lookups + other.lookups,
            self.errors + other.errors,
            self.attempts + other.attempts,
            min(self.least_limit, other.least_limit),
            max(self.most_limit, other.most_limit),
            self.paused_ms + other.paused_ms,
        )

    def within(self, seconds: int) -> "Stretch":
        """Return it as the interval of this length that it begins in."""
        return self._replace(begins=self.begins // seconds * seconds, seconds=seconds)


class NamedPause(NamedTuple):
    """A time in which nothing was asked on purpose, in seconds since 1970, and why: a state of the circuit."""

    begins: float
    ends: float
    why: str


def pause_facts(pauses: Iterable[NamedPause]) -> dict[str, str]:
    """Return what a ledger notes of pauses, each under when it began."""
    return {f"pause {each.begins:.3f}": f"{each.ends:.3f} {each.why}" for each in pauses}


def pause_of(key: str, value: str) -> NamedPause:
    ends, _, why = value.partition(" ")
    return NamedPause(float(key.removeprefix("pause ")), float(ends), why)


def joined(stretches: Iterable[Stretch], seconds: int) -> list[Stretch]:
    """Put stretches together in intervals of this length."""
    found: dict[int, Stretch] = {}
    for each in stretches:
        one = each.within(seconds)
        found[one.begins] = found[one.begins].plus(one) if one.begins in found else one
    return list(found.values())
