"""Copies the archive of an Excel workbook part by part, without its macros."""

import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from typing import IO, cast

from batch.export.copies.excel.parts.relations import TYPES as _TYPES
from batch.export.copies.excel.parts.relations import before_end
from batch.export.copies.excel.parts.structured_references import FollowingWriter, Renames

_WORKBOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_MACRO_PART = re.compile(r"xl/(?:_rels/)?vba[^/]*$")
_MACRO_OVERRIDE = re.compile(rb"""<(?:\w+:)?Override\s[^>]*PartName\s*=\s*["']/xl/vba[^>]*/>""")
_MACRO_LINK = re.compile(
    rb"""<(?:\w+:)?Relationship\s[^>]*Type\s*=\s*["'][^"']*/(?:vbaProject|wordVbaData)["'][^>]*/>"""
)
_MAIN_TYPE = re.compile(rb"application/vnd\.[\w.-]+\.main\+xml")
_PLAIN_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_TYPE = b"application/vnd.ms-office.vbaProject"
_BINARY_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
_DATE_1904 = re.compile(rb"""date1904\s*=\s*["'](?:1|true)["']""")
WritePart = Callable[[IO[bytes], IO[bytes]], None]


def counts_from_1904(archive: zipfile.ZipFile) -> bool:
    """Whether the days of its dates are counted from 1904, as old Macintosh programs did."""
    return _DATE_1904.search(archive.read(_WORKBOOK)) is not None


def copy_package(
    archive: zipfile.ZipFile,
    target: IO[bytes],
    *,
    sheet: tuple[str, WritePart],
    changed: Mapping[str, bytes],
    types: Mapping[str, str],
    renames: Renames,
) -> None:
    """Copy every part as it stands, but for macros, the sheet that is written anew, and those that are `changed`.

    Parts that the archive does not have are added, with their content `types`. Formulas follow the `renames`.
    """
    written: dict[str, WritePart] = {name: _as_is(xml) for name, xml in changed.items()} | dict([sheet])
    for name, change in ((_TYPES, _type_changes(types)), (_LINKS, _without_macro_links)):
        written[name] = _as_is(change(changed.get(name) or archive.read(name)))
    own = {part.filename for part in archive.infolist()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in archive.infolist():
            if _MACRO_PART.match(part.filename) or part.is_dir():
                continue
            entry = zipfile.ZipInfo(part.filename, part.date_time)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.file_size = part.file_size
            with archive.open(part) as old, copy.open(entry, "w", force_zip64=part.file_size > 1 << 30) as new:
                write = written.get(part.filename, shutil.copyfileobj)
                _write_part(write, old, new, renames if part.filename.endswith(".xml") else {})
        for name in [name for name in changed if name not in own]:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(entry, changed[name])


def _write_part(write: WritePart, old: IO[bytes], new: IO[bytes], renames: Renames) -> None:
    if not renames:
        write(old, new)
        return
    following = FollowingWriter(new, renames)
    write(old, cast("IO[bytes]", following))
    following.finish()


def _type_changes(types: Mapping[str, str]) -> Callable[[bytes], bytes]:
    """Name the types of added parts; a name that begins with a dot is the suffix of several."""

    def change(xml: bytes) -> bytes:
        plain = _without_macros(xml)
        for name, kind in types.items():
            if not name.startswith("."):
                plain = before_end(plain, f'Override PartName="/{name}" ContentType="{kind}"')
            elif not re.search(rb"""Extension\s*=\s*["']%b["']""" % name[1:].encode(), plain, re.IGNORECASE):
                plain = before_end(plain, f'Default Extension="{name[1:]}" ContentType="{kind}"')
        return plain

    return change


def _without_macro_links(xml: bytes) -> bytes:
    return _MACRO_LINK.sub(b"", xml)


def _without_macros(types: bytes) -> bytes:
    """Excel refuses an .xlsx that says it holds macros, or is a template."""
    plain = _MAIN_TYPE.sub(_PLAIN_TYPE, _MACRO_OVERRIDE.sub(b"", types))
    return plain.replace(_MACRO_TYPE, _BINARY_TYPE)


def _as_is(xml: bytes) -> WritePart:
    def write(_: IO[bytes], new: IO[bytes]) -> None:
        new.write(xml)

    return write
