"""The watchdog: a run in which nothing moves is ended, whatever holds it up."""

import threading

import pytest

from batch.jobs.run.watchdog import Stillness, Watchdog


def test_what_stays_the_same_is_still_from_when_it_was_first_seen() -> None:
    stillness = Stillness(0.0)
    assert stillness.seconds(1, is_quiet=False, now=5.0) == 0.0
    assert stillness.seconds(1, is_quiet=False, now=9.0) == 4.0
    assert stillness.seconds(2, is_quiet=False, now=10.0) == 0.0
    assert stillness.seconds(2, is_quiet=False, now=12.5) == 2.5


def test_a_time_that_is_quiet_on_purpose_does_not_count() -> None:
    stillness = Stillness(0.0)
    stillness.seconds(1, is_quiet=False, now=0.0)
    assert stillness.seconds(1, is_quiet=True, now=100.0) == 0.0
    assert stillness.seconds(1, is_quiet=False, now=103.0) == 3.0


def test_it_ends_what_hangs() -> None:
    ended = threading.Event()
    with Watchdog(seconds=0.05, seen=lambda: 1, is_quiet=lambda: False, end=ended.set) as watchdog:
        assert ended.wait(30)
    assert watchdog.has_barked


def test_where_ending_does_not_help_it_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """An event loop that is blocked itself hears of no cancelling."""
    monkeypatch.setattr("batch.jobs.run.watchdog._END_WITHIN_SECONDS", 0.05)
    given_up = threading.Event()
    with Watchdog(
        seconds=0.05, seen=lambda: 1, is_quiet=lambda: False, end=lambda: None, give_up=given_up.set
    ) as watchdog:
        assert given_up.wait(30)
    assert watchdog.has_barked


def test_it_leaves_alone_what_moves() -> None:
    looks = 0
    has_looked_often = threading.Event()

    def seen() -> int:
        nonlocal looks
        looks += 1
        if looks > 40:
            has_looked_often.set()
        return looks

    with Watchdog(seconds=0.05, seen=seen, is_quiet=lambda: False, end=lambda: pytest.fail("barked")) as watchdog:
        assert has_looked_often.wait(30)
    assert not watchdog.has_barked
