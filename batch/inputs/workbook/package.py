"""Decides which kind of workbook a file is, and refuses archives that are none or that would fill the memory."""

import io
import re
import struct
import zipfile
import zlib
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

from batch.errors import DamagedInputError, InputError
from batch.inputs.workbook.normal_package import normal_package
from batch.inputs.workbook.normal_spreadsheet import ODS_MIMETYPE, normal_spreadsheet

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BARE_RECORDS = b"\x09\x08"  # of an old Excel workbook without its container, as many scripts write it; Excel opens it

DAMAGED_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    UnicodeDecodeError,
    struct.error,
)
"""What reading a damaged or encrypted archive raises."""

_BOMB_BYTES = 100 << 20  # less does no harm
_BOMB_RATIO = 200  # as of a packed text; a million empty rows with a format pack by 13
_MOST_PARTS = 65_535  # that an archive can hold which is not of the 64-bit kind
_MOST_LINK_BYTES = 24 << 20  # a sheet has at most 65,530 links
_ANEW = "check where it comes from, and save it anew"
_ARCHIVE = "is an archive or document, not a workbook", "unpack it, or save the table as CSV"
_OTHERS = (
    (
        re.compile(r"Index/.*\.iwa$|Index\.zip$|index\.apxl"),
        "is a workbook of Numbers",
        "export it there as .xlsx or CSV",
    ),
    (re.compile("word/|ppt/"), "is a document, not a workbook", "save the table in it as CSV or .xlsx"),
    (re.compile("content\\.xml$"), "is a document, not a workbook", "save the table in it as CSV or .xlsx"),
)


class WorkbookFormat(StrEnum):
    """The kinds of workbook, as a person calls them."""

    XLSX = "Excel workbook"  #: .xlsx and .xlsm: XML in a ZIP archive
    XLSB = "binary Excel workbook"  #: .xlsb: records in a ZIP archive
    XLS = "Excel 97 workbook"  #: .xls: the old format, of Excel 5 and 95 too
    ODS = "OpenDocument spreadsheet"  #: .ods


def check_package(path: Path) -> WorkbookFormat:
    """Look at the file's bytes and at the archive's directory. Raises InputError."""
    with path.open("rb") as file:
        if file.read(len(OLE_MAGIC)).startswith((OLE_MAGIC, BARE_RECORDS)):
            return WorkbookFormat.XLS
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bomb(archive, path)
        with open_package(path) as package, zipfile.ZipFile(package) as archive:
            return _tell_format(archive)
    except (*DAMAGED_ARCHIVE, ET.ParseError) as error:
        raise DamagedInputError("a workbook") from error


def open_package(path: Path) -> IO[bytes]:
    """Open the archive for reading, with its parts named as usual. Raises what a damaged one does, and InputError."""
    status = path.stat()
    content = _normal_copy(path, status.st_mtime_ns, status.st_size)
    return path.open("rb") if content is None else io.BytesIO(content)


def let_go_of_package() -> None:
    """Free the memory of the copy that was made last."""
    _normal_copy.cache_clear()


@lru_cache(maxsize=1)  # as of loaded sheets: a file is gone through several times
def _normal_copy(path: Path, _changed: int, _size: int) -> bytes | None:
    with path.open("rb") as file:
        if file.read(len(ZIP_MAGIC)) != ZIP_MAGIC:
            return None
    with zipfile.ZipFile(path) as archive:
        return normal_package(archive) or normal_spreadsheet(archive)


def _refuse_bomb(archive: zipfile.ZipFile, path: Path) -> None:
    entries = archive.infolist()
    if len(entries) > _MOST_PARTS or any(
        entry.file_size > _MOST_LINK_BYTES and entry.filename.lower().endswith(".rels") for entry in entries
    ):
        raise InputError("has more parts than a workbook has", remedy=_ANEW)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > max(_BOMB_BYTES, _BOMB_RATIO * path.stat().st_size):
        raise InputError(f"unpacks to more than {_BOMB_RATIO} times its size", remedy=_ANEW)


def _tell_format(archive: zipfile.ZipFile) -> WorkbookFormat:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return WorkbookFormat.XLSX
    if "xl/workbook.bin" in names:
        return WorkbookFormat.XLSB
    if "mimetype" in names and archive.read("mimetype").startswith(ODS_MIMETYPE):
        return WorkbookFormat.ODS
    what, remedy = next((said for look, *said in _OTHERS if any(map(look.match, names))), _ARCHIVE)
    raise InputError(what, remedy=remedy)
