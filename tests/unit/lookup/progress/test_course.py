"""What a commit adds to the course of a run: what has happened since the one before."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from support import builders as make

from batch.ledger import NamedPause, Stretch
from batch.lookup.flight import Clocks
from batch.lookup.group_commit import CommitEntry
from batch.lookup.progress.course import Course, ended_pauses
from batch.lookup.progress.tally import Tally, Traffic
from batch.outcome import OutcomeKind, Pending

BEGINS = int(make.NOW.timestamp())


@dataclass(kw_only=True)
class Rig:
    """A tally and clocks that a test sets, and the course that is measured with them."""

    tally: Tally = field(default_factory=lambda: Tally(total=9, attempt_count=5, traffic=lambda: Traffic(limit=4)))
    seconds: float = 100.0

    def __post_init__(self) -> None:
        self.clocks = Clocks(
            now=lambda: make.NOW + timedelta(seconds=self.seconds - 100), monotonic=lambda: self.seconds
        )
        self.course = Course(self.tally, self.clocks)


@pytest.fixture
def rig() -> Rig:
    return Rig()


def _settled(kind: OutcomeKind, *, attempts: int = 1) -> CommitEntry:
    return make.lookup(), make.outcome(kind, attempts=attempts)


def test_it_counts_those_that_were_asked_and_those_that_got_no_answer(rig: Rig) -> None:
    entries = [_settled(OutcomeKind.FOUND), _settled(OutcomeKind.EMPTY), _settled(OutcomeKind.TIMEOUT, attempts=3)]
    stretch = rig.course.stretch([*entries, Pending(lookup=make.lookup(2), attempts=1)])
    assert (stretch.lookups, stretch.errors) == (3, 1)


def test_those_that_were_never_asked_are_no_part_of_it(rig: Rig) -> None:
    stretch = rig.course.stretch([_settled(OutcomeKind.SLOW_SKIPPED, attempts=0)])
    assert (stretch.lookups, stretch.errors) == (0, 0)


def test_attempts_are_those_since_the_commit_before_and_not_those_of_earlier_commands(rig: Rig) -> None:
    rig.tally.attempt_count += 3
    assert rig.course.stretch([]).attempts == 3
    rig.tally.attempt_count += 2
    assert rig.course.stretch([]).attempts == 2


def test_it_begins_when_it_is_committed_and_holds_the_limit_then(rig: Rig) -> None:
    rig.seconds += 7.9
    assert rig.course.stretch([]) == Stretch(BEGINS + 7, 1, 0, 0, 0, 4, 4, 0)


def test_a_pause_that_lasts_over_commits_is_counted_once(rig: Rig) -> None:
    rig.tally.pauses.note(is_paused=True, now=rig.seconds)
    rig.seconds += 2.5
    assert rig.course.stretch([]).paused_ms == 2500
    rig.seconds += 1
    rig.tally.pauses.note(is_paused=True, now=rig.seconds)
    rig.seconds += 1
    rig.tally.pauses.note(is_paused=False, now=rig.seconds)
    rig.seconds += 60
    assert rig.course.stretch([]).paused_ms == 2000
    assert rig.course.stretch([]).paused_ms == 0


def test_a_pause_before_it_is_none_of_its_own() -> None:
    tally = Tally(total=9)
    tally.pauses.note(is_paused=True, now=40.0)
    rig = Rig(tally=tally)
    rig.seconds += 1
    assert rig.course.stretch([]).paused_ms == 1000


def test_a_pause_is_named_with_its_times_and_its_cause(rig: Rig) -> None:
    pauses = rig.tally.pauses
    pauses.note(is_paused=True, now=rig.seconds, why="outage")
    pauses.note(is_paused=True, now=rig.seconds + 20, why="pause")
    pauses.note(is_paused=False, now=rig.seconds + 20.5)
    pauses.note(is_paused=True, now=rig.seconds + 30, why="pause")
    rig.seconds += 32
    assert ended_pauses(rig.tally, rig.clocks) == [
        NamedPause(BEGINS, BEGINS + 20, "outage"),
        NamedPause(BEGINS + 30, BEGINS + 32, "pause"),
    ], "half a second is no pause that anybody looks for"
