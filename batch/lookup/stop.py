"""A requested stop (finish what is in flight, begin nothing more), and when `--stop-at` or `--stop-after` makes it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta

import structlog

_log = structlog.get_logger(__name__)


class Stop:
    """Requested once, by a signal or a deadline, from the event loop's own thread."""

    def __init__(self) -> None:
        self._requested = asyncio.Event()

    @property
    def is_requested(self) -> bool:
        return self._requested.is_set()

    def request(self) -> None:
        self._requested.set()

    async def wait(self) -> None:
        """Wait until a stop is requested."""
        await self._requested.wait()


def stop_moment(*, stop_at: time | None, stop_after: timedelta | None, begun: datetime) -> datetime | None:
    """Return when a command that began then has to stop: the earlier of the two settings, None without either."""
    moments = []
    if stop_at is not None:
        moments.append(next_time(stop_at, begun))
    if stop_after is not None:
        moments.append(begun + stop_after)
    return min(moments, default=None)


def next_time(wanted: time, now: datetime) -> datetime:
    """Return the next moment after `now` at which it is that time of day where this machine is.

    Where the clock is put forward over that time, it is the moment of the change; where it is put back, and shows that
    time twice, it is the first that is still ahead.
    """
    today = now.astimezone().date()
    days = (today, today + timedelta(days=1))
    moments = (_moment(datetime.combine(day, wanted), fold) for day in days for fold in (0, 1))
    return next((each for each in moments if each > now), now + timedelta(days=1))


def _moment(shown: datetime, fold: int) -> datetime:
    """Return when this machine's clock shows that, for the first or second time, or passes over it."""
    moment = shown.replace(fold=fold).astimezone()
    if moment.replace(tzinfo=None) == shown:
        return moment
    # In a gap, one fold counts by the offset before the change, and the other by the one after: it lies between.
    before, after = sorted(shown.replace(fold=each).astimezone(UTC) for each in (0, 1))
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        before, after = (middle, after) if middle.astimezone().replace(tzinfo=None) < shown else (before, middle)
    return after.replace(microsecond=0).astimezone()


@contextmanager
def requested_at(moment: datetime | None, stop: Stop) -> Iterator[None]:
    """Request the stop at a deadline by the wall clock, unless the context ends before; None is no deadline."""
    if moment is None:
        yield
        return
    seconds = max(0.0, (moment - datetime.now(UTC)).total_seconds())
    timer = asyncio.get_running_loop().call_later(seconds, _request_for_time, stop)
    try:
        yield
    finally:
        timer.cancel()


def _request_for_time(stop: Stop) -> None:
    _log.warning("stopping after what is in flight: the time given by --stop-at or --stop-after is over")
    stop.request()
