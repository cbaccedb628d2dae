"""Changes a ledger that nobody has open as the program itself would have written it: its checksums fit."""

import sqlite3
from contextlib import closing
from pathlib import Path

from batch.ledger.rows.checksums import add_checksum_function
from batch.ledger.rows.row_values import OUTCOME_COLUMNS

_SUBJECT = "(SELECT subject FROM lookup WHERE lookup.lookup_id = outcome.lookup_id)"


def rewrite_outcomes(path: Path, change: str, condition: str = "TRUE") -> None:
    """Give a column of the outcomes another value; `change` and `condition` are SQL."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        add_checksum_function(connection)
        connection.execute(f"UPDATE outcome SET {change} WHERE {condition}")  # noqa: S608 - our own
        connection.execute(f"UPDATE outcome SET checksum = checksum({_SUBJECT}, {', '.join(OUTCOME_COLUMNS)})")  # noqa: S608 - our own
