"""Writes counts, shares, durations and times as people do in each language; times are Norwegian local time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from batch.options.export_options import Words
from batch.tables.words import Said

_OSLO = ZoneInfo("Europe/Oslo")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NO_BREAK = "\u00a0"
_MINUTE, _HOUR, _SECOND_MS = 60, 3600, 1000
_TWO_DIGITS, _ALMOST_ALL = 10, 99
_NOUNS = {
    "row": (Said("rad", "row"), Said("rader", "rows")),
    "cell": (Said("celle", "cell"), Said("celler", "cells")),
    "file": (Said("fil", "file"), Said("filer", "files")),
    "person": (Said("person", "person"), Said("personer", "persons")),
    "value": (Said("verdi", "value"), Said("verdier", "values")),
    "ektepakt": (Said("ektepakt", "ektepakt"), Said("ektepakter", "ektepakter")),
    "pause": (Said("pause", "pause"), Said("pauser", "pauses")),
    "attempt": (Said("forsøk", "attempt"), Said("forsøk", "attempts")),
    "change": (Said("endring", "change"), Said("endringer", "changes")),
    "day": (Said("dag", "day"), Said("dager", "days")),
}


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one language writes them."""

    words: Words

    @property
    def is_nb(self) -> bool:
        return self.words is Words.NB

    def count(self, count: int) -> str:
        return f"{count:,}".replace(",", _NO_BREAK) if self.is_nb else f"{count:,}"

    def counted(self, count: int, noun: str) -> str:
        """Write a count with its noun: `1 rad`, `5 000 rader`."""
        return f"{self.count(count)}{_NO_BREAK}{_NOUNS[noun][count != 1].by(self.words)}"

    def decimal(self, value: float) -> str:
        """Write a figure with one decimal where it has less than two digits, and where that says something."""
        text = f"{value:.1f}".removesuffix(".0") if value < _TWO_DIGITS else self.count(round(value))
        return text.replace(".", ",") if self.is_nb else text

    def share(self, count: int, of: int) -> str:
        """Write a percentage; a few of many are not 0 %, and all but a few not 100 %."""
        percent = 100 * count / of if of else 0.0
        if 0 < count < of:
            percent = min(max(percent, 0.1), 99.9)
        has_decimal = percent < _TWO_DIGITS or percent > _ALMOST_ALL
        text = f"{percent:.{int(has_decimal)}f}".removesuffix(".0")
        return f"{text.replace('.', ',')}{_NO_BREAK}%" if self.is_nb else f"{text}%"

    def duration(self, seconds: float) -> str:
        """Write a duration in the two largest units that matter."""
        hour = "t" if self.is_nb else "h"
        whole = round(seconds)
        if whole < _MINUTE:
            return f"{self.decimal(seconds)}{_NO_BREAK}s"
        if whole < _HOUR:
            minutes, left = divmod(whole, _MINUTE)
            return f"{minutes}{_NO_BREAK}min" + (f" {left}{_NO_BREAK}s" if left else "")
        hours, left = divmod(whole // _MINUTE, 60)
        return f"{self.count(hours)}{_NO_BREAK}{hour}" + (f" {left}{_NO_BREAK}min" if left else "")

    def milliseconds(self, milliseconds: int) -> str:
        return f"{milliseconds}{_NO_BREAK}ms" if milliseconds < _SECOND_MS else self.duration(milliseconds / _SECOND_MS)

    def day(self, day: date) -> str:
        if self.is_nb:
            return f"{day.day}.{day.month}.{day.year}"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def clock(self, seconds: float, *, has_seconds: bool = True) -> str:
        """Write the time of day of a moment in seconds since 1970."""
        at = datetime.fromtimestamp(seconds, UTC).astimezone(_OSLO)
        mark = "." if self.is_nb else ":"
        return f"{at:%H}{mark}{at:%M}" + (f"{mark}{at:%S}" if has_seconds else "")

    def moment(self, at: datetime) -> str:
        local = at.astimezone(_OSLO)
        return f"{self.day(local.date())} {self.clock(at.timestamp())}"

    def span(self, begins: float, ends: float) -> str:
        """Write from when until when; the day is said once if it is the same."""
        first, last = (datetime.fromtimestamp(each, UTC) for each in (begins, ends))
        is_same_day = first.astimezone(_OSLO).date() == last.astimezone(_OSLO).date()
        return f"{self.moment(first)}–{self.clock(ends) if is_same_day else self.moment(last)}"
