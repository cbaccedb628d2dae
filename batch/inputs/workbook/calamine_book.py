"""Opens workbooks by calamine, and translates what it raises."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET
from xml.parsers import expat

import python_calamine as calamine

from batch.errors import DamagedInputError, InputError
from batch.errors.shown_text import shown_name
from batch.inputs.workbook.bounded_xml import bounded
from batch.inputs.workbook.normal_package import without_odd_sheets
from batch.inputs.workbook.package import DAMAGED_ARCHIVE, open_package

MOST_PLACES = 30_000_000
"""A sheet of so many rows times columns takes about 1 GB."""

SAVE_ANEW = "open it in a spreadsheet program and save it as .xlsx"
_XML = re.compile(r"^xl/(?:workbook|styles|sharedStrings|worksheets/[^/]+)\.xml$|^content\.xml$|\.rels$")

FAR_CELLS_REMEDY = "delete stray cells far from the table, or save the table as CSV"


@contextmanager
def open_book(path: Path, content: IO[bytes] | None = None, *, part: str = "") -> Iterator[calamine.CalamineWorkbook]:
    """Open the file, or what is to be read in its place; `part` is the one that is going to be read. Raises InputError.

    A panic of the library's Rust code is an exception that is no Exception.
    """
    try:
        with _load(path) if content is None else calamine.CalamineWorkbook.from_filelike(content) as workbook:
            yield workbook
    except calamine.PasswordError as error:
        raise InputError("is protected by a password", remedy="save it without one") from error
    except calamine.CalamineError as error:
        if "Cell limit" in str(error):
            raise InputError("a sheet reaches too far to be loaded", remedy=FAR_CELLS_REMEDY) from error
        raise unreadable_book(path, part) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise unreadable_book(path, part) from error


def unreadable_book(path: Path, part: str = "") -> InputError:
    """Return the error for a workbook, or a part of it, that is not understood: damaged is only what its sums say."""
    try:
        with open_package(path) as package, zipfile.ZipFile(package) as archive:
            if archive.testzip() is not None:
                return DamagedInputError("a workbook")
            part = next((name for name in archive.namelist() if not _is_well_formed(archive, name)), part)
    except DAMAGED_ARCHIVE:  # .xls has no sums, and is no archive
        return DamagedInputError("a workbook")
    what = f"its part {part}" if part else "a part of it"
    return InputError(f"{what} can't be understood", remedy=SAVE_ANEW)


def _is_well_formed(archive: zipfile.ZipFile, name: str) -> bool:
    if not _XML.search(name):
        return True
    parser = expat.ParserCreate()
    try:
        with archive.open(name) as xml:
            parser.ParseFile(bounded(xml))
    except expat.ExpatError:
        return False
    return True


def refuse_absurd(rows: int, columns: int) -> None:
    """Raise InputError for a sheet that would fill the memory: loaded, it has a place for every cell it could have."""
    if rows * columns > MOST_PLACES:
        what = f"the sheet takes up {rows} rows of {columns} columns, which is more than can be loaded"
        raise InputError(what, remedy=FAR_CELLS_REMEDY)


def _load(path: Path) -> calamine.CalamineWorkbook:
    """Let calamine go by the name's suffix, which gives the better errors, then by the bytes, then without odd sheets.

    It finds no file whose name Python could not decode.
    """
    with open_package(path) as package:
        from_bytes = calamine.CalamineWorkbook.from_filelike
        ways: list[Callable[[], calamine.CalamineWorkbook]] = [
            lambda: from_bytes(package),
            lambda: from_bytes(without_odd_sheets(package)),
        ]
        if not isinstance(package, io.BytesIO) and str(path) == shown_name(str(path)):
            ways.insert(0, lambda: calamine.CalamineWorkbook.from_path(path))
        errors: list[calamine.CalamineError] = []
        for way in ways:
            try:
                return way()
            except calamine.CalamineError as error:
                errors.append(error)
            except (*DAMAGED_ARCHIVE, ET.ParseError):  # of what it can't be without
                break
        raise errors[0]
