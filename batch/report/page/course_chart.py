"""Lays out the course of a run: where its intervals, pauses and breaks lie, in percent of width and height.

Times in which no command ran are cut out, each shown as a narrow break. A command that was killed has noted no pause:
such a one lies before the end of the interval in which look-ups went on, to which the ledger has added it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from batch.ledger import NamedPause, Stretch, joined

MOST_COLUMNS = 120  # about eight pixels each at 1,000
_BREAK_PERCENT = 3.0
_BREAK_SECONDS = 60  # shorter ones are slow look-ups
_LEAST_PAUSE_SECONDS = 1.0
_STEPS = (10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 43_200, 86_400, 604_800)  # seconds, as clocks divide
_MINUTE = 60
_MOST_TICKS = 6  # of HH:MM:SS on a telephone
_LEAST_DISTANCE, _LEAST_WITH_SECONDS = 12.0, 17.0  # percent between two ticks: the width of a time on a telephone
FAR_LEFT = 8.0  # percent; a time so near the edge is written to the right of its tick


class Span(NamedTuple):
    """A time, in seconds since 1970."""

    begins: float
    ends: float

    @property
    def seconds(self) -> float:
        return self.ends - self.begins


class Column(NamedTuple):
    """An interval as drawn: its place across, and the heights of what happened in it, in percent of their panels."""

    stretch: Stretch
    left: float
    width: float
    answered: float
    failed: float
    least_limit: float
    most_limit: float


class Area(NamedTuple):
    """A pause or break as drawn."""

    span: Span
    left: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseChart:
    """All places in percent; the tops are what a panel's full height stands for, per second or in flight."""

    columns: tuple[Column, ...]
    pauses: tuple[Area, ...]
    breaks: tuple[Area, ...]
    ticks: tuple[tuple[float, float], ...]
    answered_top: float
    failed_top: float
    limit_top: int


def answered_per_second(stretch: Stretch) -> float:
    return (stretch.lookups - stretch.errors) / stretch.seconds


def failed_attempts(stretch: Stretch) -> int:
    """Return how many attempts got no answer; an attempt may end in the interval before its look-up is settled."""
    return max(stretch.errors, stretch.attempts - (stretch.lookups - stretch.errors))


def pauses_of(course: Sequence[Stretch], named: Iterable[NamedPause] = ()) -> list[NamedPause]:
    """Return all pauses in order: those that were noted, and where a command was killed those that the course tells."""
    found = list(named)
    for each in course:
        seconds, ends = each.paused_ms / 1000, each.begins + each.seconds
        if seconds < _LEAST_PAUSE_SECONDS:
            continue
        told = [pause for pause in found if pause.begins < ends and pause.ends > ends - seconds - each.seconds]
        if not told:
            found.append(NamedPause(ends - seconds, ends, ""))
        elif not told[-1].why:
            found[found.index(told[-1])] = told[-1]._replace(ends=ends)
    return sorted(found)


def breaks_of(course: Iterable[Stretch], pauses: Iterable[NamedPause]) -> list[Span]:
    """Return the times in which nothing happened and no pause was on: no command ran."""
    busy = sorted([Span(each.begins, each.begins + each.seconds) for each in course] + [_span(each) for each in pauses])
    found, until = [], busy[0].ends
    for each in busy:
        if each.begins - until >= _BREAK_SECONDS:
            found.append(Span(until, each.begins))
        until = max(until, each.ends)
    return found


def _span(pause: NamedPause) -> Span:
    return Span(pause.begins, pause.ends)


def nice_top(value: float) -> float:
    """Return the least of 0.1, 0.2, 0.5, 1, 2 ... that holds the value."""
    return next(
        step * ten for ten in (10.0**power for power in range(-1, 9)) for step in (1, 2, 5) if step * ten >= value
    )


def course_chart(course: Sequence[Stretch], pauses: Sequence[NamedPause] = ()) -> CourseChart:
    """Lay out at most so many columns; a longer course is put together in longer intervals."""
    scale = _Scale(course, pauses)
    shown = _shortened(course, scale)
    answered_top = nice_top(max(map(answered_per_second, shown)))
    failed_top = nice_top(max(failed_attempts(each) / each.seconds for each in shown))
    limit_top = max(each.most_limit for each in shown)
    return CourseChart(
        columns=tuple(_column(each, scale, answered_top, failed_top, limit_top) for each in shown),
        pauses=tuple(scale.area(_span(each)) for each in pauses),
        breaks=tuple(scale.area(each) for each in scale.breaks),
        ticks=tuple(_ticks(scale)),
        answered_top=answered_top,
        failed_top=failed_top,
        limit_top=limit_top,
    )


class _Scale:
    """Turns a time into a place across."""

    def __init__(self, course: Sequence[Stretch], pauses: Sequence[NamedPause]) -> None:
        self.breaks = breaks_of(course, pauses)
        begins = min([course[0].begins, *(each.begins for each in pauses)])
        last = max([course[-1].begins + course[-1].seconds, *(each.ends for each in pauses)])
        ends = [*(each.begins for each in self.breaks), last]
        self.pieces = [Span(*each) for each in zip([begins, *(each.ends for each in self.breaks)], ends, strict=True)]
        self.active_seconds = sum(each.seconds for each in self.pieces)
        self.per_second = (100 - _BREAK_PERCENT * len(self.breaks)) / self.active_seconds

    def place(self, moment: float) -> float:
        left = 0.0
        for piece in self.pieces:
            if moment <= piece.ends:
                return left + max(0.0, moment - piece.begins) * self.per_second
            left += piece.seconds * self.per_second + _BREAK_PERCENT
        return 100.0

    def area(self, span: Span) -> Area:
        left = self.place(span.begins)
        return Area(span, round(left, 2), round(self.place(span.ends) - left, 2))


def _shortened(course: Sequence[Stretch], scale: _Scale) -> list[Stretch]:
    factor = ceil(scale.active_seconds / course[0].seconds / MOST_COLUMNS)
    return joined(course, course[0].seconds * factor) if factor > 1 else list(course)


def _column(stretch: Stretch, scale: _Scale, answered_top: float, failed_top: float, limit_top: int) -> Column:
    return Column(
        stretch,
        round(scale.place(stretch.begins), 2),
        round(stretch.seconds * scale.per_second, 2),
        round(100 * answered_per_second(stretch) / answered_top, 2),
        round(100 * failed_attempts(stretch) / stretch.seconds / failed_top, 2),
        round(100 * stretch.least_limit / limit_top, 2),
        round(100 * stretch.most_limit / limit_top, 2),
    )


def _ticks(scale: _Scale) -> Iterator[tuple[float, float]]:
    """Yield place and time of the ticks: round times, and the beginning of each piece that none falls in."""
    step = next((each for each in _STEPS if scale.active_seconds / each <= _MOST_TICKS), _STEPS[-1])
    times = list(_tick_times(scale.pieces, step))
    distance = _LEAST_WITH_SECONDS if any(each % _MINUTE for each in times) else _LEAST_DISTANCE
    last = -distance
    for moment in times:
        place = scale.place(moment)
        if place - last >= distance and place <= 100 - FAR_LEFT:
            yield round(place, 2), moment
            last = place + (distance / 2 if place < FAR_LEFT else 0)


def _tick_times(pieces: Iterable[Span], step: int) -> Iterator[float]:
    for piece in pieces:
        first = ceil(piece.begins / step) * step
        yield from range(first, int(piece.ends) + 1, step) if first <= piece.ends else (piece.begins,)
