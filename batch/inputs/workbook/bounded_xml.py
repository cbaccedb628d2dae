"""Keeps the XML of a workbook from filling the memory: a text without end, or elements one in the other without end."""

from typing import IO, Any, cast
from xml.etree import ElementTree as ET

from batch.errors import InputError

DEEPEST = 256
"""Elements within each other; those of a real workbook are some twenty deep, charts included."""

_LONGEST_BYTES = 8 << 20  # of a tag or text, as of a line; expat looks at an unfinished tag again with every block
_REMEDY = "check where it comes from, and save it anew"


def bounded(xml: IO[bytes]) -> IO[bytes]:
    """Return the XML for reading in blocks, which raises InputError where a tag or text in it is absurdly long."""
    return cast("IO[bytes]", _BoundedXml(xml))


class _BoundedXml:
    def __init__(self, xml: IO[bytes]) -> None:
        self._xml = xml
        self._since_mark = 0

    def read(self, size: int = -1) -> bytes:
        block = self._xml.read(size)
        mark = block.rfind(b"<")
        self._since_mark = len(block) - mark - 1 + (self._since_mark if mark < 0 else 0)
        if self._since_mark > _LONGEST_BYTES:
            what = f"a part of it holds a text longer than {_LONGEST_BYTES >> 20} MB"
            raise InputError(what, remedy=_REMEDY)
        return block

    def seek(self, place: int) -> int:
        self._since_mark = 0
        return self._xml.seek(place)


def parse_part(xml: bytes) -> ET.Element:
    """Parse a small part. Raises ET.ParseError, and InputError where its elements lie too deep in each other."""
    parser = ET.XMLParser(target=_ShallowTree())  # noqa: S314 - expat itself limits entities since 2.4.1
    parser.feed(xml)
    root: ET.Element = parser.close()
    return root


class _ShallowTree(ET.TreeBuilder):
    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, tag: Any, attrs: Any, /) -> ET.Element:  # noqa: ANN401 - as ElementTree has it
        self._depth += 1
        refuse_deep(self._depth)
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ET.Element:
        self._depth -= 1
        return super().end(tag)


def refuse_deep(depth: int) -> None:
    """Raise InputError for elements so deep in each other as in no workbook."""
    if depth > DEEPEST:
        raise InputError(f"a part of it holds elements more than {DEEPEST} deep in each other", remedy=_REMEDY)
