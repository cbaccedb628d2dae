"""Reads the files that name identifiers one a line: fictitious test persons, and those to be skipped."""

from pathlib import Path

import structlog

from batch.errors import IdentityError, InputError, say_unreadable
from batch.identity import Identity

_EXAMPLES = 5  # enough to see what is wrong with a list, and still one line of log
_log = structlog.get_logger(__name__)


def read_test_persons(path: Path | None) -> frozenset[str]:
    """Raise InputError when the file can't be read."""
    return frozenset(_read(path, "--test-persons").split())


def read_skip_list(path: Path | None, *, accepts_2032: bool) -> frozenset[str]:
    """Read those to be skipped; warn of lines that are no identifier by their numbers, since the text may be personal.

    A line may be empty, and hold a comment behind `#`. Raises InputError when the file can't be read or names nobody
    at all.
    """
    named, others = _sort(_read(path, "--skip-list"), accepts_2032=accepts_2032)
    if others and not named:
        raise InputError(
            "no line is an identifier",
            remedy="write one a line and nothing else, or check --skip-list",
            source=str(path),
        )
    if others:
        first = ", ".join(map(str, others[:_EXAMPLES]))
        _log.warning("lines of the skip list are no identifiers, and skip nobody", lines=len(others), first=first)
    return named


def _sort(text: str, *, accepts_2032: bool) -> tuple[frozenset[str], list[int]]:
    """Return the identifiers, and the numbers of the lines on which something else stands."""
    named: set[str] = set()
    others: list[int] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            words = line.partition("#")[0].split()
            named.update([Identity.parse(word, accepts_2032=accepts_2032).digits for word in words])
        except IdentityError:
            others.append(number)
    return frozenset(named), others


def _read(path: Path | None, flag: str) -> str:
    if path is None:
        return ""
    try:
        return path.expanduser().read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        raise InputError(say_unreadable(error), remedy=f"check {flag}", source=str(path)) from error
