"""The manner in which a command is to speak, as its words and the environment have it, before anything else is read."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile, zip_longest
from typing import Self

_SWITCHES = re.compile("-[hqv]+")
_LOG_FORMAT = "--log-format"
_JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """Read from the command line as it stands: wrong usage, too, has to be told in the manner that was asked for.

    `as_json`: standard output gets one object. `is_quiet`: nothing is said of what is well. `log_format` is that of the
    flag or the environment; a file can name one too.
    """

    as_json: bool = False
    is_quiet: bool = False
    is_verbose: bool = False
    log_format: str | None = None
    environment: str | None = None

    @classmethod
    def of(cls, arguments: Sequence[str]) -> Self:
        words = list(takewhile(lambda word: word != "--", arguments))
        switches = "".join(word for word in words if _SWITCHES.fullmatch(word))
        return cls(
            as_json="--json" in words,
            is_quiet="q" in switches or "--quiet" in words,
            is_verbose="v" in switches or "--verbose" in words,
            log_format=flag_value(words, _LOG_FORMAT) or os.environ.get("EKTEPAKT_LOG_FORMAT"),
            environment=flag_value(words, "--env") or os.environ.get("EKTEPAKT_ENV"),
        )

    @property
    def logs_json(self) -> bool:
        return is_json(self.log_format)


def is_json(log_format: object) -> bool:
    return str(log_format or "").strip().lower() == _JSON


def flag_value(words: Sequence[str], name: str) -> str | None:
    """Return the value of a flag as it stands, behind it or behind its equals sign."""
    for word, following in zip_longest(words, words[1:]):
        if word == name:
            return following
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None
