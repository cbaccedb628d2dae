"""Measures what happened between two commits, for the course of the run that the ledger keeps."""

from collections.abc import Sequence

from batch.ledger import NamedPause, Stretch
from batch.lookup.flight import Clocks
from batch.lookup.group_commit import CommitEntry
from batch.lookup.progress.tally import Tally
from batch.outcome import Pending


class Course:
    """Takes the differences of a tally from commit to commit."""

    def __init__(self, tally: Tally, clocks: Clocks) -> None:
        self._tally = tally
        self._clocks = clocks
        self._attempts = tally.attempt_count
        self._paused_seconds = tally.pauses.seconds(clocks.monotonic())

    def stretch(self, entries: Sequence[CommitEntry]) -> Stretch:
        """Return what happened since the last one, with the entries that are committed with it."""
        tally, paused = self._tally, self._tally.pauses.seconds(self._clocks.monotonic())
        attempts, limit = tally.attempt_count, tally.traffic().limit
        asked = [each[1].kind for each in entries if not isinstance(each, Pending) and each[1].attempts]
        stretch = Stretch(
            begins=int(self._clocks.now().timestamp()),
            seconds=1,
            lookups=len(asked),
            errors=sum(not kind.is_answer for kind in asked),
            attempts=attempts - self._attempts,
            least_limit=limit,
            most_limit=limit,
            paused_ms=round((paused - self._paused_seconds) * 1000),
        )
        self._attempts, self._paused_seconds = attempts, paused
        return stretch


def ended_pauses(tally: Tally, clocks: Clocks) -> list[NamedPause]:
    """End the pause that is on, if any, and return all by the wall clock."""
    now = clocks.monotonic()
    tally.pauses.note(is_paused=False, now=now)
    ahead = clocks.now().timestamp() - now
    return [NamedPause(begins + ahead, begins + lasted + ahead, why) for begins, lasted, why in tally.pauses.named]
