"""Times of day as people write them."""

from datetime import time

import pytest

from batch.options.times_of_day import read_time_of_day


@pytest.mark.parametrize(
    ("written", "read"),
    [("06:00", time(6)), (" 23:59 ", time(23, 59)), ("00:00", time(0)), ("05:30:15", time(5, 30, 15))],
)
def test_a_time_of_day_is_read(written: str, read: time) -> None:
    assert read_time_of_day(written) == read


def test_what_is_no_text_stays_as_it_is() -> None:
    assert read_time_of_day(time(6)) == time(6)
    assert read_time_of_day(None) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("6am", "06:00"),
        ("6 AM", "06:00"),
        ("6 p.m.", "18:00"),
        ("12am", "00:00"),
        ("12pm", "12:00"),
        ("6:30pm", "18:30"),
        ("6", "06:00"),
        ("6:00", "06:00"),
        ("06.30", "06:30"),
        ("0630", "06:30"),
        ("630", "06:30"),
        ("kl. 6", "06:00"),
        ("kl 06.30", "06:30"),
        ("6h30", "06:30"),
        ("24:00", "00:00"),
    ],
)
def test_another_way_of_writing_is_refused_with_the_time_it_means(written: str, meant: str) -> None:
    with pytest.raises(ValueError, match=rf"^write {meant}$"):
        read_time_of_day(written)


@pytest.mark.parametrize("written", ["", "soon", "25:00", "6:75", "13pm", "0am", "06:00Z", "06:00+01:00", "21600"])
def test_what_is_no_time_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(ValueError, match=r"^write a time of day such as 06:00"):
        read_time_of_day(written)
