"""The register's timestamps, against the system's own knowledge of Norwegian time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from batch.sandbox.population.timestamps import norwegian, timestamp_of

OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.parametrize("year", range(1996, 2038))
def test_summer_time_begins_and_ends_as_in_oslo(year: int) -> None:
    for hours in range(0, 366 * 24, 7):
        moment = datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
        assert norwegian(moment) == moment.astimezone(OSLO).isoformat()


@pytest.mark.parametrize(("month", "day"), [(3, 29), (10, 25)])
def test_the_turn_is_at_one_in_the_night_utc(month: int, day: int) -> None:
    turn = datetime(2026, month, day, 1, tzinfo=UTC)
    for moment in (turn - timedelta(seconds=1), turn):
        assert norwegian(moment) == moment.astimezone(OSLO).isoformat()


def test_nine_digits_of_a_second_are_kept() -> None:
    assert timestamp_of(1_693_924_795_373_958_263) == "2023-09-05T16:39:55.373958263+02:00"
    assert timestamp_of(1_700_000_000_000_000_001) == "2023-11-14T23:13:20.000000001+01:00"
