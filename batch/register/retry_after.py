"""Reads a `Retry-After` header: how long the register asks to be left alone."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST_SECONDS = 366 * 24 * 3600.0
"""More than a year is no longer a wait; beyond some thousand years a date can't be computed."""


def read_retry_after(text: str | None, *, now: datetime) -> float | None:
    """Return the seconds, given as a number or as an HTTP date; None for no hint: 0, negative, past or garbage."""
    if text is None:
        return None
    seconds = _seconds(text.strip(), now)
    return min(seconds, _LONGEST_SECONDS) if seconds is not None and seconds > 0 else None


def _seconds(text: str, now: datetime) -> float | None:
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now.timestamp()
