"""The temporary ledger of a plan, and the questions that only a plan asks it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from batch.ledger.database import (
    PLAN_CACHE_KIB,
    attached,
    open_temporary_database,
    transaction,
    translated_errors,
    values_read,
)
from batch.ledger.lending import lent_rows, take_over
from batch.ledger.store import Ledger
from batch.outcome import OutcomeKind

EXAMPLES = 3  # first rows named for a category: enough to see a pattern in the file, and they fit in a line

_REFUSED = """
    SELECT outcome.kind, lookup.reason, count(*), sum(lookup.row_count)
    FROM outcome JOIN lookup USING (lookup_id) WHERE lookup.reason IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 4 DESC, 2"""
_REFUSED_PLACES = """
    SELECT reason, name, row FROM (
        SELECT lookup.reason, input_file.name, input_row.row,
               row_number() OVER (PARTITION BY lookup.reason ORDER BY input_row.file_id, input_row.row) AS place
        FROM input_row JOIN lookup USING (lookup_id) JOIN input_file ON input_file.file_id = input_row.file_id
        WHERE lookup.reason IS NOT NULL
    ) WHERE place <= ? ORDER BY reason, place"""
_REPAIRS = """
    SELECT repair, count(DISTINCT lookup_id), count(*) FROM input_row WHERE repair IS NOT NULL
    GROUP BY 1 ORDER BY 3 DESC, 1"""
_REPAIR_PLACES = """
    SELECT repair, name, row FROM (
        SELECT input_row.repair, input_file.name, input_row.row,
               row_number() OVER (PARTITION BY input_row.repair ORDER BY file_id, input_row.row) AS place
        FROM input_row JOIN input_file USING (file_id) WHERE input_row.repair IS NOT NULL
    ) WHERE place <= ? ORDER BY repair, place"""
_REPEATED = """
    CREATE TEMP TABLE repeated AS
    SELECT lookup_id, input_row.file_id, min(input_row.row) AS first_row, max(input_row.row) AS last_row,
           count(*) AS row_count
    FROM input_row JOIN lookup USING (lookup_id) WHERE lookup.row_count > 1 AND fnr IS NOT NULL
    GROUP BY 1, 2"""
_WITHIN = "SELECT lookup_id, sum(row_count) - 1 AS further FROM repeated WHERE row_count > 1 GROUP BY 1"
_ACROSS = "SELECT lookup_id, count(*) - 1 AS further FROM repeated GROUP BY 1 HAVING count(*) > 1"
_DUPLICATES = "SELECT count(*), coalesce(sum(further), 0) FROM ({repeated})"
_DUPLICATE_PLACES = """
    SELECT name, first_row FROM repeated JOIN input_file USING (file_id)
    WHERE lookup_id IN (SELECT lookup_id FROM ({repeated})) {condition} ORDER BY file_id, first_row LIMIT ?"""
_IS_PENDING = """
    SELECT count(*) FROM lookup
    WHERE subject = ? AND NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.lookup_id = lookup.lookup_id)"""


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


class SurveyLedger(Ledger):
    """A ledger in memory, or in a nameless temporary file once it is large; gone when it is closed."""

    def __init__(self, *, cache_kib: int = PLAN_CACHE_KIB) -> None:
        self._cache_kib = cache_kib
        super().__init__(Path("the ledger of the plan"))

    def _connect(self, schema: str) -> Connection:
        return open_temporary_database(schema=schema, cache_kib=self._cache_kib)

    def take_over(self, unfinished: str, path: Path) -> None:
        """Give each lookup the outcome it has in an unfinished run's ledger, by its URI, without the answer itself.

        Raises LedgerCorruptError for one of a version that is not read, as the run itself would.
        """
        with attached(self._connection, unfinished, path) as version, values_read(path):
            if version:  # none: it was killed before it had a table
                with transaction(self._connection, path):
                    rows = lent_rows(self._connection, "", {}, path, version=version)
                    take_over(self._connection, (row._replace(body=None, body_checksum=None) for row in rows))

    def refused(self, kind: OutcomeKind) -> list[Category]:
        """Return what got this outcome at intake, without a request, by reason."""
        counted = [(reason, *counts) for of, reason, *counts in self._select(_REFUSED) if of == kind]
        return self._categories(counted, _REFUSED_PLACES)

    def repairs(self) -> list[Category]:
        """Return the values that were repaired, by what was done to them."""
        return self._categories(self._select(_REPAIRS), _REPAIR_PLACES)

    def duplicates(self) -> tuple[Category, Category]:
        """Return the identifiers that are repeated within a file, and those that are in more than one file.

        `rows` are the cells (or files) beyond the first; they cost no request.
        """
        with translated_errors(self.path):
            self._connection.execute("DROP TABLE IF EXISTS temp.repeated")
            self._connection.execute(_REPEATED)
        return (
            self._duplicates("within a file", _WITHIN, "AND repeated.row_count > 1"),
            self._duplicates("across files", _ACROSS, ""),
        )

    def pending_count(self, identifiers: Iterable[str]) -> int:
        """Count which of the identifiers (given by their digits) are in the inputs and have no outcome."""
        with translated_errors(self.path):
            return sum(
                self._connection.execute(_IS_PENDING, (f"fnr {digits}",)).fetchone()[0] for digits in identifiers
            )

    def _duplicates(self, name: str, repeated: str, condition: str) -> Category:
        [(identifiers, rows)] = self._select(_DUPLICATES.format(repeated=repeated))
        places = self._select(_DUPLICATE_PLACES.format(repeated=repeated, condition=condition), EXAMPLES)
        return Category(
            name=name,
            identifiers=identifiers,
            rows=rows,
            places=tuple(CellPlace(source=source, row=row) for source, row in places),
        )

    def _categories(self, counted: Iterable[tuple[Any, ...]], places: str) -> list[Category]:
        named: dict[str, list[CellPlace]] = {}
        for name, source, row in self._select(places, EXAMPLES):
            named.setdefault(name, []).append(CellPlace(source=source, row=row))
        return [
            Category(name=name, identifiers=identifiers, rows=rows, places=tuple(named[name]))
            for name, identifiers, rows in counted
        ]

    def _select(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with translated_errors(self.path):
            return self._connection.execute(query, values).fetchall()
