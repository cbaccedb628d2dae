"""Excel's letters for columns, both ways."""

import pytest

from batch.inputs.workbook.places import column_index, column_letters


@pytest.mark.parametrize(("letters", "index"), [(b"A", 0), (b"Z", 25), (b"AA", 26), (b"AZ", 51), (b"XFD", 16_383)])
def test_letters_and_index_name_the_same_column(letters: bytes, index: int) -> None:
    assert (column_index(letters), column_letters(index)) == (index, letters)


def test_small_letters_are_letters_too() -> None:
    assert column_index(b"xfd") == 16_383
