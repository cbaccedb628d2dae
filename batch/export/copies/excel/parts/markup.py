"""Takes XML apart and puts it together again, every byte of what is not changed as it stood."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple
from xml.parsers import expat

from batch.inputs.workbook.bounded_xml import refuse_deep

_TAG = re.compile(rb"""<[\w:.-]+(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
_PREFIX = re.compile(rb"<((?:[\w.-]+:)?)[\w.-]+")


class Child(NamedTuple):
    """An element directly below another, with whatever stands between it and the next; `name` has no prefix."""

    name: str
    xml: bytes


@dataclass(slots=True)
class Element:
    """An element by its children; `start` and `end` are what stands before and after them."""

    start: bytes
    children: list[Child]
    end: bytes

    @property
    def xml(self) -> bytes:
        return b"".join([self.start, *(child.xml for child in self.children), self.end])

    @property
    def prefix(self) -> bytes:
        """The namespace prefix of the element with its colon, or nothing."""
        return prefix_of(self.start)

    def find(self, name: str) -> bytes | None:
        """Return the first child of this name."""
        return next((child.xml for child in self.children if child.name == name), None)

    def put(self, name: str, xml: bytes, order: Sequence[str], *, beside: bool = False) -> None:
        """Put a child in place of the first of its name; if there is none, or `beside` those, where `order` has it."""
        names = [child.name for child in self.children]
        if name in names and not beside:
            self.children[names.index(name)] = Child(name, xml)
            return
        rank = order.index(name)
        before = [place for place, each in enumerate(names) if each in order and order.index(each) <= rank]
        self.children.insert(before[-1] + 1 if before else 0, Child(name, xml))


def take_apart(xml: bytes, *, before: bytes = b"", after: bytes = b"") -> Element:
    """Take apart a document, or a piece that is one with what stands before and after it.

    Raises expat.ExpatError for what is no XML.
    """
    walk = _Walk()
    walk.parser.Parse(before + xml + after, True)
    if b"<!--" in xml[: walk.begin]:
        raise expat.ExpatError("a comment stands before everything")
    if not walk.starts and _first_tag(xml)[0].endswith(b"/>"):
        return _opened(xml)
    end = min(walk.end - len(before), len(xml))
    cut = [*(max(0, place - len(before)) for place in walk.starts), end]
    names = [name.rpartition(":")[2] for name in walk.names]
    pieces = [xml[start:stop] for start, stop in pairwise(cut)]
    return Element(xml[: cut[0]], list(map(Child, names, pieces)), xml[end:])


def _opened(xml: bytes) -> Element:
    """Give an element that closes itself a start and an end."""
    tag = _first_tag(xml)
    name = xml[tag.start() + 1 : tag.end()].split()[0].rstrip(b"/>")
    return Element(xml[: tag.end() - 2] + b">", [], b"</%b>" % name + xml[tag.end() :])


class _Walk:
    """Notes where in a document the root's children begin."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._finish
        self.begin = self.end = 0
        self.starts: list[int] = []
        self.names: list[str] = []
        self._depth = 0

    def _begin(self, name: str, _: object) -> None:
        if self._depth == 0:
            self.begin = self.parser.CurrentByteIndex
        if self._depth == 1:
            self.starts.append(self.parser.CurrentByteIndex)
            self.names.append(name)
        self._depth += 1
        refuse_deep(self._depth)

    def _finish(self, _: str) -> None:
        self._depth -= 1
        if self._depth == 0:
            self.end = self.parser.CurrentByteIndex


def prefix_of(xml: bytes) -> bytes:
    """Return the namespace prefix of the first element, with its colon."""
    found = _PREFIX.match(xml, _first_tag(xml).start())
    return found[1] if found else b""


def attribute(xml: bytes, name: bytes) -> bytes | None:
    """Return an attribute of the first element, as it stands there."""
    tag = _first_tag(xml)
    found = _attribute(name).search(xml, tag.start(), tag.end())
    return found[3] if found else None


def with_attribute(xml: bytes, name: bytes, value: bytes) -> bytes:
    """Set an attribute of the first element."""
    tag = _first_tag(xml)
    found = _attribute(name).search(xml, tag.start(), tag.end())
    if found:
        return xml[: found.start(3)] + value + xml[found.end(3) :]
    end = tag.end() - (2 if tag[0].endswith(b"/>") else 1)
    return xml[:end].rstrip() + b' %b="%b"' % (name, value) + xml[end:]


def tags(xml: bytes, name: bytes) -> Iterator[re.Match[bytes]]:
    """Yield the start tags of every element of this name, however deep."""
    return re.finditer(rb"""<(?:[\w.-]+:)?%b(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""" % name, xml)


def _first_tag(xml: bytes) -> re.Match[bytes]:
    found = _TAG.search(xml)
    if found is None:
        raise expat.ExpatError("no element was found")
    return found


def _attribute(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"""(\s%b\s*=\s*)(["'])(.*?)\2""" % name, re.DOTALL)
