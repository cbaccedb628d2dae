"""What the attempts for a pending lookup have come to outlives the program that made them."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from support import builders as make

from batch.ledger import Ledger
from batch.outcome import Lane, OutcomeKind, Pending

FIRST, SECOND, THIRD, _ = make.TENOR


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.sqlite3"
    with Ledger(path) as ledger:
        ledger.add_rows(1, [make.ledger_row(row, each) for row, each in enumerate((FIRST, SECOND, THIRD), 2)])
        ledger.finish_intake(make.NOW)
    return path


def in_lane(path: Path, lane: Lane) -> dict[int, Pending]:
    with Ledger(path) as ledger:
        found = ledger.pending(after=0, limit=10, lane=lane)
    return {each.lookup.lookup_id: each for each in found}


def note(path: Path, lookup_id: int, **changes: object) -> Pending:
    """Note something of a lookup, and return what was noted."""
    with Ledger(path) as ledger:
        every = [each for lane in Lane for each in ledger.pending(after=0, limit=10, lane=lane)]
        (pending,) = [replace(each, **changes) for each in every if each.lookup.lookup_id == lookup_id]  # type: ignore[arg-type]
        ledger.record((), attempted=[pending])
    return pending


def test_a_lookup_that_was_never_tried_has_no_attempts(path: Path) -> None:
    assert [(each.attempts, each.charged, each.is_suspect) for each in in_lane(path, Lane.MAIN).values()] == [
        (0, 0, False)
    ] * 3


def test_what_was_noted_is_there_for_the_next_command(path: Path) -> None:
    noted = note(path, 2, attempts=3, charged=2, first_attempt_at=make.NOW, is_suspect=True)
    assert in_lane(path, Lane.MAIN)[2] == noted


def test_what_was_put_last_is_in_its_own_lane_only(path: Path) -> None:
    noted = note(path, 2, attempts=1, first_attempt_at=make.NOW, lane=Lane.SLOW, is_suspect=True)
    assert sorted(in_lane(path, Lane.MAIN)) == [1, 3]
    assert in_lane(path, Lane.SLOW) == {2: noted}


def test_the_newest_note_counts(path: Path) -> None:
    note(path, 1, attempts=1, charged=1, first_attempt_at=make.NOW)
    newest = note(path, 1, attempts=2, charged=2, lane=Lane.SLOW)
    assert in_lane(path, Lane.SLOW) == {1: newest}


@pytest.mark.parametrize("lane", Lane)
def test_what_has_its_outcome_is_in_no_lane_whatever_was_noted_of_it(path: Path, lane: Lane) -> None:
    note(path, 2, attempts=3, charged=3, first_attempt_at=make.NOW, lane=lane)
    with Ledger(path) as ledger:
        make.settle(ledger, [make.outcome(OutcomeKind.SERVER_ERROR, lookup_id=2, attempts=4)])
    assert 2 not in in_lane(path, Lane.MAIN) | in_lane(path, lane)


def test_a_page_of_what_was_put_last_begins_after_the_last_one_read(path: Path) -> None:
    for lookup_id in (1, 2, 3):
        note(path, lookup_id, attempts=1, lane=Lane.SLOW)
    with Ledger(path) as ledger:
        page = ledger.pending(after=1, limit=1, lane=Lane.SLOW)
    assert [each.lookup.lookup_id for each in page] == [2]


def test_each_lane_is_read_by_itself(path: Path) -> None:
    noted = {lane: note(path, number, attempts=1, lane=lane) for number, lane in enumerate(Lane, 1)}
    assert {lane: list(in_lane(path, lane).values()) for lane in Lane} == {lane: [noted[lane]] for lane in Lane}


def test_a_retry_that_was_stopped_leaves_suspects_with_all_their_attempts_and_forgets_the_others(path: Path) -> None:
    """Who is pending when `retry` comes again had failed before the first `retry` already."""
    note(path, 1, attempts=2, charged=2, first_attempt_at=make.NOW, lane=Lane.SLOW, is_suspect=True)
    note(path, 2, attempts=1, first_attempt_at=make.NOW)
    with Ledger(path) as ledger:
        make.settle(ledger, [make.outcome(OutcomeKind.TIMEOUT, lookup_id=3, attempts=4)])
        assert ledger.reopen([OutcomeKind.TIMEOUT]) == 1
    pending = in_lane(path, Lane.MAIN)
    assert {number: each.is_suspect for number, each in pending.items()} == {1: True, 2: False, 3: True}
    assert {(each.attempts, each.charged, each.first_attempt_at) for each in pending.values()} == {(0, 0, None)}
