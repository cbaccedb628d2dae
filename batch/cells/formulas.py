"""Keeps a spreadsheet from running a foreign text as a formula: an apostrophe goes before it, and off again."""

import unicodedata

_QUOTE = "'"
_OPERATORS = frozenset("=+-@")
_MINUS = "\u2212"  # which Unicode does not count as a form of the hyphen; Norwegian spreadsheets calculate with it


def neutralised(text: str) -> str:
    """Return the text with an apostrophe before it if a spreadsheet would run it, or if it begins with one itself."""
    return f"{_QUOTE}{text}" if text.startswith(_QUOTE) or _is_run(text) else text


def restored(text: str) -> str:
    """Return the text as it was before `neutralised`; an apostrophe that it would not have put there stays."""
    rest = text.removeprefix(_QUOTE)
    return rest if rest != text and neutralised(rest) == text else text


def _is_run(text: str) -> bool:
    """Whether it begins as a formula does: programs pass over blanks and controls, and take full-width forms too."""
    if not text:
        return False
    if text[0] in "\t\r\n":
        return True
    first = next((char for char in text if not _is_passed_over(char)), "")
    return first == _MINUS or unicodedata.normalize("NFKC", first) in _OPERATORS


def _is_passed_over(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in {"Cc", "Cf"}
