"""When a run has to stop by the clock."""

from datetime import UTC, datetime, time, timedelta

import pytest

from batch.lookup.stop import next_time, stop_moment

BEGUN = datetime(2026, 3, 1, 22, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _norwegian_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    import time as clock  # noqa: PLC0415 - the name is taken by the time of day

    monkeypatch.setenv("TZ", "Europe/Oslo")
    clock.tzset()


def test_neither_is_no_moment() -> None:
    assert stop_moment(stop_at=None, stop_after=None, begun=BEGUN) is None


def test_after_counts_from_the_beginning() -> None:
    assert stop_moment(stop_at=None, stop_after=timedelta(hours=4), begun=BEGUN) == BEGUN + timedelta(hours=4)


def test_the_earlier_of_both_holds() -> None:
    moment = stop_moment(stop_after=timedelta(hours=4), stop_at=time(6), begun=BEGUN)
    assert moment == BEGUN + timedelta(hours=4)
    moment = stop_moment(stop_after=timedelta(hours=12), stop_at=time(6), begun=BEGUN)
    assert moment == datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wanted", "moment"),
    [
        (time(23, 30), datetime(2026, 3, 1, 22, 30, tzinfo=UTC)),  # later today
        (time(23, 15), datetime(2026, 3, 2, 22, 15, tzinfo=UTC)),  # now is not later
        (time(6), datetime(2026, 3, 2, 5, 0, tzinfo=UTC)),  # tomorrow
    ],
)
def test_a_time_of_day_is_the_next_one_of_this_machines_clock(wanted: time, moment: datetime) -> None:
    assert next_time(wanted, BEGUN) == moment


def test_the_night_in_which_the_clock_is_put_forward_is_shorter() -> None:
    begun = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)
    assert next_time(time(6), begun) == datetime(2026, 3, 29, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wanted", "begun", "moment"),
    [
        (time(2, 30), datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (time(2), datetime(2027, 3, 27, 22, 0, tzinfo=UTC), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (time(2, 59, 59), datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (time(3), datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (time(2, 30), datetime(2027, 3, 28, 1, 0, tzinfo=UTC), datetime(2027, 3, 29, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_time_that_the_clock_passes_over_is_the_moment_of_the_change(
    wanted: time, begun: datetime, moment: datetime
) -> None:
    assert next_time(wanted, begun) == moment


@pytest.mark.parametrize(
    ("begun", "moment"),
    [
        (datetime(2027, 10, 30, 22, 0, tzinfo=UTC), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
        (datetime(2027, 10, 31, 0, 45, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), datetime(2027, 11, 1, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_time_that_the_clock_shows_twice_is_the_first_still_ahead(begun: datetime, moment: datetime) -> None:
    assert next_time(time(2, 30), begun) == moment


def test_a_gap_at_midnight_and_one_of_half_an_hour_end_in_the_moment_of_the_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import time as clock  # noqa: PLC0415 - the name is taken by the time of day

    for zone, wanted, begun, moment in (
        ("Africa/Cairo", time(0, 15), datetime(2026, 4, 23, 20, 0, tzinfo=UTC), datetime(2026, 4, 23, 22, tzinfo=UTC)),
        (
            "Australia/Lord_Howe",
            time(2, 10),
            datetime(2026, 10, 3, 12, 0, tzinfo=UTC),
            datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
        ),
    ):
        monkeypatch.setenv("TZ", zone)
        clock.tzset()
        assert next_time(wanted, begun) == moment, zone
