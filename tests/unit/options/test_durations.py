"""Durations as people write them."""

from datetime import timedelta

import pytest

from batch.options.durations import duration_in_words, read_duration, show_duration


@pytest.mark.parametrize(
    ("written", "seconds", "shown"),
    [
        ("90s", 90, "1m30s"),
        ("30m", 1800, "30m"),
        ("4h", 14_400, "4h"),
        ("1h30m", 5400, "1h30m"),
        ("1d 12h", 129_600, "1d12h"),
        (" 7D ", 604_800, "7d"),
        ("10d", 864_000, "10d"),
        ("2w", 1_209_600, "14d"),
    ],
)
def test_a_duration_is_read_and_shown(written: str, seconds: int, shown: str) -> None:
    found = read_duration(written)
    assert found == timedelta(seconds=seconds)
    assert show_duration(timedelta(seconds=seconds)) == shown
    assert read_duration(shown) == found


@pytest.mark.parametrize("written", ["", "5", "h", "0h", "1.5h", "-1h", "1 hour", "1h-30m", "99999w", "30m1h", "1h1h"])
def test_what_is_no_duration_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="write a duration such as"):
        read_duration(written)


def test_what_is_no_text_stays_as_it_is() -> None:
    assert read_duration(None) is None
    assert read_duration(timedelta(days=1)) == timedelta(days=1)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0 s"), (0.2, "1 s"), (59.4, "59 s"), (61, "1 min 1 s"), (3661, "1 h 1 min"), (100_000, "27 h 46 min")],
)
def test_a_duration_is_told_in_its_largest_units(seconds: float, shown: str) -> None:
    assert duration_in_words(seconds) == shown
