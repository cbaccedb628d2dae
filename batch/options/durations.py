"""Durations as people write them in settings, and as they are shown."""

import re
from datetime import timedelta

_SECONDS = {"w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1}
_DURATION = re.compile("(?:[0-9]{1,4}w ?)?(?:[0-9]{1,4}d ?)?(?:[0-9]{1,4}h ?)?(?:[0-9]{1,6}m ?)?(?:[0-9]{1,6}s ?)?")
_PART = re.compile("([0-9]+)([wdhms])")
_WORDS = {
    "w": ("w", "wk", "week", "weeks", "u", "uke", "uker"),
    "d": ("d", "day", "days", "dag", "dager", "døgn"),
    "h": ("h", "hr", "hrs", "hour", "hours", "t", "time", "timer"),
    "m": ("m", "min", "mins", "minute", "minutes", "minutt", "minutter"),
    "s": ("s", "sec", "secs", "second", "seconds", "sek", "sekund", "sekunder"),
}
_IN_WORDS = re.compile(
    f"([0-9]{{1,4}}(?:[.,][0-9]+)?) ?({'|'.join(word for words in _WORDS.values() for word in words)})"
)


def read_duration(written: object) -> object:
    """Return the timedelta that a text such as 90s, 4h, 1h30m, 7d or 2w stands for; return anything else unchanged."""
    if not isinstance(written, str):
        return written
    text = written.strip().lower()
    found = timedelta(seconds=sum(int(count) * _SECONDS[unit] for count, unit in _PART.findall(text)))
    if not _DURATION.fullmatch(f"{text} ") or not found:
        meant = _meant(text)
        raise ValueError(
            "write a duration such as 90s, 30m, 4h, 7d or 2w" + (f"; did you mean {meant}?" if meant else "")
        )
    return found


def _meant(text: str) -> str | None:
    """Return what a count with a unit in words seems to mean, in English or Norwegian: 4h for 4 hours, or 4 timer."""
    found = _IN_WORDS.fullmatch(text)
    if found is None or not float(found[1].replace(",", ".")):
        return None
    unit = next(letter for letter, words in _WORDS.items() if found[2] in words)
    return show_duration(timedelta(seconds=float(found[1].replace(",", ".")) * _SECONDS[unit]))


def show_duration(duration: timedelta) -> str:
    """Write a duration as `read_duration` takes it, in days and less: 1d12h."""
    left, parts = round(duration.total_seconds()), []
    for unit in "dhms":
        count, left = divmod(left, _SECONDS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def duration_in_words(seconds: float) -> str:
    """Show a duration in the two largest units that matter, in hours and less: 27 h 46 min."""
    whole = round(seconds)
    if whole < _SECONDS["m"]:
        return f"{max(1, whole)} s" if seconds else "0 s"
    minutes, left = divmod(whole, _SECONDS["m"])
    if whole < _SECONDS["h"]:
        return f"{minutes} min {left} s"
    return f"{minutes // 60} h {minutes % 60} min"
