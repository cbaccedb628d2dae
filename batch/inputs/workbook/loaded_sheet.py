"""A sheet as calamine has loaded it, and its rows as a person sees them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from typing import cast

import python_calamine as calamine

from batch.cells.rows import Cell, StandIn, is_blank
from batch.inputs.columns.merged_names import MergedRange
from batch.inputs.workbook.plain_sheet import HiddenTexts
from batch.inputs.workbook.restated_sheet import Places, two_values_in_one_place

Record = list[Cell]

_EMPTY = ""  # what calamine gives for a cell that is not in the file
_WIDE = 64  # cells; a narrower row is quicker passed on than looked through


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedSheet:
    """The values of a sheet, and what loading hid of it.

    `places` says where its rows and columns stand, for one that was loaded closed up.
    """

    cells: calamine.CalamineSheet = field(repr=False)
    hidden_texts: HiddenTexts = field(default_factory=dict, repr=False)
    places: Places | None = field(default=None, repr=False)

    @property
    def merged(self) -> Sequence[MergedRange]:
        """The ranges whose cells are merged into one; none are known of .xlsb and .ods."""
        return self.cells.merged_cell_ranges or () if self.places is None else self.places.merged

    def rows(self) -> Iterator[tuple[int, Record]]:
        """Yield rows with their numbers (from 0), from the first column to the last one with anything in it.

        A row without any cell may be left out.
        """
        if self.places is None:
            return _laid_out(_read_rows(self.cells), self.cells, self.hidden_texts)
        rows = zip(self.places.rows, _spread(_read_rows(self.cells), self.places.columns), strict=False)
        return rows if _is_ascending(self.places.rows) else _in_order(rows)


def _laid_out(
    rows: Iterator[Record], cells: calamine.CalamineSheet, hidden_texts: HiddenTexts
) -> Iterator[tuple[int, Record]]:
    left_of_range: Record = [None] * (cells.start[1] if cells.start else 0)
    number = -1
    for number, values in enumerate(rows):
        record = [*left_of_range, *values]
        if number in hidden_texts:
            _show(hidden_texts[number], record)
        yield number, record if len(record) <= _WIDE else record[: _filled_width(record)]
    for below in sorted(each for each in hidden_texts if each > number):
        yield below, _show(hidden_texts[below], [])


def _show(texts: Mapping[int, str], record: Record) -> Record:
    record += [_EMPTY] * (max(texts) + 1 - len(record))
    for column, text in texts.items():
        if is_blank(record[column]):
            record[column] = text
    return record


def _filled_width(record: Record) -> int:
    """Return where the last cell stands that is not empty: a stray cell in one row makes calamine pad all of them."""
    width, step = len(record), len(record)
    while step:
        while step <= width and record[width - step : width].count(_EMPTY) == step:
            width -= step
        step //= 2
    return width


def _spread(rows: Iterator[Record], columns: Sequence[int]) -> Iterator[Record]:
    """Put every cell of a row that is closed up where it stands in the sheet."""
    for values in rows:
        filled = [(columns[index], value) for index, value in enumerate(values) if value != _EMPTY]
        record: Record = [_EMPTY] * (max(filled, key=itemgetter(0))[0] + 1 if filled else 0)
        for column, value in filled:
            record[column] = value
        yield record


def _is_ascending(rows: Sequence[int]) -> bool:
    return all(row < after for row, after in pairwise(rows))


def _in_order(rows: Iterator[tuple[int, Record]]) -> Iterator[tuple[int, Record]]:
    """Sort rows that do not stand in order, and join what stands in two places."""
    joined: dict[int, Record] = {}
    for number, record in rows:
        joined[number] = _join(number, joined[number], record) if number in joined else record
    for number in sorted(joined):
        yield number, joined[number]


def _join(number: int, one: Record, other: Record) -> Record:
    shorter, longer = sorted((one, other), key=len)
    joined = list(longer)
    for column, value in enumerate(shorter):
        if joined[column] == _EMPTY:
            joined[column] = value
        elif value not in (_EMPTY, joined[column]):
            raise two_values_in_one_place(number + 1)
    return joined


def _read_rows(sheet: calamine.CalamineSheet) -> Iterator[Record]:
    """Yield every row; one with a date that Python can't hold becomes cells that say so."""
    rows = cast("Iterator[Record]", sheet.iter_rows())
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except (OverflowError, ValueError):
            yield [StandIn.NO_DATE] * sheet.width
