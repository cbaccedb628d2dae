"""The parts of an Excel package, their types and what belongs to which, for the rules that are checked."""

import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET


class Package:
    """The parts of a package: their names, XML, types and relations."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            names = [name for name in archive.namelist() if not name.endswith("/")]
            self.parts = {name: archive.read(name) for name in names}
        self.doubles = [name for name, count in Counter(map(str.casefold, names)).items() if count > 1]
        self.types, self.overridden = self._read_types()

    def _read_types(self) -> tuple[dict[str, str], list[str]]:
        defaults: dict[str, str] = {}
        overrides: dict[str, str] = {}
        seen: list[str] = []
        for each in _parsed(self.parts["[Content_Types].xml"]):
            if local(each) == "Default":
                seen.append(f".{each.attrib['Extension'].lower()}")
                defaults[each.attrib["Extension"].lower()] = each.attrib["ContentType"]
            else:
                seen.append(each.attrib["PartName"].casefold())
                overrides[each.attrib["PartName"].lstrip("/").casefold()] = each.attrib["ContentType"]
        found = {
            name: overrides.get(name.casefold()) or defaults.get(name.rpartition(".")[2].lower(), "")
            for name in self.parts
        }
        return found, seen

    def root(self, name: str) -> ET.Element:
        return _parsed(self.parts[name])

    def of_type(self, ending: str) -> list[str]:
        return [name for name, kind in self.types.items() if kind.endswith(ending)]

    def relations(self, name: str) -> list["Relation"]:
        folder, base = posixpath.split(name)
        rels = f"{folder}/_rels/{base}.rels".lstrip("/")
        return list(_relations(self.parts[rels], folder)) if rels in self.parts else []


class Relation(NamedTuple):
    id: str
    kind: str
    target: str
    is_external: bool


def _relations(xml: bytes, folder: str) -> Iterator[Relation]:
    for each in _parsed(xml):
        target = each.attrib["Target"]
        full = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        is_external = each.attrib.get("TargetMode") == "External"
        yield Relation(each.attrib["Id"], each.attrib["Type"].rpartition("/")[2], full, is_external)


def _parsed(xml: bytes) -> ET.Element:
    return ET.fromstring(xml)  # noqa: S314 - made by tests and by the product


def local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def link_of(element: ET.Element) -> str:
    return next((value for name, value in element.attrib.items() if name.endswith("}id")), "")


def repeated(values: Iterable[object]) -> list[object]:
    return [value for value, count in Counter(values).items() if count > 1]


def style_sizes(root: ET.Element) -> dict[str, int]:
    return {local(group): len(group) for group in root}
