"""Knows the sheet again on which an annotated copy explains itself: it is no input, and each copy has one."""

from collections.abc import Collection, Sequence
from itertools import chain, count
from pathlib import Path
from typing import TypeVar

from batch.inputs.sheet import Sheet
from batch.inputs.workbook.worksheet import open_sheets
from batch.tables.words.legend import LEGEND_SHEET, is_legend

_AnySheet = TypeVar("_AnySheet", bound=Sheet)


def without_legend(sheets: Sequence[_AnySheet]) -> list[_AnySheet]:
    """Leave out the sheet of that kind."""
    return [sheet for sheet in sheets if not is_legend_sheet(sheet)]


def is_legend_sheet(sheet: Sheet) -> bool:
    title = sheet.reading_notes.get("sheet", "")
    return is_legend(title, lambda: next(iter(sheet.sample(1)), []))


def find_legend(path: Path, titles: Collection[str]) -> str | None:
    """Return the title of the sheet of that kind in a workbook whose sheets have these titles."""
    may_be = [title for title in titles if title.casefold().startswith(LEGEND_SHEET)]
    found = (sheet for title in may_be for sheet in open_sheets(path, wanted=[title]) if is_legend_sheet(sheet))
    return next((sheet.title for sheet in found), None)


def free_title(titles: Collection[str]) -> str:
    """Name such a sheet where a workbook has none."""
    taken = {title.casefold() for title in titles}
    names = chain([LEGEND_SHEET], (f"{LEGEND_SHEET}_{number}" for number in count(2)))
    return next(name for name in names if name not in taken)
