"""Two runs compared: who changed, who did not, and of whom nothing can be told."""

from collections.abc import Iterator
from typing import Any

import pytest
from support import builders as make
from support.made_identifiers import complete

from batch.export.comparison import Comparison
from batch.ledger import ComparedRow
from batch.oppslag.decoding import decode_oppslag
from batch.oppslag.ektepakt import Oppslag
from batch.oppslag.gist import gist_of
from batch.outcome import OutcomeKind
from batch.tables.changes import ChangeKind

ANNA, BENT = "01810100188", "02810100111"
FOUND, EMPTY, REJECTED, TIMEOUT, NOT_RUN = (
    OutcomeKind.FOUND,
    OutcomeKind.EMPTY,
    OutcomeKind.REJECTED,
    OutcomeKind.TIMEOUT,
    OutcomeKind.NOT_RUN,
)


class FakeRun:
    """One side that tells what it is given: for each identifier the numbers of its ektepakter, or another outcome."""

    def __init__(
        self, run_id: str, told: dict[str, Any], *, is_cut: bool = False, taken_over: tuple[str, ...] = ()
    ) -> None:
        self.run_id, self.is_cut = run_id, is_cut
        self.decoded = 0
        self._told, self._taken_over = told, taken_over

    def rows(self, *, first: str = "") -> Iterator[ComparedRow]:
        for number, fnr in enumerate(sorted(self._told), 1):
            if fnr >= first:
                kind, gist = self._kind(fnr), gist_of(self._oppslag(fnr))
                yield ComparedRow(
                    fnr, number, kind, fnr in self._taken_over, (gist.antall_ektepakt, gist.compared), None
                )

    def oppslag(self, row: ComparedRow) -> Oppslag:
        self.decoded += 1
        return self._oppslag(row.fnr)

    def _kind(self, fnr: str) -> OutcomeKind:
        told = self._told[fnr]
        return told if isinstance(told, OutcomeKind) else FOUND if told else EMPTY

    def _oppslag(self, fnr: str) -> Oppslag:
        told = self._told[fnr]
        numbers = () if isinstance(told, OutcomeKind) else told
        return decode_oppslag(make.oppslag_with(*(make.ektepakt(ektepaktnummer=each) for each in numbers))).oppslag


def compared(old: FakeRun, new: FakeRun) -> tuple[list[tuple[Any, ...]], tuple[int, int, int]]:
    comparison = Comparison(old, new)
    rows = [tuple(each)[:6] for each in comparison.changes()]
    return rows, (comparison.changed_count, comparison.unchanged_count, comparison.unknown_count)


def between(old: dict[str, Any], new: dict[str, Any], **of_new: Any) -> Any:
    return compared(FakeRun("old", old), FakeRun("new", new, **of_new))


def test_the_runs_are_named_in_each_row() -> None:
    [row] = Comparison(FakeRun("a", {}), FakeRun("b", {ANNA: [1]})).changes()
    assert (row.old_run, row.new_run) == ("a", "b")


def test_ektepakter_and_outcomes_that_came_and_went() -> None:
    rows, counts = between({ANNA: [1, 2], BENT: [3]}, {ANNA: [2, 4], BENT: []})
    assert rows == [
        (ANNA, 1, ChangeKind.GONE, None, None, None),
        (ANNA, 4, ChangeKind.NEW, None, None, None),
        (BENT, None, ChangeKind.OUTCOME, "outcome", "found", "empty"),
        (BENT, 3, ChangeKind.GONE, None, None, None),
    ]
    assert counts == (2, 0, 0)


def test_who_is_in_one_list_alone_is_told_once() -> None:
    rows, counts = between({ANNA: [1]}, {BENT: TIMEOUT})
    assert [row[:3] for row in rows] == [
        (ANNA, None, ChangeKind.ONLY_IN_OLD),
        (BENT, None, ChangeKind.ONLY_IN_NEW),
    ]
    assert counts == (2, 0, 0)


@pytest.mark.parametrize("is_cut_on_side", ["old", "new"])
def test_who_is_missing_in_a_run_that_was_cut_is_unknown(is_cut_on_side: str) -> None:
    old = FakeRun("old", {ANNA: [1]}, is_cut=is_cut_on_side == "old")
    new = FakeRun("new", {BENT: [1]}, is_cut=is_cut_on_side == "new")
    rows, counts = compared(old, new)
    assert (len(rows), counts[2]) == (1, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [([1], TIMEOUT), (TIMEOUT, [1]), ([1], NOT_RUN), (TIMEOUT, TIMEOUT), ([], OutcomeKind.SLOW_SKIPPED)],
)
def test_a_failure_on_either_side_is_no_change(old: Any, new: Any) -> None:
    assert between({ANNA: old}, {ANNA: new}) == ([], (0, 0, 1))


