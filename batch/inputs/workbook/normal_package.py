"""Names the parts of an Excel workbook's archive as Excel does, in a copy in memory, where they have other names.

Which part is the workbook is said in `_rels/.rels`, and which belong to it in relations (ECMA-376 part 2): nothing
says that they lie in `xl/`, that a target has no `..` in it, or that names agree in case. Old programs write
back slashes for slashes.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from batch.errors import InputError
from batch.inputs.workbook.bounded_xml import parse_part

_BOOK, _BOOK_LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_ROOT_LINKS, _TYPES = "_rels/.rels", "[Content_Types].xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_SHARED = {"sharedStrings": "xl/sharedStrings", "styles": "xl/styles"}  # with the suffix of the workbook's own part
_LINKS_OF_BOOK = frozenset({"_rels", "xl/_rels"})
_SHARED_PART = re.compile(r"xl/(?:workbook|sharedStrings|styles)\.xml$")
_OF_PACKAGE = re.compile("docProps/|customXml/")  # belongs to no workbook
_ROOT_LINK = (
    f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Target="/xl/workbook.xml"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
OTHER_ENCODING = re.compile(
    rb"""\xff\xfe|\xfe\xff|(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["'](?!utf-?8["']|us-ascii["'])([\w.-]+)""",
    re.IGNORECASE,
)
_DECLARATION = re.compile(r"\ufeff?<\?xml[^>]*\?>")
_DECLARATION_BYTES = 200
MOST_BYTES = 500 << 20  # unpacked; packed again it takes a tenth of that in memory


def normal_package(archive: zipfile.ZipFile) -> bytes | None:
    """Return the copy, None where every part is named as usual, or nothing says which part is the workbook.

    Raises InputError for one that is too large to be held in memory, and what a damaged archive raises.
    """
    names = _Names.of(archive)
    if names is None or not (names.are_odd() or any(_has_other_encoding(archive, own) for own in names.shared())):
        return None
    if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
        raise InputError(
            "its parts are named otherwise than Excel does, and it is too large to be put right",
            remedy="open it in a spreadsheet program and save it as .xlsx",
        )
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for own, name in names.new.items():
            target.writestr(name, names.rewritten(own, _in_utf8(archive.read(own))))
        if _ROOT_LINKS not in names.new.values():
            target.writestr(_ROOT_LINKS, _ROOT_LINK)
    return copy.getvalue()


def _has_other_encoding(archive: zipfile.ZipFile, name: str) -> bool:
    with archive.open(name) as part:
        return OTHER_ENCODING.match(part.read(_DECLARATION_BYTES)) is not None


def _in_utf8(xml: bytes) -> bytes:
    """Decode a part in another encoding, which XML allows; what is no XML is never in one."""
    if (found := OTHER_ENCODING.match(xml)) is None:
        return xml
    text = xml.decode((found[1] or b"utf-16").decode())
    return _DECLARATION.sub("", text, count=1).encode()


def without_odd_sheets(package: IO[bytes]) -> IO[bytes]:
    """Return a copy in memory without the sheets that no part belongs to, and those of Excel 4 macros.

    None of them has rows. Any other file than an Excel workbook is returned as it is.
    """
    package.seek(0)
    if not zipfile.is_zipfile(package):
        return package
    copy = io.BytesIO()
    with (
        zipfile.ZipFile(package) as archive,
        zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        if _BOOK not in archive.namelist():
            return package
        kinds = {link.get("Id"): link.get("Type", "") for link in parse_part(archive.read(_BOOK_LINKS))}
        book = parse_part(archive.read(_BOOK))
        for sheets in book.iterfind("{*}sheets"):
            for sheet in list(sheets):
                link = next((value for name, value in sheet.items() if name.endswith("}id")), None)
                if "acrosheet" in kinds.get(link, "acrosheet"):
                    sheets.remove(sheet)
        for name in archive.namelist():
            target.writestr(name, ET.tostring(book) if name == _BOOK else archive.read(name))
    copy.seek(0)
    return copy


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """The name that each part has in the archive, with the one that Excel would give it."""

    new: Mapping[str, str]
    links: Mapping[str, bytes]  #: content of the parts with relations, by their own names
    _found: Mapping[str, str] = field(repr=False)  #: own names by what is left when case and spelling do not count

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> "_Names | None":
        owns = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
        found = {_folded(own): own for own in owns}
        links = {own: archive.read(own) for own in owns if own.lower().endswith(".rels")}
        root = found.get(_ROOT_LINKS)
        targets = dict(_targets(links[root], "")) if root else {}
        main = found.get(_folded(targets.get("officeDocument", "xl/workbook.xml")))
        if main is None:
            return None
        suffix = posixpath.splitext(main)[1].lower()
        folder, name = posixpath.split(_plain(main))
        new = {own: _moved(_plain(own), folder) for own in owns}
        new[main] = f"xl/workbook{suffix}"
        if (own_links := found.get(_folded(f"{folder}/_rels/{name}.rels"))) is not None:
            new[own_links] = f"xl/_rels/workbook{suffix}.rels"
            for kind, target in _targets(links[own_links], folder):
                if kind in _SHARED and (shared := found.get(_folded(target))) is not None:
                    new[shared] = f"{_SHARED[kind]}{suffix}"
        return cls(new=new, links=links, _found=found)

    def are_odd(self) -> bool:
        """Whether a part has another name, or is called otherwise by a part that it belongs to."""
        called = (target for links in self.links.items() for target in self._called(*links))
        return (
            _ROOT_LINKS not in self.new
            or any(own != name for own, name in self.new.items())
            or any(target not in self.new for target in called)
        )

    def shared(self) -> list[str]:
        """Return the parts in XML that all sheets share, and those that say what belongs to which."""
        return [own for own, name in self.new.items() if _SHARED_PART.match(name) or own in self.links]

    def _called(self, links: str, content: bytes) -> Iterator[str]:
        """Yield the targets that are in the archive, as their readers find them.

        Those of the workbook are found by whoever puts texts together without thought; a sheet's all begin with `../`.
        """
        folder = _folder_of(links)
        find = str if posixpath.dirname(self.new[links]) in _LINKS_OF_BOOK else posixpath.normpath
        for link in parse_part(content):
            target = link.get("Target", "")
            if link.get("TargetMode") != "External" and _folded(_joined(folder, target)) in self._found:
                yield find(target[1:] if target.startswith("/") else posixpath.join(folder, target))

    def rewritten(self, own: str, content: bytes) -> bytes:
        """Let relations and content types call the parts by their new names."""
        if _folded(own) == _folded(_TYPES):
            return _with_names(content, _CONTENT_TYPES, "PartName", self._renamed, "")
        if own in self.links:
            return _with_names(content, _RELATIONS, "Target", self._renamed, _folder_of(own))
        return content

    def _renamed(self, name: str) -> str | None:
        own = self._found.get(_folded(name))
        return None if own is None else self.new[own]


def _with_names(
    content: bytes, namespace: str, attribute: str, renamed: Callable[[str], str | None], folder: str
) -> bytes:
    root = parse_part(content)
    for element in root:
        element.tag = element.tag.rpartition("}")[2]
        target = element.get(attribute)
        if target and element.get("TargetMode") != "External" and (name := renamed(_joined(folder, target))):
            element.set(attribute, f"/{name}")
    root.tag = root.tag.rpartition("}")[2]
    root.set("xmlns", namespace)
    xml: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return xml


def _targets(links: bytes, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the last word of each relation's type, and the part that it leads to."""
    for link in parse_part(links):
        yield link.get("Type", "").rpartition("/")[2], _joined(folder, link.get("Target", ""))


def _joined(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")


def _folder_of(links: str) -> str:
    """Return the folder of the part whose relations these are."""
    return posixpath.dirname(posixpath.dirname(_plain(links)))


def _plain(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/")


def _folded(name: str) -> str:
    return unquote(_plain(name)).casefold()


def _moved(name: str, folder: str) -> str:
    """Return a part's name when the folder of the workbook is `xl`."""
    if _folded(name) in {_ROOT_LINKS, _folded(_TYPES)}:
        return _ROOT_LINKS if _folded(name) == _ROOT_LINKS else _TYPES
    if not folder:
        return name if _OF_PACKAGE.match(name) else f"xl/{name}"
    return f"xl{name[len(folder) :]}" if _folded(name).startswith(f"{_folded(folder)}/") else name
