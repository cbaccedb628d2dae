"""Times of day as people write them in settings."""

import re
from datetime import time

_WRITTEN = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?")
_MEANT = re.compile(r"(?:kl\.? ?)?([0-9]{1,2}?)(?:[:. h]?([0-9]{2}))?(?::[0-9]{2})? ?(h|am|pm|a\.m\.|p\.m\.)?")
_HOURS = 24


def read_time_of_day(written: object) -> object:
    """Return the time that HH:MM or HH:MM:SS stands for; return anything but a text unchanged.

    Raises ValueError for any other text, with the time it seems to mean: a guess could stop a run in its first minute.
    """
    if not isinstance(written, str):
        return written
    text = written.strip()
    if found := _WRITTEN.fullmatch(text):
        return time.fromisoformat(found[0])
    raise ValueError(f"write {_meant(text.lower()) or 'a time of day such as 06:00, as the clock of this machine is'}")


def _meant(text: str) -> str | None:
    found = _MEANT.fullmatch(text)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").replace(".", "")
    if half in {"am", "pm"}:
        if not 1 <= hour <= _HOURS // 2:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return f"{time(0 if (hour, minute) == (_HOURS, 0) else hour, minute):%H:%M}"
    except ValueError:
        return None