def test_an_answer_that_the_new_run_took_over_is_no_change_whatever_it_says() -> None:
    for taken_over in ([1], []):
        assert between({ANNA: [1]}, {ANNA: taken_over}, taken_over=(ANNA,)) == ([], (0, 0, 1))


def test_an_answer_that_the_old_run_took_over_is_what_was_known_then() -> None:
    rows, counts = compared(FakeRun("old", {ANNA: [1]}, taken_over=(ANNA,)), FakeRun("new", {ANNA: [1, 2]}))
    assert ([row[:3] for row in rows], counts) == ([(ANNA, 2, ChangeKind.NEW)], (1, 0, 0))


def test_a_final_outcome_is_told_and_its_ektepakter_are_not_gone() -> None:
    rows, _ = between({ANNA: [1]}, {ANNA: REJECTED})
    assert rows == [(ANNA, None, ChangeKind.OUTCOME, "outcome", "found", "rejected")]


def test_equal_answers_are_not_decoded() -> None:
    old, new = FakeRun("old", {ANNA: [1], BENT: []}), FakeRun("new", {ANNA: [1], BENT: []})
    assert compared(old, new) == ([], (0, 2, 0))
    assert (old.decoded, new.decoded) == (0, 0)


def test_answers_that_differ_in_order_alone_are_unchanged() -> None:
    assert between({ANNA: [1, 2]}, {ANNA: [2, 1]}) == ([], (0, 1, 0))


DNR, FNR = complete("418101001"), complete("018101002")
assert DNR is not None
assert FNR is not None
SPOUSE = complete("038101001")
assert SPOUSE is not None


def test_a_dnummer_that_has_become_a_foedselsnummer_is_one_person() -> None:
    rows, counts = between({DNR: [7, 8]}, {FNR: [8, 9]})
    assert rows == [
        (FNR, 8, ChangeKind.NEW_IDENTIFIER, "fnr", DNR, FNR),
        (FNR, 7, ChangeKind.GONE, None, None, None),
        (FNR, 9, ChangeKind.NEW, None, None, None),
    ]
    assert counts == (1, 0, 0)


def test_a_spouse_who_enters_the_list_is_not_taken_for_who_left_it() -> None:
    rows, _ = between({DNR: [8]}, {SPOUSE: [8]})
    assert [row[:3] for row in rows] == [
        (SPOUSE, None, ChangeKind.ONLY_IN_NEW),
        (DNR, None, ChangeKind.ONLY_IN_OLD),
    ]


def test_a_dnummer_that_stays_in_the_list_keeps_its_own_rows() -> None:
    rows, _ = between({DNR: [8]}, {DNR: [], FNR: [8]})
    assert [row[:3] for row in rows] == [
        (FNR, 8, ChangeKind.NEW_IDENTIFIER),
        (FNR, None, ChangeKind.ONLY_IN_NEW),
        (DNR, None, ChangeKind.OUTCOME),
        (DNR, 8, ChangeKind.GONE),
    ]


def test_a_foedselsnummer_that_was_in_the_list_before_gets_the_ektepakt() -> None:
    rows, _ = between({DNR: [8], FNR: []}, {FNR: [8]})
    assert [row[:3] for row in rows] == [
        (FNR, 8, ChangeKind.NEW_IDENTIFIER),
        (FNR, None, ChangeKind.OUTCOME),
        (FNR, 8, ChangeKind.NEW),
        (DNR, None, ChangeKind.ONLY_IN_OLD),
    ]


def test_both_numbers_answered_alike_all_the_time_are_no_change() -> None:
    assert between({DNR: [8], FNR: [8]}, {DNR: [8], FNR: [8]}) == ([], (0, 2, 0))
    rows, _ = between({DNR: [8]}, {DNR: [8], FNR: [8]})
    assert [row[:3] for row in rows] == [(FNR, None, ChangeKind.ONLY_IN_NEW)]


def test_a_dnummer_whose_answers_failed_has_become_nobody() -> None:
    rows, counts = between({DNR: [8]}, {DNR: TIMEOUT, FNR: [8]})
    assert [row[:3] for row in rows] == [(FNR, None, ChangeKind.ONLY_IN_NEW)]
    assert counts == (1, 0, 1)
