"""Starts are spaced evenly, whatever the clock does meanwhile."""

from itertools import pairwise

import pytest

from batch.lookup.pacing import LeakyBucket


def starts(bucket: LeakyBucket, count: int, *, late_seconds: float = 0.0) -> list[float]:
    """Start as soon as may be, but so late each time."""
    now, found = 0.0, []
    for _ in range(count):
        now = bucket.opens_at(now) + late_seconds
        bucket.take(now)
        found.append(now)
    return found


def test_starts_are_one_spacing_apart() -> None:
    assert starts(LeakyBucket(4.0), 4) == [0.0, 0.25, 0.5, 0.75]


def test_without_a_rate_nothing_is_held_back() -> None:
    assert starts(LeakyBucket(None), 3) == [0.0, 0.0, 0.0]


def test_time_that_was_not_used_is_not_saved_up() -> None:
    bucket = LeakyBucket(4.0)
    bucket.take(0.0)
    bucket.take(100.0)
    assert bucket.opens_at(100.0) == 100.25


def test_a_timer_that_rings_late_does_not_lower_the_rate() -> None:
    assert starts(LeakyBucket(100.0), 1001, late_seconds=0.002)[-1] == pytest.approx(10.0, abs=0.01)


def test_a_start_that_is_much_too_late_puts_off_those_after_it() -> None:
    begun = starts(LeakyBucket(10.0), 10, late_seconds=0.08)
    gaps = [later - earlier for earlier, later in pairwise(begun)]
    assert min(gaps) >= 0.1
