"""The watchdog: a run in which nothing moves is ended, whatever holds it up."""

import queue
import threading

import pytest

from batch.errors import HungError
from batch.jobs.run import watchdog as watching
from batch.jobs.run.watchdog import Stillness, Watchdog, try_to


def test_what_stays_the_same_is_still_from_when_it_was_first_seen() -> None:
    stillness = Stillness()
    assert [stillness.looks(seen, is_quiet=False) for seen in (1, 1, 1, 2, 2)] == [0, 1, 2, 0, 1]


def test_a_time_that_is_quiet_on_purpose_does_not_count() -> None:
    stillness = Stillness()
    assert [stillness.looks(1, is_quiet=is_quiet) for is_quiet in (False, False, True, False)] == [0, 1, 0, 1]


def test_it_ends_what_hangs() -> None:
    ended = threading.Event()
    with Watchdog(
        seconds=0.05, seen=lambda: 1, is_quiet=lambda: False, end=ended.set, give_up=lambda _hang: None
    ) as watchdog:
        assert ended.wait(30)
    assert watchdog.has_barked


def test_where_ending_does_not_help_it_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """An event loop that is blocked itself hears of no cancelling."""
    monkeypatch.setattr("batch.jobs.run.watchdog._END_WITHIN_SECONDS", 0.05)
    hangs: queue.Queue[HungError] = queue.Queue()
    with Watchdog(seconds=0.05, seen=lambda: 1, is_quiet=lambda: False, end=lambda: None, give_up=hangs.put):
        assert hangs.get(timeout=30).seconds == 0.05


def test_it_leaves_alone_what_moves() -> None:
    looks = 0
    has_looked_often = threading.Event()

    def seen() -> int:
        nonlocal looks
        looks += 1
        if looks > 40:
            has_looked_often.set()
        return looks

    def barked(*_of: object) -> None:
        pytest.fail("barked")

    with Watchdog(seconds=0.05, seen=seen, is_quiet=lambda: False, end=barked, give_up=barked) as watchdog:
        assert has_looked_often.wait(30)
    assert not watchdog.has_barked


def test_last_words_that_nobody_takes_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_SPEAK_WITHIN_SECONDS", 0.05)
    heard = threading.Event()
    try_to(lambda: heard.wait(30) and None)
    assert not heard.is_set()
    heard.set()
