"""Copies an .xlsx part by part, every byte but what the answers need: their cells, looks, filter, notes and legend."""

import io
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import IO, BinaryIO
from xml.etree import ElementTree as ET
from xml.parsers import expat

from batch.cells.rows import InputRow
from batch.cells.shown import identifier_text, is_number
from batch.errors import UnusualSheetError
from batch.export.copies.excel.dates import excel_value
from batch.export.copies.excel.parts.book import SHEET_TYPE, Book, legend_sheet
from batch.export.copies.excel.parts.package import copy_package, counts_from_1904
from batch.export.copies.excel.parts.relations import free_part
from batch.export.copies.excel.parts.styles import STYLES, Styles
from batch.export.copies.excel.sheet_edits import SheetEdits, SheetPart
from batch.export.copies.excel.sheet_row import NewCell, RowXml
from batch.export.copies.excel.sheet_xml import copy_sheet
from batch.export.copies.row_answers import Answers
from batch.inputs import InputFile
from batch.inputs.workbook.legend_sheet import find_legend, free_title
from batch.inputs.workbook.package import DAMAGED_ARCHIVE, WorkbookFormat, open_package
from batch.inputs.workbook.parts import sheet_parts
from batch.inputs.workbook.worksheet import WorkbookSheet


def copy_excel(file: InputFile, sheet: WorkbookSheet, answers: Answers, target: BinaryIO) -> None:
    """Write the copy: formats, formulas, charts and other sheets are the file's own bytes.

    Raises UnusualSheetError for another format than .xlsx, and when its XML can't be followed safely.
    """
    if sheet.format is not WorkbookFormat.XLSX:
        raise UnusualSheetError("it is no .xlsx")
    try:
        with open_package(file.path) as package, zipfile.ZipFile(package) as archive:
            _copy_archive(file, sheet.title, answers, archive, target)
    except (*DAMAGED_ARCHIVE, ET.ParseError, expat.ExpatError, ValueError) as error:  # also a number that is none
        raise UnusualSheetError("a part of the workbook is damaged") from error


def _copy_archive(file: InputFile, title: str, answers: Answers, archive: zipfile.ZipFile, target: BinaryIO) -> None:
    titles = sheet_parts(archive)
    if (part := titles.get(title)) is None:
        raise UnusualSheetError("the sheet was not found in the workbook")
    styles = Styles(archive.read(STYLES) if STYLES in archive.namelist() else None)
    edits = SheetEdits(archive, SheetPart(title, part), file, answers, styles)
    book, types = Book(archive), dict(edits.types)
    book.widen_names(part, edits.reach)
    if (legend := find_legend(file.path, titles)) is not None:
        legend_part = titles[legend]
    else:
        legend_part = free_part(archive.namelist(), "xl/worksheets/sheet{}.xml")
        types[legend_part] = SHEET_TYPE
        book.add_sheet(free_title(titles), legend_part)
    changed = {
        **edits.parts,
        **book.parts,
        **({} if styles.xml is None else {STYLES: styles.xml}),
        legend_part: legend_sheet(book, styles, answers),
    }
    rows = _Rows(file, answers, edits, style=styles.date, is_1904=counts_from_1904(archive))
    copy_package(
        archive,
        target,
        sheet=(part, partial(_copy_part, rows=rows, edits=edits)),
        changed=changed,
        types=types,
        renames=edits.renames,
    )


def _copy_part(old: IO[bytes], new: IO[bytes], *, rows: "_Rows", edits: SheetEdits) -> None:
    xml = old if edits.tidied is None else io.BytesIO(edits.tidied)
    copy_sheet(xml, new, rows.write, head=edits.head, tail=edits.tail, last_column=max(edits.reach.columns))


class _Rows:
    """Writes the header with the added names, and each row with its answers and its identifiers as text."""

    def __init__(
        self, file: InputFile, answers: Answers, edits: SheetEdits, *, style: int | None, is_1904: bool
    ) -> None:
        self._indices = file.indices
        self._header_rows = file.header_rows
        self._answers = answers
        self._places = edits.reach.columns
        self._emptied = {place: NewCell(value=None) for place in answers.stale}
        self._unnamed = {place: NewCell(value=None) for place in answers.stale if place not in edits.kept_names}
        self._style = style
        self._is_1904 = is_1904
        self._read: Iterator[InputRow] = file.rows()

    def write(self, xml: RowXml, number: int, attributes: bytes, content: bytes) -> bytes | None:
        if number < self._header_rows:
            return None
        if number == self._header_rows:
            return xml.write(number, attributes, content, self._header(xml, number, content))
        if (values := self._answers.of(number)) is None:
            return xml.write(number, attributes, content, self._emptied) if self._emptied and content else None
        shown = (excel_value(value, date_style=self._style, is_1904=self._is_1904) for value in values)
        new = {
            place: NewCell(value=value, style=style) for place, (value, style) in zip(self._places, shown, strict=True)
        }
        return xml.write(number, attributes, content, self._identifiers(xml, number, content) | self._emptied | new)

    def _header(self, xml: RowXml, number: int, content: bytes) -> dict[int, NewCell]:
        """Name the added columns, in the looks of the table's last name."""
        styles = {cell.column: cell.style for cell in xml.cells(number, content) if cell.content}
        style = styles.get(max((column for column in styles if column < max(self._places)), default=0))
        named = zip(self._places, self._answers.names, strict=True)
        return self._unnamed | {place: NewCell(value=name, style=style) for place, name in named}

    def _identifiers(self, xml: RowXml, number: int, content: bytes) -> dict[int, NewCell]:
        """Turn typed numbers into text; dates, errors and formulas stay what they are."""
        row = next((row for row in self._read if row.row == number), None)
        if row is None:
            raise UnusualSheetError("its rows are not in order")
        numbers = {index: cell for index, cell in zip(self._indices, row.cells, strict=True) if is_number(cell)}
        if not numbers:
            return {}
        plain = {cell.column for cell in xml.cells(number, content) if not cell.is_formula}
        return {index: NewCell(value=identifier_text(cell)) for index, cell in numbers.items() if index in plain}
