"""The temporary ledger of a plan, and the questions that only a plan asks it."""

from collections.abc import Iterable
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
from batch.ledger.rows.categories import EXAMPLES, Category, CellPlace
from batch.ledger.store import Ledger

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

    def _select(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with translated_errors(self.path):
            return self._connection.execute(query, values).fetchall()
