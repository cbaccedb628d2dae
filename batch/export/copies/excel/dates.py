"""Converts the values of added columns to what an Excel cell holds: points of time to Norwegian local time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from batch.tables import Value

NORWAY = ZoneInfo("Europe/Oslo")

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's dates know no time zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_FIRST_DAY = datetime(1904, 1, 2)  # noqa: DTZ001 - before, the programs count differently
_DAY = timedelta(days=1)


def excel_value(value: Value, *, date_style: int | None, is_1904: bool) -> tuple[str | float | None, int | None]:
    """Return what the cell holds and its style; a point of time without a style is ISO 8601 text."""
    match value:
        case datetime():
            local = local_time(value)
            if date_style is None or local is None:
                return value.astimezone(NORWAY).isoformat(), None
            return (local - (_EPOCH_1904 if is_1904 else _EPOCH)) / _DAY, date_style
        case None | str() | int():
            return value, None
        case _:
            return str(value), None


def local_time(moment: datetime) -> datetime | None:
    """Return the local time to the second, None for one that Excel can't hold."""
    try:
        local = moment.astimezone(NORWAY).replace(tzinfo=None, microsecond=0)
    except OverflowError:  # the last hours of the year 9999 are no time in Norway
        return None
    return local if local >= _FIRST_DAY else None
