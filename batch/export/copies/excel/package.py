"""Copies the archive of an Excel workbook part by part, without its macros."""

import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from typing import IO

_TYPES = "[Content_Types].xml"
_WORKBOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_STYLES = "xl/styles.xml"
_MACRO_PART = re.compile(r"xl/(?:_rels/)?vba[^/]*$")
_MACRO_OVERRIDE = re.compile(rb"""<(?:\w+:)?Override\s[^>]*PartName\s*=\s*["']/xl/vba[^>]*/>""")
_MACRO_LINK = re.compile(
    rb"""<(?:\w+:)?Relationship\s[^>]*Type\s*=\s*["'][^"']*/(?:vbaProject|wordVbaData)["'][^>]*/>"""
)
_MAIN_TYPE = re.compile(rb"application/vnd\.[\w.-]+\.main\+xml")
_PLAIN_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_TYPE = b"application/vnd.ms-office.vbaProject"
_BINARY_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
_FORMATS = re.compile(rb"(<((?:\w+:)?)cellXfs\b[^>]*>)(.*?)(</(?:\w+:)?cellXfs\s*>)", re.DOTALL)
_FORMAT = re.compile(rb"<(?:\w+:)?xf[\s/>]")
_COUNT = re.compile(rb"""count\s*=\s*["'][0-9]+["']""")
_DATE_1904 = re.compile(rb"""date1904\s*=\s*["'](?:1|true)["']""")
_DATE_AND_TIME = 22  # the number format that every program shows as its user's country writes it

WritePart = Callable[[IO[bytes], IO[bytes]], None]


def date_style(archive: zipfile.ZipFile) -> int | None:
    """Return the index that the format for a date and time gets in the copy; None where there are no formats."""
    if _STYLES not in archive.namelist():
        return None
    formats = _FORMATS.search(archive.read(_STYLES))
    return None if formats is None else len(_FORMAT.findall(formats[3]))


def counts_from_1904(archive: zipfile.ZipFile) -> bool:
    """Whether the days of its dates are counted from 1904, as old Macintosh programs did."""
    return _DATE_1904.search(archive.read(_WORKBOOK)) is not None


def copy_package(archive: zipfile.ZipFile, target: IO[bytes], changed: Mapping[str, WritePart]) -> None:
    """Copy every part as it stands, but for macros, the date's format, and those that `changed` writes."""
    own: dict[str, WritePart] = {
        _TYPES: _through(_without_macros),
        _LINKS: _through(lambda xml: _MACRO_LINK.sub(b"", xml)),
        _STYLES: _through(lambda xml: _FORMATS.sub(_add_date, xml, count=1)),
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in archive.infolist():
            if _MACRO_PART.match(part.filename) or part.is_dir():
                continue
            entry = zipfile.ZipInfo(part.filename, part.date_time)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.file_size = part.file_size
            with archive.open(part) as old, copy.open(entry, "w", force_zip64=part.file_size > 1 << 30) as new:
                {**own, **changed}.get(part.filename, shutil.copyfileobj)(old, new)


def _without_macros(types: bytes) -> bytes:
    """Excel refuses an .xlsx that says it holds macros, or is a template."""
    plain = _MAIN_TYPE.sub(_PLAIN_TYPE, _MACRO_OVERRIDE.sub(b"", types))
    return plain.replace(_MACRO_TYPE, _BINARY_TYPE)


def _through(change: Callable[[bytes], bytes]) -> WritePart:
    def write(old: IO[bytes], new: IO[bytes]) -> None:
        new.write(change(old.read()))

    return write


def _add_date(found: re.Match[bytes]) -> bytes:
    start, prefix, formats, end = found.groups()
    counted = _COUNT.sub(b'count="%d"' % (len(_FORMAT.findall(formats)) + 1), start)
    xf = b'<%bxf numFmtId="%d" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    return counted + formats + xf % (prefix, _DATE_AND_TIME) + end
