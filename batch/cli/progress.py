"""Shows how far a run has come: a live bar on a terminal, otherwise a log line now and then."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from batch.lookup.tally import Tally, Traffic

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
    throughput = _Throughput(tally)
    bar = Progress(
        MofNCompleteColumn(),
        TextColumn("{task.fields[status]}"),
        TextColumn("left"),
        TimeRemainingColumn(compact=True),
        BarColumn(),
        console=console,
        auto_refresh=False,
        transient=True,
    )
    with bar:
        task = bar.add_task("look-ups", total=tally.total, completed=tally.done, status="")
        while True:
            traffic = tally.traffic()
            status = (
                f"{throughput.per_second():.1f}/s  found {tally.found}  empty {tally.empty}  errors {tally.errors}  "
                f"in flight {traffic.in_flight} of {traffic.limit}{_pause(traffic)}"
            )
            bar.update(task, completed=tally.done, status=status, refresh=True)
            await asyncio.sleep(_BAR_EVERY_SECONDS)


async def _log_lines(tally: Tally, console: Console) -> None:  # noqa: ARG001 - the signature of both displays
    throughput = _Throughput(tally)
    while True:
        await asyncio.sleep(LOG_EVERY_SECONDS)
        per_second, traffic = throughput.per_second(), tally.traffic()
        _log.info(
            "progress",
            done=tally.done,
            total=tally.total,
            per_second=round(per_second, 1),
            seconds_left=round((tally.total - tally.done) / per_second) if per_second else None,
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


class _Throughput:
    """Identifiers settled per second since the display began; what was settled before does not count."""

    def __init__(self, tally: Tally, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._tally = tally
        self._monotonic = monotonic
        self._done_before = tally.done
        self._began = monotonic()

    def per_second(self) -> float:
        seconds = self._monotonic() - self._began
        return (self._tally.done - self._done_before) / seconds if seconds else 0.0
