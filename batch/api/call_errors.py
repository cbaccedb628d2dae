"""Has errors speak to who calls from Python: of settings by their keyword, and of the call in place of the command."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from batch.config import SETTINGS
from batch.errors import AmbiguousColumnsError, EktepaktBatchError
from batch.errors.called import PROGRAM

_FLAG = re.compile(r"(?<!\S)(--[a-z][a-z-]*)(?: (sandbox|ppe|prod|\d[\w.%:]*)\b)?")
"""A flag, with its value where it can be told from the words behind it."""

_KEYWORDS = {setting.flag: f"{name}=" for name, setting in SETTINGS.items() if setting.about.is_flag}
_COMMAND = re.compile(rf"`[^`]*`|[^ ]*(?:{PROGRAM}|-m batch) .*")
"""What is to be copied to a terminal stays as it is."""


@contextmanager
def told_of_calls() -> Iterator[None]:
    """Reword what is raised within."""
    try:
        yield
    except EktepaktBatchError as error:
        error.what, error.remedy = as_called(error.what), error.remedy and as_called(error.remedy)
        if isinstance(error, AmbiguousColumnsError):
            error.remedy = "name the right one with column=, or each of them in a list"
        raise


def as_called(text: str) -> str:
    """Return a sentence about flags and commands as one about keywords and calls."""
    said, end = [], 0
    for command in _COMMAND.finditer(text):
        said += [_reworded(text[end : command.start()]), command[0]]
        end = command.end()
    return "".join([*said, _reworded(text[end:])])


def _reworded(text: str) -> str:
    return (
        _FLAG.sub(_as_keyword, text)
        .replace("run the same command", "make the same call")
        .replace("the same command", "the same call")
    )


def _as_keyword(found: re.Match[str]) -> str:
    keyword, value = _KEYWORDS.get(found[1]), found[2]
    if keyword is None:
        return found[0]
    return f'{keyword}"{value}"' if value else keyword
