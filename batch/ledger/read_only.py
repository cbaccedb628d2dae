"""Opens the ledger of a run that nobody writes in, to read its answers; nothing beside it is changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection, connect

from batch.ledger.database import gone, translated_errors, wrong_version
from batch.ledger.lending import LEDGER_VERSION
from batch.ledger.places import ledger_of
from batch.ledger.reading import LedgerReader
from batch.ledger.undisturbed import undisturbed


class ReadOnlyLedger(LedgerReader):
    """The ledger of this version, through a connection that can't write."""

    def __init__(self, connection: Connection, path: Path) -> None:
        self._connection, self.path = connection, path


@contextmanager
def readable_run(folder: Path) -> Iterator[ReadOnlyLedger]:
    """Open the ledger of the run in `folder`. Raises LedgerError, LedgerCorruptError where it is gone or damaged."""
    path = ledger_of(folder)
    if not path.is_file():
        raise gone(path)
    with undisturbed(path) as uri:
        with translated_errors(path):
            connection = connect(uri, uri=True)
        with ReadOnlyLedger(connection, path) as ledger:
            with translated_errors(path):
                [(found,)] = connection.execute("PRAGMA user_version")
            if found != LEDGER_VERSION:
                raise wrong_version(path, found=found, wanted=LEDGER_VERSION)
            yield ledger
