"""Shows where an error came from, without its text: that may be about somebody, a place in a program never is."""

import traceback
from collections.abc import Iterator

from batch.errors import EktepaktBatchError


def trace_of(error: BaseException) -> str:
    """Return the places of an error, and of those that led to it; texts are told of our own errors alone."""
    return "".join(_parts(error, set()))


def _parts(error: BaseException, seen: set[int]) -> Iterator[str]:
    if id(error) in seen:
        return
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _parts(before, seen)
        yield "\nwhich led to:\n\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__qualname__}{_said(error)}\n"
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _parts(each, seen)


def _said(error: BaseException) -> str:
    if isinstance(error, EktepaktBatchError):
        return f": {error.what}"
    return f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
