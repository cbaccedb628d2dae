"""What a retry has changed."""

from batch.ledger import KindCount
from batch.outcome import OutcomeKind
from batch.report.second_try import SecondTry


def _counts(**kinds: int) -> dict[OutcomeKind, KindCount]:
    return {OutcomeKind(kind): KindCount(identifiers=count, rows=count * 2) for kind, count in kinds.items()}


def test_it_says_how_many_are_now_answered_and_what_keeps_the_others() -> None:
    before = _counts(found=5, invalid_id=4, timeout=2, server_error=1)
    tried = SecondTry.between(before, _counts(found=6, empty=1, invalid_id=4, timeout=1))
    assert str(tried) == "Asked again: 2 of 3 now answered; still none: 1 timeout."
    assert tried.as_json() == {"asked": 3, "answered": 2, "still": {"timeout": 1}}


def test_where_all_are_answered_nothing_more_is_said() -> None:
    assert str(SecondTry.between(_counts(timeout=1), _counts(found=1))) == "Asked again: 1 of 1 now answered."


def test_one_that_is_rejected_now_is_told_from_those_that_were_before() -> None:
    tried = SecondTry.between(_counts(rejected=2, timeout=3), _counts(rejected=3, empty=1, not_run=1))
    assert (tried.asked, tried.still) == (3, {OutcomeKind.REJECTED: 1, OutcomeKind.NOT_RUN: 1})


def test_who_was_pending_before_is_asked_too() -> None:
    tried = SecondTry.between(_counts(timeout=1, not_run=4), _counts(found=5))
    assert str(tried) == "Asked again: 5 of 5 now answered."


def test_where_nobody_was_left_it_says_so() -> None:
    assert str(SecondTry.between(_counts(found=1, invalid_id=1), _counts(found=1, invalid_id=1))) == (
        "Nobody was left to be asked again."
    )
