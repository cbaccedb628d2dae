"""Finds the value that a wrong one was probably meant to be."""

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from enum import Enum
from typing import Any, get_args

from batch.config.setting_names import Setting

_ALIKE = 0.5  # so that `production` finds prod and `xml` no console
_DATE = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")
_IN_WORDS = {"ja": "true", "j": "true", "nei": "false", "test": "ppe"}


def nearest(written: object, setting: Setting, is_valid: Callable[[str], bool]) -> str | None:
    """Return the first of the likely readings that is a valid value."""
    text = ",".join(map(str, written)) if isinstance(written, tuple | list) else str(written)
    return next((each for each in _readings(text.strip(), setting) if each and is_valid(each)), None)


def _readings(text: str, setting: Setting) -> Iterator[str]:
    lowered = text.lower().strip("'\"“”")
    yield lowered
    members = _members(setting.type)
    if members:
        yield ",".join(found[0] for each in re.split("[,; ]+", lowered) if (found := _close(each, members)))
    yield _IN_WORDS.get(lowered, "")
    yield re.sub(r"[\s_']", "", lowered)
    yield lowered.replace(",", ".")
    yield re.sub(r"[.,](?=[0-9]{3}\b)", "", lowered)
    yield _DATE.sub(lambda found: f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}", lowered)


def _close(text: str, members: list[str]) -> list[str]:
    return get_close_matches(_IN_WORDS.get(text, text), members, n=1, cutoff=_ALIKE)


def _members(kind: Any) -> list[str]:  # noqa: ANN401 - a type
    """Return the values of the enum that a type is, or is made of."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [str(each.value) for each in kind]
    return [value for inner in get_args(kind) for value in _members(inner)]
