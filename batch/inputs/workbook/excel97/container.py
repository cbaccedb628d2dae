"""Takes the records of an old Excel workbook out of its container, or says what the container holds instead.

A container ([MS-CFB]) has no checksums, but its chains of sectors can be checked: no sector stands in one twice.
"""

import io
import struct
from pathlib import Path
from typing import IO

import olefile

from batch.errors import DamagedInputError, InputError
from batch.inputs.workbook.package import OLE_MAGIC

_SECTOR_FIELDS = struct.Struct("<30xH12xI24xI")  # of the header: sector shift, how many sectors hold the FAT, the DIFAT

_SECTOR = 4096
_NONE = 0xFFFFFFFF
_MOST_SECTORS = 109 * 1023 - 2  # that a header can tell of without further lists

_DAMAGED = (OSError, struct.error, IndexError, OverflowError, ValueError, MemoryError, TypeError, AttributeError)
"""What olefile raises for a damaged one."""

_SAVE = "save the table in it as CSV or .xlsx"
_PASSWORD = "is protected by a password", "save it without one"
_OTHERS = {
    "EncryptedPackage": _PASSWORD,
    "\x09DRMContent": ("is protected by a rights management", "save it without protection"),
    "WordDocument": ("is a Word document, not a workbook", _SAVE),
    "PowerPoint Document": ("is a PowerPoint presentation, not a workbook", _SAVE),
    "__properties_version1.0": ("is an Outlook message, not a workbook", "save the table attached to it"),
    "VisioDocument": ("is a Visio drawing, not a workbook", _SAVE),
    "WksSSWorkBook": ("is a workbook of Microsoft Works", "open it in a spreadsheet program and save it as .xlsx"),
    "NativeContent_MAIN": ("is a workbook of Quattro Pro", "open it in a spreadsheet program and save it as .xlsx"),
}
_INSTALLER = "000C1084-0000-0000-C000-000000000046", "000C1086-0000-0000-C000-000000000046"


def read_records(path: Path) -> bytes:
    """Return the workbook's records. Raises InputError for what is none, or is damaged."""
    with path.open("rb") as file:
        start = file.read(len(OLE_MAGIC))
        file.seek(0)
        if start != OLE_MAGIC:
            return file.read()
        try:
            return _read_from_container(file)
        except _DAMAGED as error:
            if getattr(error, "errno", None) is not None:
                raise
            raise DamagedInputError("a workbook") from error


def _read_from_container(file: IO[bytes]) -> bytes:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    shift, *sectors = _SECTOR_FIELDS.unpack(file.read(_SECTOR_FIELDS.size))
    if shift not in {9, 12} or sum(sectors) << shift > size:
        raise DamagedInputError("a workbook")
    with olefile.OleFileIO(file) as container:
        name = next((each for each in ("Workbook", "Book") if container.exists(each)), None)
        if name is None:
            raise _no_workbook(container)
        if not _is_sound(container, name, size):
            raise DamagedInputError("a workbook")
        content: bytes = container.openstream(name).read()
        return content


def _no_workbook(container: olefile.OleFileIO) -> InputError:
    what, remedy = next(
        (said for name, said in _OTHERS.items() if container.exists(name)),
        ("holds no workbook", "open it in the program that wrote it, and save the table as CSV or .xlsx"),
    )
    if container.root.clsid in _INSTALLER:
        what, remedy = "is an installer (MSI), not a workbook", "check its name"
    return InputError(what, remedy=remedy)


def _is_sound(container: olefile.OleFileIO, name: str, file_size: int) -> bool:
    """Whether the stream is no longer than the file, and no sector is in its chain twice."""
    entry = container.direntries[container._find(name)]  # noqa: SLF001 - olefile has no other way to where a stream begins
    if entry.size > file_size:
        return False
    is_small = entry.size < container.minisectorcutoff
    if is_small:
        container.openstream(name)  # loads the chains of the small ones
    chains, sector_size = (
        (container.minifat, container.minisectorsize) if is_small else (container.fat, container.sectorsize)
    )
    sector, seen = entry.isectStart, set[int]()
    for _ in range(-(-entry.size // sector_size)):
        if sector in seen or sector >= len(chains):
            return False
        seen.add(sector)
        sector = chains[sector]
    return True


def write_container(stream: bytes) -> io.BytesIO:
    """Put the records into the smallest container that calamine takes ([MS-CFB]): header, directory, FAT, stream."""
    if len(stream) > _MOST_SECTORS * _SECTOR:
        raise InputError("a sheet is too large to be loaded", remedy="save the table as CSV")
    end, of_fat = 0xFFFFFFFE, 0xFFFFFFFD
    count = max(2, -(-len(stream) // _SECTOR))
    fat_count = -(-(count + 2) // 1023)  # with the sectors of the FAT itself, of the directory, and of small streams
    small = 1 + fat_count  # calamine wants that sector in any
    first = small + 1
    fat = [end, *([of_fat] * fat_count), end, *range(first + 1, first + count), end]
    fat += [_NONE] * (fat_count * 1024 - len(fat))
    difat = [*range(1, 1 + fat_count), *([_NONE] * (109 - fat_count))]
    header = struct.pack("<8s16xHHHHH6x9I", OLE_MAGIC, 0x3E, 4, 0xFFFE, 12, 6, 1, fat_count, 0, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", *difat)
    directory = _entry("Root Entry", 5, 1, small, 0) + _entry("Workbook", 2, _NONE, first, max(len(stream), _SECTOR))
    parts = (header, directory, struct.pack(f"<{len(fat)}I", *fat))
    content = b"".join(part.ljust(-(-len(part) // _SECTOR) * _SECTOR, b"\0") for part in parts)
    return io.BytesIO(content + bytes(_SECTOR) + stream.ljust(count * _SECTOR, b"\0"))


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    wide = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBBIII16xI16xIQ", wide, len(wide), kind, 1, _NONE, _NONE, child, 0, start, size)
