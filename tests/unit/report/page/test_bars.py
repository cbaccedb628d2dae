"""How long bars are, and in which bucket a duration falls."""

import pytest

from batch.report.page.bars import Bucket, bucketed, percentiles, stacked


def test_the_longest_bar_is_as_long_as_it_can_be() -> None:
    assert stacked([50], 50) == [(0, 100)]
    assert stacked([25], 50) == [(0, 50)]


def test_one_of_a_million_is_seen_and_none_is_not() -> None:
    assert stacked([1], 1_000_000) == [(0, 0.6)]
    assert stacked([0], 1_000_000) == [(0, 0)]


def test_bars_of_a_row_lie_behind_one_another_and_never_beyond_the_end() -> None:
    assert stacked([30, 10], 40) == [(0, 75), (75, 25)]
    assert stacked([999_999, 1], 1_000_000) == [(0, 100), (100, 0)] or stacked([999_999, 1], 1_000_000)[1].width > 0


def test_durations_are_counted_between_edges_from_the_first_to_the_last() -> None:
    assert bucketed([(10, True, 3), (19, True, 1), (20, True, 1), (120, False, 2)]) == [
        Bucket(10, 20, 4, 0),
        Bucket(20, 50, 1, 0),
        Bucket(50, 100, 0, 0),
        Bucket(100, 200, 0, 2),
    ]


def test_the_shortest_and_the_longest_have_a_bucket() -> None:
    assert bucketed([(0, True, 1)]) == [Bucket(0, 10, 1, 0)]
    assert bucketed([(900_000, False, 1)]) == [Bucket(300_000, None, 0, 1)]
    assert bucketed([]) == []


@pytest.mark.parametrize(("percent", "milliseconds"), [(50, 50), (90, 90), (99, 99), (100, 100)])
def test_a_percentile_is_the_nearest_rank(percent: int, milliseconds: int) -> None:
    assert percentiles([(each, True, 1) for each in range(1, 101)], [percent]) == [milliseconds]


def test_of_one_duration_every_percentile_is_that_one() -> None:
    assert percentiles([(7, True, 1)], [50, 99, 100]) == [7, 7, 7]
