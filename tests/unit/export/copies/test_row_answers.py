"""Where the added columns of a copy stand."""

import pytest
from support import builders as make

from batch.export.copies.row_answers import Answers
from batch.tables import added_names


@pytest.mark.parametrize("identifier_columns", [1, 2])
def test_new_columns_stand_behind_all_others(identifier_columns: int) -> None:
    answers = Answers((), identifier_columns=["fnr", "dnr"][:identifier_columns])
    count = len(added_names(identifier_columns))
    assert answers.places(["fnr", "navn"], width=4) == list(range(4, 4 + count))


def test_those_of_an_earlier_copy_are_replaced_wherever_they_stand() -> None:
    answers = Answers((), identifier_columns=["fnr"])
    first, *others = answers.names
    assert answers.places(["fnr", first, "navn"], width=3) == [1, *range(3, 3 + len(others))]


def test_a_copy_of_the_sandbox_is_known_again_in_production_and_the_reverse() -> None:
    made_up, real = (Answers((), identifier_columns=["fnr"], is_sandbox=is_sandbox) for is_sandbox in (True, False))
    assert made_up.places(["fnr", *real.names], width=7) == [1, 2, 3, 4, 5, 6]
    assert real.places(["fnr", *made_up.names], width=7) == [1, 2, 3, 4, 5, 6]


def test_first_rows_can_be_looked_at_and_still_be_asked_for() -> None:
    entries = [make.entry(row=row) for row in range(2, 7)]
    answers = Answers(entries, identifier_columns=["fnr"])
    assert len(answers.peek(3)) == 4
    assert [answers.of(row) is not None for row in range(1, 8)] == [False, True, True, True, True, True, False]
    answers.finish()
    assert answers.peek(3) == []
