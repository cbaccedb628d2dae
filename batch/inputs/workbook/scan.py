"""Decides whether a sheet of a workbook can be loaded, and finds what loading would hide, before it is loaded.

A loaded sheet has a place for every cell between its first and its last; a stray cell in the last column and row would
make that 17 billion. A formula that was never calculated, and an error like #REF!, are loaded as empty cells.
"""

import re
import struct
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

from batch.errors import DamagedInputError
from batch.inputs.workbook.ods_errors import find_ods_errors
from batch.inputs.workbook.package import DAMAGED_ARCHIVE, WorkbookFormat
from batch.inputs.workbook.parts import binary_records, sheet_parts
from batch.inputs.workbook.places import column_index
from batch.inputs.workbook.xls_errors import ERROR_VALUES, find_xls_errors

MOST_CELLS = 30_000_000
"""A sheet of this many cells takes about 1 GB."""

FORMULA_WITHOUT_VALUE = "="
FAR_CELLS_REMEDY = "delete stray cells far from the table, or save the table as CSV"

_BLOCK_BYTES = 1 << 20
_TAG = rb"(?:\w+:)?"
_REFERENCE = b"<" + _TAG + rb'c [^>]*?r="([A-Z]{1,3})([0-9]{1,7})"'
_CELL = re.compile(_REFERENCE)
_FILLED_CELL = re.compile(_REFERENCE + rb"[^>]*(?<!/)>")
_FORMULA = b"<" + _TAG + rb"f(?: [^>]*)?(?:/>|>[^<]*</" + _TAG + b"f>)"
_VALUELESS = re.compile(_REFERENCE + b"[^>]*>" + _FORMULA + b"(?:<" + _TAG + b"v ?/>|<v></v>)?</" + _TAG + b"c>")
_ERROR = re.compile(_REFERENCE + rb'[^>]* t="e"[^>]*>(?:' + _FORMULA + b")?<" + _TAG + b"v>(#[^<]*)<")
_ROW_HEADER, _FIRST_FILLED, _LAST_FILLED = 0, 2, 11
_ERROR_CELLS = frozenset({3, 11})  # an error entered, and one that a formula gave

CellPositions = Iterable[tuple[int, int]]
HiddenTexts = Mapping[int, Mapping[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetScan:
    """What is known of a sheet before it is loaded."""

    hidden_texts: HiddenTexts  #: what a person sees where loading gives an empty cell, by row and column from 0
    refusal: str | None = None  #: why it must not be loaded


def scan_sheet(path: Path, format_: WorkbookFormat, title: str, *, index: int) -> SheetScan:
    """Look through one sheet, the one at `index` (from 0) among all. Raises InputError when the workbook is damaged.

    How far one of OpenDocument or Excel 97 reaches is not asked: calamine limits the one itself, the other can't.
    """
    if format_ is WorkbookFormat.XLS:
        return SheetScan(hidden_texts=find_xls_errors(path, index))
    try:
        with zipfile.ZipFile(path) as archive:
            if format_ is WorkbookFormat.ODS:
                with archive.open("content.xml") as xml:
                    return SheetScan(hidden_texts=find_ods_errors(xml, title))
            return _scan_part(archive, sheet_parts(archive).get(title))
    except (*DAMAGED_ARCHIVE, ET.ParseError) as error:
        raise DamagedInputError("a workbook") from error


def _scan_part(archive: zipfile.ZipFile, part: str | None) -> SheetScan:
    if part is None:
        return SheetScan(hidden_texts={})
    if part.endswith(".bin"):
        rows, columns, hidden_texts = _scan_records(archive.read(part))
        return SheetScan(hidden_texts=hidden_texts, refusal=_refuse_absurd(rows, columns))
    with archive.open(part) as xml:
        reach, hidden_texts = _scan_xml(xml)
        xml.seek(0)
        # Empty cells that only have a format reach far too, and do no harm.
        refusal = _refuse_absurd(*_reach(_filled_positions(xml))) if reach > MOST_CELLS else None
    return SheetScan(hidden_texts=hidden_texts, refusal=refusal)


def _reach(places: CellPositions) -> tuple[int, int]:
    """Count the rows and columns up to the last filled cell, as loading would."""
    rows = columns = 0
    for row, column in places:
        rows, columns = max(rows, row + 1), max(columns, column + 1)
    return rows, columns


def _refuse_absurd(rows: int, columns: int) -> str | None:
    if rows * columns <= MOST_CELLS:
        return None
    return f"the sheet reaches to row {rows}, column {columns}, which is more than can be loaded"


def _scan_xml(xml: IO[bytes]) -> tuple[int, HiddenTexts]:
    """Return how many places the sheet can have at most, and the texts that loading would hide."""
    columns: set[bytes] = set()
    rows = 0
    hidden: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for block in _whole_cells(xml):
        found = _CELL.findall(block)
        columns.update(column for column, _ in found)
        rows = max(rows, max((int(row) for _, row in found), default=0))
        for row, column, text in _hidden_texts(block):
            hidden[row][column] = text
    return rows * (max(map(column_index, columns), default=-1) + 1), hidden


def _hidden_texts(block: bytes) -> Iterator[tuple[int, int, str]]:
    if b"<f" in block or b":f" in block:
        for column, row in _VALUELESS.findall(block):
            yield int(row) - 1, column_index(column), FORMULA_WITHOUT_VALUE
    if b'"e"' in block:
        for column, row, error in _ERROR.findall(block):
            yield int(row) - 1, column_index(column), error.decode("utf-8", "replace")


def _filled_positions(xml: IO[bytes]) -> CellPositions:
    for block in _whole_cells(xml):
        for column, row in _FILLED_CELL.findall(block):
            yield int(row) - 1, column_index(column)


def _whole_cells(xml: IO[bytes]) -> Iterator[bytes]:
    """Read in blocks that end between two rows, or at least between two tags."""
    rest = b""
    while block := xml.read(_BLOCK_BYTES):
        block = rest + block
        end = max(block.rfind(b"</row>"), 0) or max(block.rfind(b"<"), 0)
        yield block[:end]
        rest = block[end:]
    yield rest


def _scan_records(content: bytes) -> tuple[int, int, HiddenTexts]:
    """Return how many rows and columns the sheet has, and the errors that loading would hide."""
    row = rows = columns = 0
    hidden: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for kind, start, _ in binary_records(content):
        if kind == _ROW_HEADER:
            (row,) = struct.unpack_from("<I", content, start)
        elif _FIRST_FILLED <= kind <= _LAST_FILLED:
            (column,) = struct.unpack_from("<I", content, start)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if kind in _ERROR_CELLS:
                hidden[row][column] = ERROR_VALUES.get(content[start + 8], "#N/A")
    return rows, columns, hidden
