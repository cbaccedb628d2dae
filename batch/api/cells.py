"""Makes cells of the objects in a column of mixed types, as JSON lines hold them."""

import math
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from batch.cells.rows import Cell
from batch.inputs.parquet import to_cells

_PLAIN = frozenset({str, int, bool, type(None)})


def mixed_cells(values: Iterable[Any]) -> list[Any]:
    """Return a cell for each object: numbers stay numbers, texts stay texts, and what is missing is None."""
    return [value if type(value) in _PLAIN else _cell(value) for value in values]


def _cell(value: Any) -> Cell:  # noqa: ANN401 - whatever somebody keeps in a column
    if type(value) is float:
        return None if math.isnan(value) else value
    if type(value).__name__ in {"NAType", "NaTType"}:
        return None
    try:
        (cell,) = to_cells(pa.array([value], from_pandas=True))  # a float of 32 bits is no longer exact, which it knows
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return str(value)
    return cell if isinstance(cell, str | int | float) or cell is None else str(cell)
