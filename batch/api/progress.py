"""Shows how far a look-up has come, in one line that is written over: on a terminal, and below a notebook's cell."""

import sys
import time
from contextlib import suppress

from batch.lookup.progress.tally import Tally
from batch.options.durations import duration_in_words

_EVERY_SECONDS = 0.5  # a notebook keeps what is written until it is written over
_CHARACTERS = 78  # so that no terminal breaks the line


class ProgressLine:
    """The line on standard error; it is drawn by the thread that called, whose cell or terminal it belongs to."""

    def __init__(self, *, is_wanted: bool) -> None:
        self.tally: Tally | None = None
        self._is_shown = is_wanted and _is_watched()
        self._drawn_at = float("-inf")

    def show(self) -> None:
        """Draw it, if it is time to."""
        now = time.monotonic()
        if self._is_shown and self.tally is not None and now - self._drawn_at >= _EVERY_SECONDS:
            self._drawn_at = now
            self._draw(self.tally, now)

    def end(self) -> None:
        """Draw it for the last time, and go on to the next line."""
        if self._is_shown and self.tally is not None:
            self._draw(self.tally, time.monotonic(), end="\n")

    def _draw(self, tally: Tally, now: float, *, end: str = "") -> None:
        with suppress(OSError, ValueError, AttributeError):  # the stream may be gone meanwhile
            sys.stderr.write(f"\r{progress_text(tally, now):<{_CHARACTERS}}{end}")
            sys.stderr.flush()


def _is_watched() -> bool:
    """Whether standard error is a terminal, or the stream of a notebook, which says of itself that it is none."""
    stream = sys.stderr
    return stream is not None and (stream.isatty() or type(stream).__module__.startswith("ipykernel"))


def progress_text(tally: Tally, now: float) -> str:
    """Say how many are done, how fast it goes, how long it takes yet, and how they ended. No identifier is in it."""
    per_second, seconds_left = tally.pace(now)
    share = tally.done / tally.total if tally.total else 1.0
    left = "" if seconds_left is None or tally.done == tally.total else f", {duration_in_words(seconds_left)} left"
    counts = f"found {tally.found:,}, empty {tally.empty:,}, errors {tally.errors:,}"
    return f"{tally.done:,} of {tally.total:,} ({share:.0%}), {per_second:.0f}/s{left} | {counts}"[:_CHARACTERS]
