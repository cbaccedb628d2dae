"""Reads and adds what a part of a workbook's archive says about the parts that belong to it."""

import posixpath
import zipfile
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from batch.errors import UnusualSheetError
from batch.inputs.workbook.bounded_xml import parse_part

TYPES = "[Content_Types].xml"

_NAMESPACE = b"http://schemas.openxmlformats.org/package/2006/relationships"
_EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="%b"></Relationships>' % _NAMESPACE
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"


class Relation(NamedTuple):
    """A part that belongs to another; `kind` is the last word of its type: table, drawing, comments."""

    id: str
    kind: str
    part: str


class Relations:
    """What belongs to one part, with what is added to it."""

    def __init__(self, archive: zipfile.ZipFile, part: str) -> None:
        folder, name = posixpath.split(part)
        self._folder = folder
        self.part = f"{folder}/_rels/{name}.rels"
        self._names = set(archive.namelist())
        self._xml = archive.read(self.part) if self.part in self._names else _EMPTY
        self.office = STRICT_OFFICE if STRICT_OFFICE.encode() in self._xml else OFFICE
        self._ids: set[str] = set()
        self.all: Sequence[Relation] = list(self._read())

    def of(self, kind: str) -> list[Relation]:
        """List those of a kind. Raises UnusualSheetError where a part is not in the archive."""
        found = [each for each in self.all if each.kind == kind]
        if any(each.part not in self._names for each in found):
            raise UnusualSheetError(f"a {kind} of it is missing")
        return found

    def add(self, kind: str, part: str) -> str:
        """Say that another part belongs to it, and return the id that it is named by."""
        relation_id = next(each for number in range(1, 1 << 20) if (each := f"rIdE{number}") not in self._ids)
        self._ids.add(relation_id)
        target = quoteattr(posixpath.relpath(part, self._folder))
        self._xml = before_end(
            self._xml,
            f'Relationship Id="{relation_id}" Type="{self.office}/{kind}" Target={target}',
        )
        return relation_id

    @property
    def xml(self) -> bytes:
        return self._xml

    def _read(self) -> Iterable[Relation]:
        for element in parse_part(self._xml):
            self._ids.add(element.attrib["Id"])
            if element.attrib.get("TargetMode") != "External":
                target = element.attrib["Target"]
                part = target.lstrip("/") if target.startswith("/") else posixpath.join(self._folder, target)
                kind = element.attrib["Type"].rpartition("/")[2]
                yield Relation(element.attrib["Id"], kind, posixpath.normpath(part))


def before_end(xml: bytes, element: str) -> bytes:
    """Put an element, given without its brackets, behind all others of a list such as that of the content types."""
    end = xml.rfind(b"</")
    if end < 0:
        raise UnusualSheetError("a list of its parts is empty")
    name = xml[end + 2 : xml.index(b">", end)].strip()
    prefix = name.rpartition(b":")[0].decode()
    return xml[:end] + f"<{prefix}{':' if prefix else ''}{element}/>".encode() + xml[end:]


def free_part(names: Iterable[str], pattern: str) -> str:
    """Name a new part by the first number that no other has; part names differ by more than their case."""
    taken = {name.casefold() for name in names}
    return next(name for number in range(1, 1 << 20) if (name := pattern.format(number)).casefold() not in taken)
