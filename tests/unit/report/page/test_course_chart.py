"""Where intervals, pauses and breaks of a course lie."""

from itertools import pairwise

import pytest
from support.stories import BEGINS, stretch

from batch.ledger import NamedPause
from batch.report.page.course_chart import (
    MOST_COLUMNS,
    Span,
    breaks_of,
    course_chart,
    failed_attempts,
    nice_top,
    pauses_of,
)


def test_intervals_that_follow_one_another_fill_the_width() -> None:
    chart = course_chart([stretch(0), stretch(10), stretch(20), stretch(30)])
    assert [(each.left, each.width) for each in chart.columns] == [(0, 25), (25, 25), (50, 25), (75, 25)]
    assert (chart.pauses, chart.breaks) == ((), ())


def test_heights_are_per_second_of_a_round_top() -> None:
    [full, half] = course_chart([stretch(0, lookups=200, attempts=200), stretch(10, lookups=50, attempts=50)]).columns
    assert (full.answered, half.answered) == (100, 25)


def test_a_failed_attempt_is_one_that_ended_without_an_answer() -> None:
    assert failed_attempts(stretch(lookups=10, errors=3, attempts=15)) == 8
    assert failed_attempts(stretch(lookups=10, errors=3, attempts=2)) == 3, "the attempts ended in the interval before"


def test_a_pause_that_was_not_noted_lies_before_the_end_of_the_interval_that_it_was_counted_in() -> None:
    course = [stretch(0), stretch(60, paused_ms=41_000), stretch(70)]
    [pause] = pauses_of(course)
    assert pause == NamedPause(BEGINS + 29, BEGINS + 70, "")
    [area] = course_chart(course, [pause]).pauses
    assert (area.left, area.width) == (36.25, 51.25)


def test_a_pause_that_was_noted_is_told_once() -> None:
    noted = NamedPause(BEGINS + 21, BEGINS + 61.5, "outage")
    assert pauses_of([stretch(0), stretch(60, paused_ms=40_500), stretch(70)], [noted]) == [noted]


def test_pauses_that_were_not_noted_and_follow_one_another_are_one() -> None:
    course = [stretch(0, paused_ms=4000), stretch(10, paused_ms=10_000), stretch(40, paused_ms=3000)]
    assert pauses_of(course) == [NamedPause(BEGINS + 6, BEGINS + 20, ""), NamedPause(BEGINS + 47, BEGINS + 50, "")]


def test_a_pause_of_less_than_a_second_is_none() -> None:
    assert pauses_of([stretch(paused_ms=999)]) == []


def test_time_in_which_no_command_ran_is_a_break_and_a_pause_is_none() -> None:
    pause = NamedPause(BEGINS + 10, BEGINS + 400, "outage")
    assert breaks_of([stretch(0), stretch(500)], []) == [Span(BEGINS + 10, BEGINS + 500)]
    assert breaks_of([stretch(0), stretch(500)], [pause]) == [Span(BEGINS + 400, BEGINS + 500)]
    assert breaks_of([stretch(0), stretch(40)], []) == [], "slow look-ups"


def test_a_pause_that_ended_the_last_command_is_drawn_whole() -> None:
    pause = NamedPause(BEGINS + 10, BEGINS + 40, "outage")
    [area] = course_chart([stretch(0)], [pause]).pauses
    assert (area.left, area.width) == (25, 75)


def test_a_break_is_cut_out_whatever_its_length() -> None:
    chart = course_chart([stretch(0), stretch(90_000)])
    assert [each.left for each in chart.columns] == [0, 51.5]
    assert [(each.left, each.width) for each in chart.breaks] == [(48.5, 3)]


def test_a_long_course_is_put_together_and_loses_nothing() -> None:
    course = [stretch(10 * number) for number in range(719)]
    chart = course_chart(course)
    assert 100 <= len(chart.columns) <= MOST_COLUMNS + 1
    assert sum(each.stretch.lookups for each in chart.columns) == 71_900
    assert chart.columns[-1].left + chart.columns[-1].width <= 100.5


@pytest.mark.parametrize("length", [1, 2, 30, 719])
def test_ticks_do_not_touch(length: int) -> None:
    places = [place for place, _ in course_chart([stretch(10 * number) for number in range(length)]).ticks]
    assert len(places) <= 7
    assert all(after - before >= 12 for before, after in pairwise(places))


@pytest.mark.parametrize(
    ("value", "top"), [(0, 0.1), (0.15, 0.2), (0.7, 1), (1, 1), (1.1, 2), (34, 50), (51, 100), (120, 200), (999, 1000)]
)
def test_a_top_is_round(value: float, top: float) -> None:
    assert nice_top(value) == pytest.approx(top)


def test_the_limit_is_drawn_from_its_least_to_its_most() -> None:
    [column] = course_chart([stretch(least_limit=4, most_limit=16)]).columns
    assert (column.least_limit, column.most_limit) == (25, 100)
