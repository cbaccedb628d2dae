"""Reads a sheet's XML with a parser, in any spelling, and states it anew as calamine reads it right.

Rows and columns without content are closed up, since calamine lays a sheet out as one rectangle: a stray cell in the
last column would make every row 16,384 cells wide.
"""

import re
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from batch.errors import InputError
from batch.inputs.columns.merged_names import MergedRange
from batch.inputs.workbook.bounded_xml import refuse_deep
from batch.inputs.workbook.calamine_book import SAVE_ANEW, refuse_absurd
from batch.inputs.workbook.cell_values import XmlCell, restate
from batch.inputs.workbook.places import column_index, column_letters

_BLOCK_BYTES = 1 << 18
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEAD = f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode()
_TAIL = b"</sheetData></worksheet>"
_LAST_ROW, _LAST_COLUMN = 1 << 20, 1 << 14
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_MERGED = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7}):([A-Za-z]{1,3})([0-9]{1,7})")
_KNOWN = frozenset({"worksheet", "sheetData", "row", "c", "f", "v", "is", "r", "t"})
_ALTERNATIVES = frozenset({"AlternateContent", "Choice", "Fallback"})  # ECMA-376 part 3

KNOWN_EXTENSIONS = "http://schemas.microsoft.com/"
"""With which the namespace of every extension that Excel knows begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the rows and columns of a restated sheet stand in the sheet itself, from 0, in the order of the XML."""

    rows: "array[int]"
    columns: list[int]
    merged: list[MergedRange]


def restate_sheet(xml: IO[bytes], target: IO[bytes]) -> Places:
    """Write the sheet anew. Raises InputError for one that is damaged, or that reaches too far all the same."""
    target.write(_HEAD)
    reader = _Reader(target.write)
    try:
        while block := xml.read(_BLOCK_BYTES):
            reader.parser.Parse(block, False)
        if not reader.is_done:
            reader.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        if not reader.is_done:
            raise InputError("the XML of the sheet breaks off, or is not well-formed", remedy=SAVE_ANEW) from error
    target.write(_TAIL)
    return Places(rows=reader.rows, columns=list(reader.columns), merged=reader.merged)


class _Kinds(dict[str, str | None]):
    """The local name for each element that matters here, or lies around one; None for any other.

    The first one asked for is the whole sheet: its namespace is that of all.
    """

    def __missing__(self, name: str) -> str | None:
        namespace, _, local = name.rpartition(" ")
        first = next(iter(self), name).rpartition(" ")[0]
        self[name] = local if local in (_KNOWN if namespace == first else _ALTERNATIVES) else None
        return self[name]


