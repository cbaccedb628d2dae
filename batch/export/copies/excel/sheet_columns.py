"""Unhides the columns that get answers: the unused ones beside a table are often hidden."""

import re
from collections.abc import Iterator
from functools import partial

_COLUMNS = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_HIDDEN = re.compile(rb"""\s(?:hidden\s*=\s*["'](?:1|true)["']|width\s*=\s*["']0(?:\.0*)?["'])""")
_REACH = re.compile(rb"""\s(min|max)\s*=\s*["']([0-9]+)["']""")


def show_columns(head: bytes, first: int, last: int) -> bytes:
    """Return what stands before a sheet's rows, with no column (from 0) from `first` to `last` hidden."""
    return _COLUMNS.sub(partial(_show, first=first + 1, last=last + 1), head)


def _show(found: re.Match[bytes], *, first: int, last: int) -> bytes:
    """Cut the element that describes a range of columns in up to three."""
    element = found[0]
    reach = {name: int(number) for name, number in _REACH.findall(element)}
    begin, end = reach.get(b"min", 0), reach.get(b"max", 0)
    if not _HIDDEN.search(element) or end < first or begin > last:
        return element
    return b"".join(_cut(element, begin, end, first, last))


def _cut(element: bytes, begin: int, end: int, first: int, last: int) -> Iterator[bytes]:
    if begin < first:
        yield _reaching(element, begin, first - 1)
    yield _reaching(_HIDDEN.sub(b"", element), max(begin, first), min(end, last))
    if end > last:
        yield _reaching(element, last + 1, end)


def _reaching(element: bytes, begin: int, end: int) -> bytes:
    numbers = {b"min": begin, b"max": end}
    return _REACH.sub(lambda found: b' %b="%d"' % (found[1], numbers[found[1]]), element)
