"""Writes a command line in which no file name shows what could be an identifier, and that works all the same."""

import os
import re
import shlex
from collections.abc import Sequence

from batch.identity.masking import spans_like_identifiers

_DIGITS = re.compile("([0-9]+)")


def shell_line(words: Sequence[str]) -> str:
    """Join words for a shell; the digits of a file name that could be an identifier are `?`, by which it is found.

    A file that is not there yet is not found by that: its name is masked when it is printed, as in any other text.
    """
    return " ".join(map(_word, words))


def _word(word: str) -> str:
    spans = list(spans_like_identifiers(word))
    if not spans or not os.path.lexists(word):
        return shlex.quote(word)
    pieces, place = [], 0
    for start, end in spans:
        pieces.append(_quoted(word[place:start]))
        pieces += ["?" * len(part) if part.isdigit() else _quoted(part) for part in _DIGITS.split(word[start:end])]
        place = end
    return "".join([*pieces, _quoted(word[place:])])


def _quoted(part: str) -> str:
    return shlex.quote(part) if part else ""
