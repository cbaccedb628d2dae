"""Excel's letters for columns: A is column 0, AA column 26."""

from functools import cache


@cache
def column_index(letters: bytes) -> int:
    """Return 0 for A, 26 for AA."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + letter - ord("A") + 1
    return index - 1


@cache
def column_letters(index: int) -> bytes:
    """Return A for 0, AA for 26."""
    letters = b""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = bytes([ord("A") + rest]) + letters
    return letters
