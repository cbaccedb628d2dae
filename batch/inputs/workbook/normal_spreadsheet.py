"""States an OpenDocument workbook as LibreOffice writes it, in a copy in memory, where its XML is spelled otherwise.

The file may lack the entry that says what it is, and its XML be indented, in another encoding, of other prefixes or
with raw text (CDATA): calamine takes none of that.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from batch.errors import InputError
from batch.inputs.workbook.bounded_xml import bounded
from batch.inputs.workbook.normal_package import MOST_BYTES, OTHER_ENCODING

ODS_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_CONTENT, _MIMETYPE = "content.xml", "mimetype"
_MANIFEST, _NO_MANIFEST = "META-INF/manifest.xml", f'<manifest xmlns="{_NAMESPACE}manifest:1.0"/>'
_BLOCK_BYTES = 1 << 20
_OVERLAP_BYTES = 1 << 12  # longer than any tag
_ODD = re.compile(
    rb">\s+<(?:table:(?:covered-)?table-cell|/table:table-row)|<!\[CDATA\[|<table:table(?=[\s>])(?![^<>]*\stable:name=)"
)
_SHEET_START = re.compile(rb"<table:table[\s>]")
_PREFIXES = {f"{_NAMESPACE}{name}:1.0": name for name in ("office", "table", "text", "style")} | {
    "http://www.w3.org/XML/1998/namespace": "xml"
}
_DECLARED = "".join(f' xmlns:{prefix}="{uri}"' for uri, prefix in _PREFIXES.items() if prefix != "xml")


def normal_spreadsheet(archive: zipfile.ZipFile) -> bytes | None:
    """Return the copy; None where nothing is odd, and for what is no such workbook, or not well-formed.

    Raises InputError for one that is too large to be held in memory, and what a damaged archive raises.
    """
    names = archive.namelist()
    kind = archive.read(_MIMETYPE) if _MIMETYPE in names else ODS_MIMETYPE
    if _CONTENT not in names or not kind.startswith(ODS_MIMETYPE):
        return None
    if _MIMETYPE in names and not _is_odd(archive):
        return None
    if archive.getinfo(_CONTENT).file_size > MOST_BYTES:
        raise InputError("its XML is spelled in an odd way, and it is too large to be put right", remedy="save it anew")
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        target.writestr(_MIMETYPE, ODS_MIMETYPE, zipfile.ZIP_STORED)
        if _MANIFEST not in names:
            target.writestr(_MANIFEST, _NO_MANIFEST)
        for name in names:
            if name not in {_CONTENT, _MIMETYPE}:
                target.writestr(name, archive.read(name))
        with archive.open(_CONTENT) as xml, target.open(_CONTENT, "w", force_zip64=True) as restated:
            is_workbook = _restate(xml, restated)
    return copy.getvalue() if is_workbook else None


def _is_odd(archive: zipfile.ZipFile) -> bool:
    with archive.open(_CONTENT) as xml:
        block = xml.read(_BLOCK_BYTES)
        if OTHER_ENCODING.match(block):
            return True
        has_sheets = False
        while block:
            if _ODD.search(block):
                return True
            has_sheets = has_sheets or _SHEET_START.search(block) is not None
            more = xml.read(_BLOCK_BYTES)
            block = more and block[-_OVERLAP_BYTES:] + more
    return not has_sheets


def _restate(xml: IO[bytes], target: IO[bytes]) -> bool:
    """Write the XML anew, and say whether it is that of a workbook."""
    writer = _Writer(target.write)
    try:
        writer.parser.ParseFile(bounded(xml))
    except expat.ExpatError:
        return False
    return writer.sheets > 0


class _Writer:
    def __init__(self, write: Callable[[bytes], object]) -> None:
        self.sheets = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._write = write
        self._paragraphs = 0
        self._is_root = True

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        named = {_prefixed(key): value for key, value in attributes.items()}
        element = _prefixed(name)
        if element == "table:table":
            self.sheets += 1
            named.setdefault("table:name", f"Sheet{self.sheets}")
        self._paragraphs += element == "text:p"
        inner = "".join(f" {key}={quoteattr(value)}" for key, value in named.items() if key)
        self._write(f"<{element or 'other'}{_DECLARED if self._is_root else ''}{inner}>".encode())
        self._is_root = False

    def _end(self, name: str) -> None:
        element = _prefixed(name)
        self._paragraphs -= element == "text:p"
        self._write(f"</{element or 'other'}>".encode())

    def _text(self, text: str) -> None:
        """Keep what is content: between other elements there is only layout."""
        if self._paragraphs:
            self._write(escape(text, {"\r": "&#13;"}).encode())


def _prefixed(name: str) -> str:
    """Return the name as LibreOffice writes it; nothing for what says nothing about cells."""
    namespace, _, local = name.rpartition(" ")
    if not namespace:
        return local
    prefix = _PREFIXES.get(namespace)
    return f"{prefix}:{local}" if prefix else ""
