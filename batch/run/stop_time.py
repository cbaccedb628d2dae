"""When a run has to stop by the clock."""

from datetime import datetime, time, timedelta

from batch.config import RunOptions


def stop_moment(options: RunOptions, begun: datetime) -> datetime | None:
    """Return the earlier of what `--stop-at` and `--stop-after` say of a command begun then; None for neither."""
    moments = []
    if options.stop_at is not None:
        moments.append(next_time(options.stop_at, begun))
    if options.stop_after is not None:
        moments.append(begun + options.stop_after)
    return min(moments, default=None)


def next_time(wanted: time, now: datetime) -> datetime:
    """Return the next moment after `now` at which this machine's own clock shows that time of day."""
    local = now.astimezone()
    moment = datetime.combine(local.date(), wanted).astimezone()
    return moment if moment > now else datetime.combine(local.date() + timedelta(days=1), wanted).astimezone()
