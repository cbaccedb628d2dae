"""Makes texts of others fit to be shown: on a terminal, in a log, as the name of a file."""

import re

REPLACED = "\ufffd"

# Controls, lone surrogates, line separators, and the marks that turn the order of what follows.
_CONTROLS = "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069"
_UNPRINTABLE = re.compile(f"[{_CONTROLS}]")
_UNPRINTABLE_IN_NAME = re.compile(f"[{_CONTROLS}\\t\\n]")
_LINE_BREAK = re.compile(r"[ \t]*(?:\r\n|\r|\n)\s*")


def shown(text: str) -> str:
    """Replace what a terminal would act on, or can't show; lines and tabs stay."""
    return _UNPRINTABLE.sub(REPLACED, _decoded(text))


def shown_line(text: str) -> str:
    """Return the text on one line."""
    return shown(_LINE_BREAK.sub(" ", text))


def shown_name(name: str) -> str:
    """Return the name of a file or sheet as a person can read it."""
    return _UNPRINTABLE_IN_NAME.sub(REPLACED, _decoded(name))


def _decoded(text: str) -> str:
    """Put back the bytes of a name that Python could not decode: on disk they are UTF-8, whatever the locale says."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:  # a surrogate that stands for no byte
        return text


def shorten_middle(text: str, length: int) -> str:
    """Keep the beginning and the end of a text that is longer."""
    if len(text) <= length:
        return text
    end = (length - 1) // 2
    return f"{text[: length - 1 - end]}…{text[len(text) - end :]}"
