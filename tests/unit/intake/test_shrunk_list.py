"""A list that is much shorter than last time is told of, and one of less than a tenth can be refused."""

import pytest
from support import builders as make

from batch.errors import ShrunkListError
from batch.intake.shrunk_list import refuse_hardly_meant, shrunk_line
from batch.ledger import EarlierList

BEFORE = EarlierList(run_id="20261127T020000Z-0123abcd", identifiers=1000, completed_at=make.NOW)


@pytest.mark.parametrize(("identifiers", "is_told"), [(1000, False), (500, False), (499, True), (0, True)])
def test_less_than_half_is_told(identifiers: int, *, is_told: bool) -> None:
    assert (shrunk_line(identifiers, BEFORE) is not None) is is_told


def test_the_sentence_names_both_lists() -> None:
    assert shrunk_line(50, BEFORE) == (
        "the list holds 50 identifiers; in run 20261127T020000Z-0123abcd, the last complete one of it, 1,000"
    )


@pytest.mark.parametrize(("identifiers", "is_refused"), [(100, False), (99, True), (0, True)])
def test_less_than_a_tenth_is_refused(identifiers: int, *, is_refused: bool) -> None:
    if not is_refused:
        refuse_hardly_meant(identifiers, BEFORE)
        return
    with pytest.raises(ShrunkListError, match="--allow-shrunk"):
        refuse_hardly_meant(identifiers, BEFORE)


def test_the_first_run_of_a_list_has_nothing_to_be_compared_with() -> None:
    assert shrunk_line(1, None) is None
    refuse_hardly_meant(0, None)
