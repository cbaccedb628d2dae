"""Loads a sheet of a workbook, whatever its format, with what calamine itself would hide of it or can't read."""

import io
import posixpath
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree as ET

import python_calamine as calamine

from batch.errors import InputError
from batch.inputs.workbook.bounded_xml import bounded
from batch.inputs.workbook.calamine_book import SAVE_ANEW, open_book, refuse_absurd, unreadable_book
from batch.inputs.workbook.excel97.container import read_records
from batch.inputs.workbook.excel97.records import OldWorkbook
from batch.inputs.workbook.excel97.restated import restate_xls
from batch.inputs.workbook.loaded_sheet import LoadedSheet
from batch.inputs.workbook.ods_errors import find_ods_errors
from batch.inputs.workbook.package import DAMAGED_ARCHIVE, WorkbookFormat, let_go_of_package, open_package
from batch.inputs.workbook.parts import sheet_parts
from batch.inputs.workbook.plain_sheet import HiddenTexts, PlainSheet
from batch.inputs.workbook.restated_sheet import restate_sheet
from batch.inputs.workbook.xlsb_cells import scan_xlsb_sheet

_FOLDERS_OF_BOOK = frozenset({"", "_rels", "xl", "xl/_rels"})  # what all sheets share: titles, texts, formats


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetAddress:
    """Where a sheet is found."""

    path: Path
    format: WorkbookFormat
    title: str
    index: int  #: from 0, among all sheets of the workbook


def load_sheet(address: SheetAddress) -> LoadedSheet:
    """Load the sheet, and keep it until another one is loaded or `let_go` is called. Raises InputError, OSError."""
    status = address.path.stat()
    return _load(address, status.st_mtime_ns, status.st_size)


def let_go() -> None:
    """Free the memory of the sheet that was loaded last, and of its workbook."""
    _load.cache_clear()
    let_go_of_package()


@lru_cache(maxsize=1)  # a file is gone through several times; one sheet, so that memory stays bounded
def _load(address: SheetAddress, _changed: int, _size: int) -> LoadedSheet:
    try:
        match address.format:
            case WorkbookFormat.XLSX:
                return _load_xlsx(address)
            case WorkbookFormat.XLSB:
                return _load_xlsb(address)
            case WorkbookFormat.XLS:
                return _load_xls(address)
            case WorkbookFormat.ODS:
                with (
                    open_package(address.path) as package,
                    zipfile.ZipFile(package) as archive,
                    archive.open("content.xml") as xml,
                ):
                    hidden_texts = find_ods_errors(bounded(xml), address.title)
                return _load_as_it_is(address, hidden_texts)
    except (*DAMAGED_ARCHIVE, ET.ParseError) as error:
        raise unreadable_book(address.path) from error


def _load_as_it_is(address: SheetAddress, hidden_texts: HiddenTexts) -> LoadedSheet:
    with open_book(address.path) as workbook:
        return LoadedSheet(cells=workbook.get_sheet_by_name(address.title), hidden_texts=hidden_texts)


def _load_xls(address: SheetAddress) -> LoadedSheet:
    book = OldWorkbook.of(read_records(address.path))
    copy, places = restate_xls(book, book.sheets[address.index])
    with open_book(address.path, copy) as workbook:
        return LoadedSheet(cells=workbook.get_sheet_by_index(0), places=places)


def _load_xlsb(address: SheetAddress) -> LoadedSheet:
    with open_package(address.path) as package, zipfile.ZipFile(package) as archive:
        rows, columns, hidden_texts = scan_xlsb_sheet(archive.read(_part_of(archive, address.title)))
    refuse_absurd(rows, columns)
    return _load_as_it_is(address, hidden_texts)


def _load_xlsx(address: SheetAddress) -> LoadedSheet:
    """Load the sheet as it stands where that is safe, and else its restatement."""
    with open_package(address.path) as package, zipfile.ZipFile(package) as archive:
        part = _part_of(archive, address.title)
        with archive.open(part) as xml:
            plain = PlainSheet.recognise(xml)
        if plain is not None and plain.is_dense:
            with open_book(address.path, part=part) as workbook:
                try:
                    cells = workbook.get_sheet_by_name(address.title)
                except calamine.CalamineError:  # because of what stands before or after its rows
                    pass
                else:
                    return LoadedSheet(cells=cells, hidden_texts=plain.hidden_texts)
        return _load_restated(archive, part, address)


def _load_restated(archive: zipfile.ZipFile, part: str, address: SheetAddress) -> LoadedSheet:
    """Let calamine read a copy of the workbook, in memory, that holds nothing but the restated sheet."""
    with io.BytesIO() as copy:
        with zipfile.ZipFile(copy, "w") as target:
            for name in archive.namelist():
                if posixpath.dirname(name) in _FOLDERS_OF_BOOK and not name.endswith("/"):
                    target.writestr(name, archive.read(name))
            with archive.open(part) as xml, target.open(part, "w", force_zip64=True) as restated:
                places = restate_sheet(bounded(xml), restated)
        copy.seek(0)
        with open_book(address.path, copy, part=part) as workbook:
            return LoadedSheet(cells=workbook.get_sheet_by_name(address.title), places=places)


def _part_of(archive: zipfile.ZipFile, title: str) -> str:
    if (part := sheet_parts(archive).get(title)) is None:
        raise InputError(f"the sheet “{title}” has no part in the workbook", remedy=SAVE_ANEW)
    return part
