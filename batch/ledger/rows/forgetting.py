"""Takes what the register told out of the ledger of a complete run, so that no byte of it is left in any file of it.

What stays is who was asked about, what came of it, how many ektepakter there are, and the hash by which a later run
tells whether anything has changed. First one transaction deletes the answers and notes `forgetting_at`; then the file
is written anew without what SQLite calls free, its log is emptied, and `forgotten_at` is noted.
"""

from pathlib import Path
from sqlite3 import Connection

from batch.errors import LedgerError
from batch.ledger.rows import queries


def erase_answers(connection: Connection) -> None:
    """Overwrite all that the register told; to be called in a transaction."""
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(queries.FORGET_ANSWERS)


def leave_nothing_behind(connection: Connection, path: Path) -> None:
    """Write the file anew, and empty its log."""
    connection.execute("VACUUM")
    (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise LedgerError(
            f"{path} is in use by another program, and still holds answers in its log",
            remedy="close the program, and run the same command again",
        )
