"""Masks what could be an identifier in texts that others wrote."""

import re
from collections.abc import Iterator

MASK = "***"
_LIKE_AN_IDENTIFIER = re.compile(
    r"(?:(?<![0-9])|(?<=\\x[0-9a-f]{2})|(?<=\\u[0-9a-f]{4})|(?<=%[0-9A-Fa-f]{2}))"  # after an escape, too
    r"(?:[0-9](?:[ ./_\u00a0\u202f\u2009\-]{0,3}|%[0-9A-Fa-f]{2})){10}[0-9](?![0-9])"
)


def mask_identifiers(text: str) -> str:
    """Mask eleven digits, whole or with separators between them, lawful or not."""
    return _LIKE_AN_IDENTIFIER.sub(MASK, text)


def spans_like_identifiers(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text would be masked."""
    return (found.span() for found in _LIKE_AN_IDENTIFIER.finditer(text))
