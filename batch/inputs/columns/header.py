"""Decides which row is the header: among the first rows, below titles and above the data."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from batch.cells.rows import Cell, is_blank
from batch.inputs.header_words import NameVerdict, fold_name, is_whole_name, judge_name
from batch.inputs.sheet import Rows
from batch.tables import own_column

HEADER_ROWS = 20
"""The header is looked for in this many first rows: logos, titles and notes above one rarely take half as many."""

_TITLE_SHARE = 0.5
"""Of the cells of the fullest row: a title has one or two cells, a header may lack one for a column of notes."""

_TELLING_DIGITS = re.compile("(?:[0-9][^0-9]?){5}")  # a year has four, which a column's name may hold
_DATE_OR_YEARS = re.compile(
    "(?<![0-9])(?:[0-9]{1,2}[./-][0-9]{1,2}[./-](?:[0-9]{2}){1,2}"  # 31.12.2023, 1/2-23
    "|(?:19|20)[0-9]{2}([-./]?)[0-9]{2}\\1[0-9]{2}"  # 2023-12-31, 20231231
    "|(?:19|20)[0-9]{2}[-/\N{EN DASH}](?:19|20)[0-9]{2})(?![0-9])"  # 2022/2023
)

LawfulCells = Sequence[Sequence[bool]]


class Header(NamedTuple):
    """The position (from 0) of the header row; an unsure one may be somebody's data, and is not quoted."""

    row: int
    is_sure: bool


def find_header(sample: Rows, lawful: LawfulCells, *, wanted: Sequence[str]) -> Header | None:
    """Return the header row, None when the first row is data already.

    The first search that finds a row decides; they go from the surest sign to the weakest. All rows up to the header
    are skipped, so nobody may stand above it but whom a title names, and a row that may be data below another is none.
    `lawful` says for each cell of `sample` whether it is an identifier; `wanted` are the names of columns that the
    user gave, which can show that a row is the header, but never make one of a row of data.
    """
    counts = list(map(sum, zip(*lawful, strict=True)))
    column = counts.index(max(counts)) if any(counts) else None
    above = sample[: min(_first_identified(sample, lawful, column), HEADER_ROWS)]
    searches: tuple[Callable[[], int | None], ...] = (
        lambda: _bearing_our_names(sample),
        lambda: _named_above_identifiers(above, lawful),
        lambda: _words_above_identifiers(above, column),
        lambda: _wanted_above_numbers(sample, lawful, wanted),
        lambda: _topmost_named(above, _named_cells(above)),
    )
    if (row := next((row for search in searches if (row := search()) is not None), None)) is not None:
        return Header(row, is_sure=True)
    row = None if any(map(any, lawful)) else _first_row_of_words(sample)
    if row is None or not _stands_above_numbers(sample[row + 1 :]):
        return None
    return Header(row, is_sure=_names_all(sample[row], wanted))


def is_telling(text: str) -> bool:
    """Whether a text has so many digits that it may be somebody's number, not a name of a column as of some day."""
    return _has_telling_digits(_DATE_OR_YEARS.sub(" ", text))


def _names_all(cells: Sequence[Cell], wanted: Sequence[str]) -> bool:
    """Whether the user named columns, and a row bears all of these names."""
    names = {fold_name(cell) for cell in cells if isinstance(cell, str)}
    return bool(wanted) and {fold_name(name) for name in wanted} <= names


def _bearing_our_names(sample: Rows) -> int | None:
    """Take the row with names that a copy has got from us: words below it, such as an outcome's, may look like one."""
    rows = (row for row, cells in enumerate(sample[:HEADER_ROWS]) if len(set(filter(None, map(own_column, cells)))) > 1)
    return next(rows, None)


def _wanted_above_numbers(sample: Rows, lawful: LawfulCells, wanted: Sequence[str]) -> int | None:
    """Take the row that bears the wanted names, where nothing is lawful but numbers stand below these names."""
    if any(map(any, lawful)):
        return None
    folded = {fold_name(name) for name in wanted}
    for row, cells in enumerate(sample[:HEADER_ROWS]):
        named = [index for index, cell in enumerate(cells) if is_word(cell) and fold_name(str(cell)) in folded]
        if _names_all(cells, wanted) and any(_are_numbers(sample[row + 1 :], index) for index in named):
            return row
    return None


