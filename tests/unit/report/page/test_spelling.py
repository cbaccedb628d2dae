"""Counts, shares, durations and times as people write them."""

from datetime import UTC, datetime

import pytest

from batch.options.export_options import Words
from batch.report.page.spelling import Spelling

NB, EN = Spelling(Words.NB), Spelling(Words.EN)
WINTER = datetime(2026, 1, 31, 23, 30, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "nb", "en"), [(0, "0 rader", "0 rows"), (1, "1 rad", "1 row"), (12_345, "12 345 rader", "12,345 rows")]
)
def test_a_count_has_its_noun(count: int, nb: str, en: str) -> None:
    assert NB.counted(count, "row").replace("\u00a0", " ") == nb
    assert EN.counted(count, "row").replace("\u00a0", " ") == en


@pytest.mark.parametrize(
    ("count", "of", "nb", "en"),
    [
        (1, 2, "50\u00a0%", "50%"),
        (1, 40, "2,5\u00a0%", "2.5%"),
        (1, 1_000_000, "0,1\u00a0%", "0.1%"),
        (999_999, 1_000_000, "99,9\u00a0%", "99.9%"),
        (5, 5, "100\u00a0%", "100%"),
        (0, 5, "0\u00a0%", "0%"),
        (0, 0, "0\u00a0%", "0%"),
    ],
)
def test_a_few_are_not_none_and_almost_all_are_not_all(count: int, of: int, nb: str, en: str) -> None:
    assert (NB.share(count, of), EN.share(count, of)) == (nb, en)


@pytest.mark.parametrize(
    ("seconds", "nb"),
    [
        (0, "0 s"),
        (0.25, "0,2 s"),
        (12.4, "12 s"),
        (60, "1 min"),
        (61.6, "1 min 2 s"),
        (3600, "1 t"),
        (9000, "2 t 30 min"),
    ],
)
def test_a_duration_has_two_units_at_most(seconds: float, nb: str) -> None:
    assert NB.duration(seconds).replace("\u00a0", " ") == nb
    assert EN.duration(seconds).replace("\u00a0", " ") == nb.replace(",", ".").replace(" t", " h")


def test_times_are_norwegian_in_winter_and_in_summer() -> None:
    assert NB.moment(WINTER) == "1.2.2026 00.30.05"
    assert EN.moment(WINTER) == "1 Feb 2026 00:30:05"
    assert NB.moment(WINTER.replace(month=7)) == "1.8.2026 01.30.05"


def test_a_span_says_its_day_once() -> None:
    at = WINTER.timestamp()
    assert NB.span(at, at + 60) == "1.2.2026 00.30.05–00.31.05"
    assert NB.span(at - 3600, at) == "31.1.2026 23.30.05–1.2.2026 00.30.05"
