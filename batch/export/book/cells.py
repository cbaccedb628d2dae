"""Turns the values of a table's columns into what the cells of a workbook hold."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from batch.export.copies.excel.dates import local_time
from batch.options.export_options import Words
from batch.tables import LIST_SEPARATOR, ColumnType, OutputColumn

_EXACT = 10**15  # Excel keeps fifteen digits of a number
Cell = str | int | bool | datetime | None


def cell_maker(column: OutputColumn, words: Words) -> Callable[[Any], Cell]:
    """Return what makes a cell of a value of this column: codes in words, points of time in Norwegian time."""
    match column.type:
        case ColumnType.TEXT if column.in_words is not None:
            return partial(_in_words, column.in_words, words)
        case ColumnType.TEXT_LIST:
            return partial(_joined, column.in_words, words)
        case ColumnType.INTEGER:
            return _number
        case ColumnType.TIMESTAMP:
            return _moment
        case ColumnType.TEXT | ColumnType.BOOLEAN:
            return _as_it_is


def _as_it_is(value: Cell) -> Cell:
    return value


def _in_words(in_words: Callable[[str, Words], str | None], words: Words, code: str | None) -> Cell:
    return None if code is None else in_words(code, words)


def _joined(
    in_words: Callable[[str, Words], str | None] | None, words: Words, texts: list[str | None] | None
) -> str | None:
    if texts is None:
        return None
    said = texts if in_words is None else [each and in_words(each, words) for each in texts]
    return LIST_SEPARATOR.join(each or "" for each in said)


def _number(value: int | None) -> int | str | None:
    return value if value is None or abs(value) < _EXACT else str(value)


def _moment(moment: datetime | None) -> datetime | str | None:
    return None if moment is None else local_time(moment) or moment.isoformat()
