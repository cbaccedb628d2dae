"""Gives the sheets of Excel and OpenDocument workbooks, read by calamine."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import python_calamine as calamine

from batch.cells.rows import ROWS_IN_GROUP, Cell, RowGroup
from batch.errors import InputError
from batch.inputs.columns.merged_names import lower_names
from batch.inputs.sheet import blank_groups, pick_group, without_first
from batch.inputs.workbook.calamine_book import open_book
from batch.inputs.workbook.excel97.container import read_records
from batch.inputs.workbook.excel97.records import OldWorkbook
from batch.inputs.workbook.excel97.restated import outline
from batch.inputs.workbook.loaded_sheet import Record
from batch.inputs.workbook.loading import SheetAddress, load_sheet
from batch.inputs.workbook.package import WorkbookFormat, check_package


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookSheet:
    """One sheet of a workbook; its rows are numbered as the program shows them."""

    address: SheetAddress
    hidden: tuple[str, ...]  #: titles of the hidden sheets, which are read only when named

    @property
    def names(self) -> None:
        """None: they stand in a row, if anywhere."""
        return

    @property
    def format(self) -> WorkbookFormat:
        return self.address.format

    @property
    def title(self) -> str:
        return self.address.title

    @property
    def mixes_types(self) -> bool:
        """True: each cell has a type of its own."""
        return True

    @property
    def reading_notes(self) -> Mapping[str, str]:
        hidden = {"hidden_sheets": ", ".join(self.hidden)} if self.hidden else {}
        return {"format": self.format.value, "sheet": self.title, **hidden}

    def sample(self, limit: int) -> list[Sequence[Cell]]:
        """Return the first rows; names of a header over several rows stand all in its last one."""
        return lower_names(list(islice(self.records(), limit)), load_sheet(self.address).merged)

    def groups(self, *, columns: Sequence[int], after: int) -> Iterator[RowGroup]:
        return without_first(after, _grouped(self._rows(), columns))

    def records(self) -> Iterator[Record]:
        """Yield whole rows from the first on, from the first column to the last one with anything in it."""
        following = 0
        for number, record in self._rows():
            yield from ([] for _ in range(following, number))
            yield record
            following = number + 1

    def _rows(self) -> Iterator[tuple[int, Record]]:
        yield from load_sheet(self.address).rows()


def _grouped(rows: Iterator[tuple[int, Record]], columns: Sequence[int]) -> Iterator[RowGroup]:
    """Group rows, and the blank ones between two of them that stand far apart."""
    first = 0
    group: list[Record] = []
    for number, record in rows:
        gap = number - first - len(group)
        if group and (gap >= ROWS_IN_GROUP or len(group) >= ROWS_IN_GROUP):
            yield pick_group(first + 1, group, columns)
            first, group = first + len(group), []
        if gap >= ROWS_IN_GROUP:
            yield from blank_groups(first + 1, gap, columns)
            first = number
        else:
            group += [[] for _ in range(gap)]
        group.append(record)
    if group:
        yield pick_group(first + 1, group, columns)


def open_sheets(path: Path, *, wanted: Sequence[str] = ()) -> list[WorkbookSheet]:
    """Return the visible sheets, or those of the wanted names that are there. Raises InputError where none is.

    It does so too where two have one name, by which both would be the first.
    """
    format_ = check_package(path)
    old = outline(OldWorkbook.of(read_records(path))) if format_ is WorkbookFormat.XLS else None
    with open_book(path, old) as workbook:
        titles = workbook.sheet_names
        sheets = [each for each in workbook.sheets_metadata if each.typ is calamine.SheetTypeEnum.WorkSheet]
    visible = [each.name for each in sheets if each.visible is calamine.SheetVisibleEnum.Visible]
    hidden = tuple(each.name for each in sheets if each.name not in visible)
    if len(set(titles)) < len(titles):
        raise InputError("has several sheets of one name", remedy="open it in a spreadsheet program, and save it anew")
    named = [title for title in dict.fromkeys(wanted) if title in {*visible, *hidden}]
    if wanted and not named:
        there = ", ".join(f"“{title}”" for title in (*visible, *hidden))
        missing = " or ".join(f"“{title}”" for title in wanted)
        raise InputError(f"there is no sheet {missing}", remedy=f"name one of those there are with --sheet: {there}")
    if not (named or visible):
        way = f"read a hidden sheet with --sheet ({', '.join(hidden)})" if hidden else "check how it was made"
        raise InputError("has no visible sheet with cells", remedy=way)
    return [
        WorkbookSheet(
            address=SheetAddress(path=path, format=format_, title=title, index=titles.index(title)), hidden=hidden
        )
        for title in named or visible
    ]
