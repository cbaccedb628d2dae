"""Shows how far a run has come: a live bar on a terminal, otherwise a log line now and then."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from batch.lookup.progress.tally import Tally, Traffic
from batch.options.durations import duration_in_words

LOG_EVERY_SECONDS = 30.0  # a night of ten hours is 1,200 lines of log
_BAR_EVERY_SECONDS = 0.2  # simply chosen: looks live, and each line is drawn on the event loop of the look-ups

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def shown_progress(tally: Tally, *, console: Console, is_quiet: bool) -> AsyncIterator[None]:
    """Show the tally on the console's stream for as long as the context lasts."""
    if is_quiet:
        yield
        return
    show = _live_bar if console.is_terminal else _log_lines
    display = asyncio.create_task(show(tally, console), name="progress")
    try:
        yield
    finally:
        display.cancel()
        await asyncio.wait([display])


async def _live_bar(tally: Tally, console: Console) -> None:
    bar = Progress(
        MofNCompleteColumn(),
        TextColumn("{task.fields[status]}"),
        BarColumn(),
        console=console,
        auto_refresh=False,
        transient=True,
    )
    with bar:
        task = bar.add_task("look-ups", total=tally.total, completed=tally.done, status="")
        while True:
            traffic = tally.traffic()
            per_second, seconds_left = tally.pace(time.monotonic())
            status = (
                f"{per_second:.1f}/s  found {tally.found}  empty {tally.empty}  errors {tally.errors}  "
                f"in flight {traffic.in_flight} of {traffic.limit}{_pause(traffic)}{_left(tally, seconds_left)}"
            )
            bar.update(task, completed=tally.done, status=status, refresh=True)
            await asyncio.sleep(_BAR_EVERY_SECONDS)


async def _log_lines(tally: Tally, console: Console) -> None:  # noqa: ARG001 - the signature of both displays
    tally.pace(time.monotonic())
    while True:
        await asyncio.sleep(LOG_EVERY_SECONDS)
        (per_second, seconds_left), traffic = tally.pace(time.monotonic()), tally.traffic()
        _log.info(
            "progress",
            done=tally.done,
            total=tally.total,
            per_second=round(per_second, 1),
            seconds_left=None if seconds_left is None else round(seconds_left),
            difficult=tally.difficult.total,
            found=tally.found,
            empty=tally.empty,
            errors=tally.errors,
            in_flight=traffic.in_flight,
            limit=traffic.limit,
            quiet_seconds=round(max(0.0, traffic.quiet_until - time.monotonic()), 1),
        )


def _pause(traffic: Traffic) -> str:
    seconds = traffic.quiet_until - time.monotonic()
    return f"  paused {seconds:.0f} s" if seconds > 0 else ""


def _left(tally: Tally, seconds: float | None) -> str:
    """Say how long it takes yet, and how many of those left are difficult: they come last, and take their time."""
    if seconds is None:
        return ""
    difficult = f"{tally.difficult.total} difficult ones, " if tally.difficult.total else ""
    return f"  left: {difficult}about {duration_in_words(seconds)}"
