"""Shows how far a command has come: a live bar on a terminal, otherwise a line now and then."""

import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog

from batch.cli.output import takes
from batch.cli.speech.bar import Glimpse, bar_lines
from batch.cli.speech.screen import Screen
from batch.lookup.progress.tally import Tally
from batch.lookup.progress.time_left import Throughput
from batch.options.durations import duration_in_words
from batch.steps import Steps

LOG_EVERY_SECONDS = 30.0  # a night of ten hours is 1,200 lines of log
_BAR_EVERY_SECONDS = 0.2  # simply chosen: looks live
_ENDS_WITHIN_SECONDS = 1.0  # a terminal that takes nothing (Ctrl-S) holds nobody up for longer

_log = structlog.get_logger(__name__)
_Look = Callable[[float], Glimpse]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Shows look-ups by their tally, and other phases by their steps; nothing at all where nobody wants to see it.

    It is drawn by a thread of its own, so that a terminal that is slow keeps no look-up waiting.
    """

    screen: Screen
    is_quiet: bool = False
    logs_json: bool = False

    @asynccontextmanager
    async def of_lookups(self, tally: Tally) -> AsyncIterator[None]:
        """Show the tally for as long as the context lasts."""
        with self._shown(lambda now: _of_tally(tally, now)):
            yield

    @contextmanager
    def of_steps(self) -> Iterator[Steps]:
        """Show the steps that somebody counts."""
        seen = _SeenSteps()
        with self._shown(seen.look):
            yield seen.steps

    @contextmanager
    def _shown(self, look: _Look) -> Iterator[None]:
        if self.is_quiet:
            yield
            return
        over = threading.Event()
        show = self._draw if self.screen.is_live and not self.logs_json else self._log
        thread = threading.Thread(target=show, args=(look, over), name="progress", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(_ENDS_WITHIN_SECONDS)
            self.screen.show(())

    def _draw(self, look: _Look, over: threading.Event) -> None:
        has_lines = takes(self.screen.stream, "━─")
        while not over.wait(_BAR_EVERY_SECONDS):
            columns, lines = self.screen.size
            bar = bar_lines(look(time.monotonic()), columns, has_lines=has_lines, has_colour=self.screen.has_colour)
            if not over.is_set():
                self.screen.show(bar[: max(1, lines - 1)])

    @staticmethod
    def _log(look: _Look, over: threading.Event) -> None:
        look(time.monotonic())
        while not over.wait(LOG_EVERY_SECONDS):
            glimpse = look(time.monotonic())
            _log.info("progress", said=_said(glimpse), **glimpse.facts())


@dataclass(slots=True)
class _SeenSteps:
    """Steps, and how many there were of late."""

    steps: Steps = field(default_factory=Steps)
    _what: str = ""
    _throughput: Throughput = field(default_factory=Throughput)

    def look(self, now: float) -> Glimpse:
        what, done, total = self.steps.what, self.steps.done, self.steps.total
        is_about = self.steps.is_about
        if is_about and total is not None and done >= total:
            total = None
        if what != self._what:
            self._what, self._throughput = what, Throughput()
        per_second = self._throughput.sample(now, done)
        left = _seconds_left(None if total is None else total - done, per_second)
        return Glimpse(what=what, done=done, total=total, is_about=is_about, per_second=per_second, seconds_left=left)


def _seconds_left(to_go: int | None, per_second: float) -> float | None:
    if to_go is not None and to_go <= 0:
        return 0.0
    return None if to_go is None or not per_second else to_go / per_second


def _of_tally(tally: Tally, now: float) -> Glimpse:
    per_second, seconds_left = tally.pace(now)
    traffic = tally.traffic()
    quiet = max(0.0, traffic.quiet_until - now)
    counts = {"found": tally.found, "empty": tally.empty, "errors": tally.errors}
    more = {"in_flight": traffic.in_flight, "limit": traffic.limit, "difficult": tally.difficult.total}
    return Glimpse(
        what="look-ups",
        done=tally.done,
        total=tally.total,
        per_second=per_second,
        seconds_left=seconds_left,
        counts=counts,
        remarks=_remarks(quiet, **more),
        more={**more, "quiet_seconds": round(quiet, 1)},
    )


def _remarks(quiet: float, *, in_flight: int, limit: int, difficult: int) -> Sequence[str]:
    """Say what else is to be known, the most urgent first; difficult ones come last, and take their time."""
    return [
        *([f"paused {quiet:.0f} s"] if quiet else []),
        f"in flight {in_flight} of {limit}",
        *([f"difficult {difficult:,}"] if difficult else []),
    ]


def _said(glimpse: Glimpse) -> str:
    total = glimpse.total
    of = "" if total is None else f" of {'about ' if glimpse.is_about else ''}{total:,} ({glimpse.percent} %)"
    left = "" if glimpse.seconds_left is None else f", about {duration_in_words(glimpse.seconds_left)} left"
    counts: list[Any] = [*(f"{name} {count:,}" for name, count in glimpse.counts.items()), *glimpse.remarks]
    return f"{glimpse.what}: {glimpse.done:,}{of}, {glimpse.per_second:.1f}/s{left}" + (
        f"; {', '.join(counts)}" if counts else ""
    )
