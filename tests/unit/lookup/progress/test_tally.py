"""Counts of a run while it goes on."""

from batch.lookup.progress.tally import Tally
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


def test_two_tallies_share_nothing() -> None:
    first, second = Tally.begin(COUNTS), Tally.begin(COUNTS)
    first.by_kind[OutcomeKind.FOUND] += 1
    assert second.found == 3
