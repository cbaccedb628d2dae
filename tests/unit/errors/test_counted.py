"""Counts with their nouns."""

from batch.errors.counted import counted


def test_one_is_the_only_singular() -> None:
    assert [counted(count, "row") for count in (0, 1, 2, 12_345)] == ["0 rows", "1 row", "2 rows", "12,345 rows"]