class _Reader:
    """Follows the parser through the sheet, and writes each row as soon as it ends."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self._follow_rows()
        self.parser.StartNamespaceDeclHandler = self._declare
        self.is_done = False
        self.rows = array("I")
        self.columns: dict[int, int] = {}  # in the sheet, and as they are closed up
        self.merged: list[MergedRange] = []
        self._write = write
        self._kinds = _Kinds()
        self._foreign_depth = 0
        self._namespaces: dict[str | None, str] = {}
        self._is_chosen: list[bool] = []  # whether one was taken, for what is written in several ways
        self._row, self._column = 0, 0  # counted from 1, of the cell that is read
        self._row_of_cells, self._cells = 0, dict[int, str]()
        self._texts: list[str] = []
        self._attributes: Mapping[str, str] = {}
        self._value: str | None = None
        self._text: str | None = None
        self._is_formula = False

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._foreign_depth:
            self._foreign_depth += 1
            refuse_deep(self._foreign_depth)
            return
        match self._kinds[name]:
            case "c":
                self._start_cell(attributes)
            case "v" | "t":
                self._texts.clear()
            case "f":
                self._is_formula = True
            case "row":
                self._row, self._column = int(attributes.get("r", self._row + 1)), 0
            case "AlternateContent":
                self._is_chosen.append(False)
            case "Choice" | "Fallback" if self._takes(attributes):
                self._is_chosen[-1] = True
            case None | "Choice" | "Fallback":
                self._foreign_depth = 1
            case _:
                pass

    def _declare(self, prefix: str | None, namespace: str) -> None:
        self._namespaces[prefix] = namespace

    def _takes(self, attributes: Mapping[str, str]) -> bool:
        """Whether this way of writing counts, as for Excel: the first that needs nothing unknown."""
        needed = attributes.get("Requires", "").split()
        is_known = all(self._namespaces.get(each, "").startswith(KNOWN_EXTENSIONS) for each in needed)
        return is_known and not all(self._is_chosen[-1:])

    def _follow_rows(self) -> None:
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._add_text

    def _start_behind(self, name: str, attributes: Mapping[str, str]) -> None:
        """Of all that stands behind the rows only the merged cells are of use, and further rows."""
        if self._kinds[name] == "sheetData":
            self._follow_rows()
        elif name.endswith(" mergeCell") and (found := _MERGED.fullmatch(attributes.get("ref", ""))):
            left, right = (column_index(found[each].encode()) for each in (1, 3))
            self.merged.append(((int(found[2]) - 1, left), (int(found[4]) - 1, right)))

    def _add_text(self, text: str) -> None:
        self._texts.append(text)

    def _end(self, name: str) -> None:
        if self._foreign_depth:
            self._foreign_depth -= 1
            return
        match self._kinds[name]:
            case "c":
                self._end_cell()
            case "v":
                self._value = "".join(self._texts)
            case "t":
                self._text = (self._text or "") + "".join(self._texts)
            case "row":
                self._write_row()
            case "AlternateContent":
                self._is_chosen.pop()
            case "sheetData":
                self.is_done = True
                self.parser.StartElementHandler = self._start_behind
                self.parser.EndElementHandler = self.parser.CharacterDataHandler = None
            case _:
                pass

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self._attributes = attributes
        self._value = self._text = None
        self._is_formula = False

    def _end_cell(self) -> None:
        row, self._column = self._place(self._attributes.get("r"))
        content = restate(XmlCell(self._attributes.get("t"), self._value, self._text, self._is_formula))
        if content is None:
            return
        if row != self._row_of_cells:
            self._write_row()
            self._row_of_cells = row
        style = self._attributes.get("s", "")
        xml = f' s="{style}"{content}' if style.isdigit() else content
        if self._cells.setdefault(self._column, xml) != xml:
            raise two_values_in_one_place(row)

    def _place(self, reference: str | None) -> tuple[int, int]:
        """Return row and column from 1; a cell that does not say where it stands follows the one before it."""
        if reference is None:
            row, column = self._row, self._column + 1
        elif found := _PLACE.fullmatch(reference.strip()):
            row, column = int(found[2]), column_index(found[1].encode()) + 1
        else:
            raise _no_such_place()
        if not (1 <= row <= _LAST_ROW and column <= _LAST_COLUMN):
            raise _no_such_place()
        return row, column

    def _write_row(self) -> None:
        if not self._cells:
            return
        self.rows.append(self._row_of_cells - 1)
        number = len(self.rows)
        closed_up = ((self.columns.setdefault(each - 1, len(self.columns)), xml) for each, xml in self._cells.items())
        cells = "".join(f'<c r="{column_letters(column).decode()}{number}"{xml}</c>' for column, xml in closed_up)
        self._write(f'<row r="{number}">{cells}</row>'.encode())
        self._cells.clear()
        refuse_absurd(number, len(self.columns))


def _no_such_place() -> InputError:
    return InputError("has a cell at a place that no sheet has", remedy=SAVE_ANEW)


def two_values_in_one_place(row: int) -> InputError:
    """Return the error for a row (from 1) in which one of two values would be lost."""
    return InputError(
        f"holds two values for the same cell in row {row}", remedy="open it in a spreadsheet program, and save it anew"
    )