def _stands_above_numbers(below: Rows) -> bool:
    """Whether a row of words differs from those below it, if any: more words may be the same list's names."""
    columns = range(max(map(len, below), default=0))
    return not any(map(_filled, below)) or any(_are_numbers(below, index) for index in columns)


def _are_numbers(rows: Rows, index: int) -> bool:
    """Whether most filled cells of a column are numbers."""
    filled = [str(cells[index]) for cells in rows if index < len(cells) and not is_blank(cells[index])]
    return sum(map(_is_numeric, filled)) * 2 > len(filled)


def _is_numeric(text: str) -> bool:
    """Whether most of a text is digits, as of a damaged number and of no name or street."""
    return sum(map(str.isdigit, text)) > sum(map(str.isalpha, text))


def _named_cells(above: Rows) -> list[tuple[int, int]]:
    """Row and column of each cell that is the name of an identifier column; a title's day is no column's."""
    most = max(map(_filled, above), default=0)
    return [
        (row, column)
        for row, cells in enumerate(above)
        for is_telling_of in [is_telling if _filled(cells) > most * _TITLE_SHARE else _has_telling_digits]
        for column, cell in enumerate(cells)
        if cell and isinstance(cell, str) and not is_telling_of(cell) and judge_name(cell) is NameVerdict.IDENTIFIER
    ]


def _named_above_identifiers(above: Rows, lawful: LawfulCells) -> int | None:
    """Take a name with most identifiers below it; a title that names them as well has fewer in its own column."""
    counts = [(sum(cells[column] for cells in lawful), row, column) for row, column in _named_cells(above)]
    most = max((count for count, _, _ in counts), default=0)
    return _topmost_named(above, [(row, column) for count, row, column in counts if count == most > 0])


def _words_above_identifiers(above: Rows, column: int | None) -> int | None:
    if column is None:
        return None
    return _topmost(above, [row for row, cells in enumerate(above) if column < len(cells) and is_word(cells[column])])


def _first_identified(sample: Rows, lawful: LawfulCells, column: int | None) -> int:
    """Return the first row with an identifier in the column with most of them, or in another one and no title."""
    most = max(map(_filled, sample[:HEADER_ROWS]), default=0)
    return next(
        (
            row
            for row, cells in enumerate(lawful)
            if any(cells) and (cells[column or 0] or _filled(sample[row]) > most * _TITLE_SHARE)
        ),
        len(sample),
    )


def _topmost_named(above: Rows, named: Sequence[tuple[int, int]]) -> int | None:
    """Prefer a cell that is a name and nothing else to `Liste over fnr` above it and `fnr mangler` below it."""
    names = [row for row, column in named if is_whole_name(str(above[row][column]))]
    return _topmost(above, names or [row for row, _ in named])


def _topmost(above: Rows, rows: Sequence[int]) -> int | None:
    """Take the first of these rows that is no title: a title has few cells, while a row of data can have most."""
    most = max((_filled(above[row]) for row in rows), default=0)
    return next((row for row in rows if _filled(above[row]) > most * _TITLE_SHARE), None)


def _first_row_of_words(sample: Rows) -> int | None:
    for row, cells in enumerate(sample[:HEADER_ROWS]):
        if filled := [cell for cell in cells if not is_blank(cell)]:
            return row if all(map(is_word, filled)) else None
    return None


def _filled(cells: Sequence[Cell]) -> int:
    return sum(not is_blank(cell) for cell in cells)


def is_word(cell: Cell) -> bool:
    """Whether it may name any column; `f. 12.03.1990` in an identifier's place is somebody's row."""
    return isinstance(cell, str) and any(map(str.isalpha, cell)) and not _has_telling_digits(cell)


def _has_telling_digits(text: str) -> bool:
    return _TELLING_DIGITS.search(text) is not None
