"""Counts of a run while it goes on."""

from batch.lookup.progress.tally import Pauses, Tally
from batch.outcome import OutcomeKind

COUNTS = {
    OutcomeKind.FOUND: 3,
    OutcomeKind.EMPTY: 5,
    OutcomeKind.INVALID_ID: 2,
    OutcomeKind.WRONG_ENVIRONMENT: 1,
    OutcomeKind.NOT_RUN: 7,
}


def test_what_is_pending_counts_for_the_total_and_not_as_done() -> None:
    tally = Tally.begin(COUNTS)
    assert (tally.total, tally.done, tally.found, tally.empty, tally.errors) == (18, 11, 3, 5, 3)


def test_a_settled_identifier_moves_from_pending_to_done() -> None:
    tally = Tally.begin(COUNTS)
    tally.by_kind[OutcomeKind.SLOW_SKIPPED] += 1
    tally.by_kind[OutcomeKind.FOUND] += 1
    assert (tally.total, tally.done, tally.found, tally.errors) == (18, 13, 4, 4)


def test_a_run_of_nothing_has_nothing_to_do() -> None:
    tally = Tally.begin({})
    assert (tally.total, tally.done, tally.errors, tally.traffic().in_flight) == (0, 0, 0, 0)


def test_outcomes_are_told_with_who_has_none() -> None:
    tally = Tally.begin(COUNTS)
    tally.by_kind[OutcomeKind.FOUND] += 1
    assert tally.outcomes() == COUNTS | {OutcomeKind.FOUND: 4, OutcomeKind.NOT_RUN: 6}


def test_pauses_are_counted_when_they_lasted_and_are_over() -> None:
    pauses = Pauses()
    for now, is_paused in ((0.0, True), (0.5, False), (1.0, True), (3.0, False), (4.0, True)):
        pauses.note(is_paused=is_paused, now=now)
    assert (pauses.count, pauses.seconds(10.0)) == (1, 8.5)


def test_two_tallies_share_nothing() -> None:
    first, second = Tally.begin(COUNTS), Tally.begin(COUNTS)
    first.by_kind[OutcomeKind.FOUND] += 1
    assert second.found == 3
