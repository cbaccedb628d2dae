"""Knows the workbook of a run's tables when it is fed back: one of its sheets has everybody, the others repeat them."""

import re
from collections.abc import Sequence
from typing import TypeVar

from batch.inputs.sheet import Sheet
from batch.tables import ERRORS, OPPSLAG

_AnySheet = TypeVar("_AnySheet", bound=Sheet)
_TITLE = re.compile(rf"{OPPSLAG.name}(?: [0-9]+)?", re.IGNORECASE)

NOT_READ = {
    "other_sheets": f"repeat it and are not read (--sheet {ERRORS.name.capitalize()}: what was corrected there)"
}


def sheets_of_everybody(sheets: Sequence[_AnySheet]) -> list[_AnySheet]:
    """Return the sheets of table `oppslag`, which takes several where it is long; none of any other workbook."""
    return [sheet for sheet in sheets if _TITLE.fullmatch(sheet.reading_notes.get("sheet", "")) and _has_columns(sheet)]


def _has_columns(sheet: Sheet) -> bool:
    first = next(iter(sheet.sample(1)), [])
    return set(OPPSLAG.column_names) <= {cell for cell in first if isinstance(cell, str)}
