"""Where the added columns of a copy stand."""

import pytest

from batch.export.copies.row_answers import Answers
from batch.tables import added_names


@pytest.mark.parametrize("identifier_columns", [1, 2])
def test_new_columns_stand_behind_all_others(identifier_columns: int) -> None:
    answers = Answers((), identifier_columns=identifier_columns)
    count = len(added_names(identifier_columns))
    assert answers.places(["fnr", "navn"], width=4) == list(range(4, 4 + count))


def test_those_of_an_earlier_copy_are_replaced_wherever_they_stand() -> None:
    answers = Answers((), identifier_columns=1)
    first, *others = answers.names
    assert answers.places(["fnr", first, "navn"], width=3) == [1, *range(3, 3 + len(others))]
