"""Decides how long bars are: in percent of the longest, and none that counts something is invisible."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from batch.ledger import Stretch

_LEAST_PERCENT = 0.6  # two pixels of a bar's usual width
_EDGES = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000, 120_000, 300_000)  # milliseconds


class Extent(NamedTuple):
    """Where a bar begins and how wide it is, in percent."""

    left: float
    width: float


class Bucket(NamedTuple):
    """Durations from `least` to under `below` milliseconds; None is without end."""

    least: int
    below: int | None
    answered: int
    unanswered: int


def stacked(counts: Sequence[int], longest: int) -> list[Extent]:
    """Lay the bars of a row one behind the other, in percent of the longest row."""
    extents, left = [], 0.0
    for count in counts:
        width = max(_LEAST_PERCENT, 100 * count / longest) if count else 0.0
        extents.append(Extent(round(left, 2), round(min(width, 100 - left), 2)))
        left = min(100.0, left + width)
    return extents


def bucketed(durations: Iterable[tuple[int, bool, int]]) -> list[Bucket]:
    """Count durations in buckets that each are about twice as wide, from the first that holds any to the last."""
    counts: dict[int, list[int]] = {}
    for milliseconds, is_answered, count in durations:
        place = sum(milliseconds >= edge for edge in _EDGES)
        counts.setdefault(place, [0, 0])[not is_answered] += count
    edges = (0, *_EDGES, None)
    return [
        Bucket(edges[place] or 0, edges[place + 1], *counts.get(place, (0, 0)))
        for place in (range(min(counts), max(counts) + 1) if counts else ())
    ]


def percentiles(durations: Iterable[tuple[int, bool, int]], percents: Sequence[int]) -> list[int]:
    """Return the milliseconds within which so many percent were done, each by the nearest rank."""
    by_length = sorted((milliseconds, count) for milliseconds, _, count in durations)
    total = sum(count for _, count in by_length)
    found = []
    for percent in percents:
        rank, passed = max(1, -(-total * percent // 100)), 0
        for milliseconds, count in by_length:
            passed += count
            if passed >= rank:
                found.append(milliseconds)
                break
    return found


def active_seconds(course: Iterable[Stretch]) -> int:
    return sum(each.seconds for each in course)
