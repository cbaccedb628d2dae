"""Reads the sheets of Excel and OpenDocument workbooks, by calamine."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

import python_calamine as calamine

from batch.cells.rows import ROWS_IN_GROUP, Cell, RowGroup, StandIn, is_blank
from batch.errors import DamagedInputError, InputError
from batch.inputs.sheet import pick_columns
from batch.inputs.workbook.package import WorkbookFormat, check_package
from batch.inputs.workbook.scan import FAR_CELLS_REMEDY, SheetScan, scan_sheet
from batch.inputs.workbook.xls_probe import probe_xls

_EMPTY = ""  # what calamine gives for a cell that is not in the file
_WIDE = 64  # cells; a narrower row is quicker passed on than looked through


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookSheet:
    """One sheet of a workbook; its rows are numbered as the program shows them."""

    path: Path
    format: WorkbookFormat
    title: str
    hidden: tuple[str, ...]  #: titles of the hidden sheets, which are read only when named
    scan: SheetScan

    @property
    def names(self) -> None:
        """None: they stand in a row, if anywhere."""
        return

    @property
    def reading_notes(self) -> Mapping[str, str]:
        hidden = {"hidden_sheets": ", ".join(self.hidden)} if self.hidden else {}
        return {"format": self.format.value, "sheet": self.title, **hidden}

    def sample(self, limit: int) -> list[Sequence[Cell]]:
        return list(islice(self.records(), limit))

    def groups(self, *, columns: Sequence[int], after: int) -> Iterator[RowGroup]:
        return pick_columns(_grouped(self.records()), columns=columns, after=after)

    def records(self) -> Iterator[list[Cell]]:
        """Yield whole rows from the first on, from the first column to the last one with anything in it."""
        if self.scan.refusal is not None:
            raise InputError(self.scan.refusal, remedy=FAR_CELLS_REMEDY)
        with _open(self.path) as workbook:
            sheet = workbook.get_sheet_by_name(self.title)
            left_of_range: list[Cell] = [None] * (sheet.start[1] if sheet.start else 0)
            for row, cells in enumerate(_read_rows(sheet)):
                record = [*left_of_range, *cells]
                for column, text in self.scan.hidden_texts.get(row, {}).items():
                    if column < len(record) and is_blank(record[column]):
                        record[column] = text
                yield record if len(record) <= _WIDE else record[: _filled_width(record)]


def _filled_width(record: list[Cell]) -> int:
    """Return where the last cell stands that is not empty: a stray cell in one row makes calamine pad all of them."""
    width, step = len(record), len(record)
    while step:
        while step <= width and record[width - step : width].count(_EMPTY) == step:
            width -= step
        step //= 2
    return width


def _grouped(records: Iterator[list[Cell]]) -> Iterator[list[list[Cell]]]:
    while group := list(islice(records, ROWS_IN_GROUP)):
        yield group


def open_sheets(path: Path, *, wanted: str | None) -> list[WorkbookSheet]:
    """Return the visible sheets, or the one of this name. Raises InputError."""
    format_ = check_package(path)
    if format_ is WorkbookFormat.XLS:
        probe_xls(path)
    with _open(path) as workbook:
        titles = workbook.sheet_names
        sheets = [each for each in workbook.sheets_metadata if each.typ is calamine.SheetTypeEnum.WorkSheet]
    visible = [each.name for each in sheets if each.visible is calamine.SheetVisibleEnum.Visible]
    hidden = tuple(each.name for each in sheets if each.name not in visible)
    if wanted is not None and wanted not in {*visible, *hidden}:
        there = ", ".join(f"“{title}”" for title in (*visible, *hidden))
        raise InputError(f"there is no sheet “{wanted}”", remedy=f"name one of those there are with --sheet: {there}")
    return [
        WorkbookSheet(
            path=path,
            format=format_,
            title=title,
            hidden=hidden,
            scan=scan_sheet(path, format_, title, index=titles.index(title)),
        )
        for title in (visible if wanted is None else [wanted])
    ]


def _read_rows(sheet: calamine.CalamineSheet) -> Iterator[Sequence[Cell]]:
    """Yield every row; one with a date that Python can't hold becomes cells that say so."""
    rows = sheet.iter_rows()
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except (OverflowError, ValueError):
            yield [StandIn.NO_DATE] * sheet.width


@contextmanager
def _open(path: Path) -> Iterator[calamine.CalamineWorkbook]:
    """Translate what the library raises; a panic of its Rust code is an exception that is no Exception."""
    try:
        with path.open("rb") as file, _load(path, file) as workbook:
            yield workbook
    except calamine.PasswordError as error:
        raise InputError("is protected by a password", remedy="save it without one") from error
    except calamine.CalamineError as error:
        if "Cell limit" in str(error):
            raise InputError("a sheet reaches too far to be loaded", remedy=FAR_CELLS_REMEDY) from error
        raise DamagedInputError("a workbook") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise DamagedInputError("a workbook") from error


def _load(path: Path, file: IO[bytes]) -> calamine.CalamineWorkbook:
    """Let calamine go by the name's suffix, which gives the better errors, and else by the bytes."""
    try:
        return calamine.CalamineWorkbook.from_path(path)
    except calamine.CalamineError as error:
        try:
            return calamine.CalamineWorkbook.from_filelike(file)
        except calamine.CalamineError:
            raise error from None
