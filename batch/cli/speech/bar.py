"""Lays out how far a command has come in the columns that a terminal has: what matters most is kept longest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from batch.options.durations import duration_in_words

_LEAST_BAR, _LONGEST_BAR = 8, 40
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_GREEN, _PLAIN = "\x1b[32m", "\x1b[0m"


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """How far something has come at a moment; `total` and `seconds_left` are None while nobody can tell."""

    what: str
    done: int
    total: int | None
    per_second: float
    seconds_left: float | None
    is_about: bool = False  #: the total is an estimate
    counts: Mapping[str, int] = field(default_factory=dict)
    remarks: Sequence[str] = ()
    more: Mapping[str, Any] = field(default_factory=dict)  #: what only a log is told

    @property
    def percent(self) -> int:
        """Rounded down: 100 is all of it."""
        return 100 if not self.total else min(100, self.done * 100 // self.total)

    def facts(self) -> dict[str, Any]:
        left = self.seconds_left
        return {
            "phase": self.what,
            "done": self.done,
            "total": self.total,
            "per_second": round(self.per_second, 1),
            "seconds_left": None if left is None else round(left),
            **self.counts,
            **self.more,
        }


def bar_lines(glimpse: Glimpse, columns: int, *, has_lines: bool = True, has_colour: bool = False) -> list[str]:
    """Return one line or two; none reaches the last column, where a terminal would begin a new one."""
    room = max(1, columns - 1)
    first = next((line for line in _first_lines(glimpse) if len(line) <= room), f"{glimpse.done}"[:room])
    first = _with_bar(first, glimpse, room, has_lines=has_lines, has_colour=has_colour)
    second = _counts(glimpse, room)
    return [first, second] if second else [first]


def _first_lines(glimpse: Glimpse) -> Iterable[str]:
    """Yield the first line from its widest form to its narrowest."""
    done, total, rate = glimpse.done, glimpse.total, glimpse.per_second
    left = glimpse.seconds_left
    if total is None:
        yield f"{glimpse.what}  {done:,}  {rate:,.1f}/s" if done else glimpse.what
        yield f"{glimpse.what} {done}" if done else glimpse.what
        return
    about = "~" if glimpse.is_about else ""
    words = "? left" if left is None else f"{duration_in_words(left)} left"
    brief = "? left" if left is None else f"{_brief(left)} left"
    yield f"{glimpse.what}  {done:,}/{about}{total:,}  {glimpse.percent} %  {_BAR_GOES_HERE}{rate:,.1f}/s  {words}"
    yield f"{glimpse.what}  {done:,}/{about}{total:,}  {glimpse.percent} %  {rate:,.1f}/s  {words}"
    yield f"{done:,}/{about}{total:,} {glimpse.percent} % {rate:.0f}/s {brief}"
    yield f"{done}/{about}{total} {glimpse.percent}% {rate:.0f}/s {brief}"
    yield f"{done}/{about}{total} {glimpse.percent}% {brief}"
    yield f"{done}/{about}{total} {glimpse.percent}%"
    yield f"{glimpse.percent}%"


_BAR_GOES_HERE = "\0" * (_LEAST_BAR + 2)  # as wide as the shortest bar and the blanks behind it


def _with_bar(line: str, glimpse: Glimpse, room: int, *, has_lines: bool, has_colour: bool) -> str:
    """Put the bar where there is room for one."""
    if _BAR_GOES_HERE not in line:
        return line
    length = min(_LONGEST_BAR, _LEAST_BAR + room - len(line))
    filled = length * glimpse.percent // 100
    full, empty = "━─" if has_lines else "#-"
    done = f"{_GREEN}{full * filled}{_PLAIN}" if has_colour and filled else full * filled
    return line.replace(_BAR_GOES_HERE, f"{done}{empty * (length - filled)}  ")


def _counts(glimpse: Glimpse, room: int) -> str:
    """Say the counts in one line, with as many of the remarks as there is room for."""
    wide = [f"{name} {count:,}" for name, count in glimpse.counts.items()]
    narrow = [f"{name} {count}" for name, count in glimpse.counts.items()]
    if len("  ".join(wide)) <= room:
        parts, between = [*wide, *glimpse.remarks], "  "
    else:
        parts, between = [*narrow, *glimpse.remarks], " "
    while parts and len(between.join(parts)) > room:
        parts.pop()
    return between.join(parts)


def _brief(seconds: float) -> str:
    """Show a duration in at most six characters."""
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole}s"
    if whole < _HOUR:
        return f"{whole // _MINUTE}m"
    if whole < _DAY:
        return f"{whole // _HOUR}h{whole % _HOUR // _MINUTE:02}"
    return f"{whole // _DAY}d{whole % _DAY // _HOUR}h"
