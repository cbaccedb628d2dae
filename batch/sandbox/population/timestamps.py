"""Timestamps as the register writes them: Norwegian offset, up to nine fractional digits."""

from datetime import UTC, datetime, timedelta, timezone

_NANOSECONDS = 1_000_000_000
_WINTER = timezone(timedelta(hours=1))
_SUMMER = timezone(timedelta(hours=2))
_MARCH, _OCTOBER = 3, 10


def timestamp_of(nanoseconds: int) -> str:
    """Write a moment, counted in nanoseconds from 1970 in UTC, with nine fractional digits."""
    seconds, fraction = divmod(nanoseconds, _NANOSECONDS)
    return norwegian(datetime.fromtimestamp(seconds, UTC), f".{fraction:09d}")


def norwegian(moment: datetime, fraction: str = "") -> str:
    """Write a moment of whole seconds in Norwegian time; `fraction` goes in as it is, with its point."""
    local = moment.astimezone(_SUMMER if _is_summer(moment) else _WINTER).isoformat()
    return f"{local[:19]}{fraction}{local[19:]}"


def _is_summer(moment: datetime) -> bool:
    """Tell summer time by the European rule: last Sunday of March to last Sunday of October, 01:00 UTC."""
    begins, ends = (_last_sunday(moment.year, month) for month in (_MARCH, _OCTOBER))
    return begins <= moment < ends


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)
