"""Finds in which part of an Excel workbook's archive each sheet lies."""

import posixpath
import struct
import zipfile
from collections.abc import Iterator, Mapping

from batch.inputs.workbook.bounded_xml import parse_part

_XML_WORKBOOK = "xl/workbook.xml"
_BUNDLE_SHEET = 156


def sheet_parts(archive: zipfile.ZipFile) -> Mapping[str, str]:
    """Return the name of the part for the title of each sheet."""
    if _XML_WORKBOOK in archive.namelist():
        sheets, links = _sheets_in_xml(archive.read(_XML_WORKBOOK)), "xl/_rels/workbook.xml.rels"
    else:
        sheets, links = _sheets_in_records(archive.read("xl/workbook.bin")), "xl/_rels/workbook.bin.rels"
    targets = _targets(archive.read(links))
    return {title: targets[link] for title, link in sheets if link in targets}


def binary_records(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Walk over the records of a binary part: kind, where the content begins, where it ends."""
    position = 0
    while position < len(content):
        kind, position = _read_number(content, position, most_bytes=2)
        size, position = _read_number(content, position, most_bytes=4)
        yield kind, position, position + size
        position += size


def _read_number(content: bytes, position: int, *, most_bytes: int) -> tuple[int, int]:
    """Seven bits in each byte, the lowest first; the eighth says that another follows."""
    number = 0
    for index, byte in enumerate(content[position : position + most_bytes]):
        number |= (byte & 0x7F) << (7 * index)
        if not byte & 0x80:
            return number, position + index + 1
    return number, position + most_bytes


def _targets(content: bytes) -> dict[str, str]:
    links = (each.attrib for each in parse_part(content))
    return {link["Id"]: posixpath.normpath(posixpath.join("/xl", link["Target"])).lstrip("/") for link in links}


def _sheets_in_xml(content: bytes) -> Iterator[tuple[str, str]]:
    for element in parse_part(content).iter():
        if element.tag.endswith("}sheet"):
            link = next((value for name, value in element.attrib.items() if name.endswith("}id")), "")
            yield element.attrib.get("name", ""), link


def _sheets_in_records(content: bytes) -> Iterator[tuple[str, str]]:
    for kind, start, _ in binary_records(content):
        if kind == _BUNDLE_SHEET:
            link, after_link = _read_text(content, start + 8)
            title, _ = _read_text(content, after_link)
            yield title, link


def _read_text(content: bytes, position: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", content, position)
    end = position + 4 + 2 * length
    return content[position + 4 : end].decode("utf-16-le"), end
