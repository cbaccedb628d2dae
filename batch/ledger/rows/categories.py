"""Counts the cells that were refused without a request, or repaired, by sort, and says where the first of each are."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from batch.outcome import OutcomeKind

EXAMPLES = 3  # first rows named for a category: enough to see a pattern in the file, and they fit in a line

_KINDS = "(SELECT value FROM json_each(?))"
_REFUSED = f"""
    SELECT lookup.reason, count(*), sum(lookup.row_count)
    FROM lookup CROSS JOIN outcome USING (lookup_id)  -- in this order: few have a reason, and all have an outcome
    WHERE outcome.kind IN {_KINDS} AND lookup.reason IS NOT NULL AND lookup_id NOT IN (SELECT lookup_id FROM left_out)
    GROUP BY 1 ORDER BY 3 DESC, 1"""
_REFUSED_PLACES = """
    SELECT reason, name, row FROM (
        SELECT lookup.reason, input_file.name, input_row.row,
               row_number() OVER (PARTITION BY lookup.reason ORDER BY input_row.file_id, input_row.row) AS place
        FROM input_row JOIN lookup USING (lookup_id) JOIN input_file ON input_file.file_id = input_row.file_id
        WHERE lookup.reason IS NOT NULL AND lookup_id NOT IN (SELECT lookup_id FROM left_out)
    ) WHERE place <= ? ORDER BY reason, place"""
_REPAIRS = """
    SELECT repair, count(DISTINCT lookup_id), count(*) FROM input_row
    WHERE repair IS NOT NULL AND lookup_id NOT IN (SELECT lookup_id FROM left_out)
    GROUP BY 1 ORDER BY 3 DESC, 1"""
_REPAIR_PLACES = """
    SELECT repair, name, row FROM (
        SELECT input_row.repair, input_file.name, input_row.row,
               row_number() OVER (PARTITION BY input_row.repair ORDER BY file_id, input_row.row) AS place
        FROM input_row JOIN input_file USING (file_id)
        WHERE input_row.repair IS NOT NULL AND lookup_id NOT IN (SELECT lookup_id FROM left_out)
    ) WHERE place <= ? ORDER BY repair, place"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPlace:
    """Where a person finds a cell: the file (and sheet), and the row as it is counted there."""

    source: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """Identifiers with the same reason, repair or way of being repeated: how many, and where the first ones stand."""

    name: str
    identifiers: int
    rows: int
    places: tuple[CellPlace, ...]


def refused_by_reason(connection: Connection, kinds: Iterable[OutcomeKind]) -> list[Category]:
    """Return what got one of these outcomes at intake, without a request."""
    counted = connection.execute(_REFUSED, (json.dumps(list(kinds)),))
    return _categories(counted, connection.execute(_REFUSED_PLACES, (EXAMPLES,)))


def repaired_by_sort(connection: Connection) -> list[Category]:
    """Return the values that were repaired, by what was done to them."""
    return _categories(connection.execute(_REPAIRS), connection.execute(_REPAIR_PLACES, (EXAMPLES,)))


def _categories(counted: Iterable[tuple[Any, ...]], places: Iterable[tuple[Any, ...]]) -> list[Category]:
    named: dict[str, list[CellPlace]] = {}
    for name, source, row in places:
        named.setdefault(name, []).append(CellPlace(source=source, row=row))
    return [
        Category(name=name, identifiers=identifiers, rows=rows, places=tuple(named[name]))
        for name, identifiers, rows in counted
    ]
