"""Decides which kind of workbook a file is, and refuses archives that are none or that would fill the memory."""

import struct
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

from batch.errors import DamagedInputError, InputError

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

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

_BOMB_BYTES = 1 << 30  # the XML of a full sheet of a million rows is honest
_BOMB_RATIO = 200  # as of a packed text
_ODS_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"


class WorkbookFormat(StrEnum):
    """The kinds of workbook, as a person calls them."""

    XLSX = "Excel workbook"  #: .xlsx and .xlsm: XML in a ZIP archive
    XLSB = "binary Excel workbook"  #: .xlsb: records in a ZIP archive
    XLS = "Excel 97 workbook"  #: .xls: the old format, and what is protected by a password
    ODS = "OpenDocument spreadsheet"  #: .ods


def check_package(path: Path) -> WorkbookFormat:
    """Look at the file's bytes and at the archive's directory. Raises InputError."""
    with path.open("rb") as file:
        if file.read(len(OLE_MAGIC)) == OLE_MAGIC:
            return WorkbookFormat.XLS
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bomb(archive, path)
            format_ = _tell_format(archive)
    except DAMAGED_ARCHIVE as error:
        raise DamagedInputError("a workbook") from error
    if format_ is None:
        raise InputError("is an archive or document, not a workbook", remedy="unpack it, or save the table as CSV")
    return format_


def _refuse_bomb(archive: zipfile.ZipFile, path: Path) -> None:
    unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > max(_BOMB_BYTES, _BOMB_RATIO * path.stat().st_size):
        raise InputError(
            f"unpacks to more than {_BOMB_RATIO} times its size", remedy="check where it comes from, and save it anew"
        )


def _tell_format(archive: zipfile.ZipFile) -> WorkbookFormat | None:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return WorkbookFormat.XLSX
    if "xl/workbook.bin" in names:
        return WorkbookFormat.XLSB
    if "mimetype" in names and archive.read("mimetype").startswith(_ODS_MIMETYPE):
        return WorkbookFormat.ODS
    return None
