"""Takes answers over from the ledgers of earlier runs, for look-ups that are marked."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from batch.errors import LedgerError
from batch.ledger.database import open_database, transaction, translated_errors
from batch.ledger.runs import LEDGER_NAME, Run
from batch.ledger.store import LEDGER_VERSION, Ledger

_MARK = "INSERT OR IGNORE INTO marked VALUES (?)"
_TAKE_OVER = """
    INSERT OR IGNORE INTO outcome (lookup_id, kind, attempts, http_status, korrelasjonsid, feilmelding, duration_ms,
                                   first_attempt_at, last_attempt_at, body)
    SELECT marked.lookup_id, old.kind, 0, old.http_status, old.korrelasjonsid, old.feilmelding, old.duration_ms,
           old.first_attempt_at, old.last_attempt_at, old.body
    FROM marked JOIN lookup USING (lookup_id) JOIN earlier.lookup AS asked ON asked.subject = lookup.subject
         JOIN earlier.outcome AS old ON old.lookup_id = asked.lookup_id
    WHERE old.kind IN ('found', 'empty', 'rejected')"""


class MarkedLookups:
    """Look-ups of one run whose answers may be those of earlier runs. Marks are gone when it is closed.

    What is taken over has no attempts, since this run made none. Raises LedgerError.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._path = ledger.path
        self._connection = open_database(ledger.path, schema="", version=LEDGER_VERSION)
        self._connection.execute("CREATE TEMP TABLE marked (lookup_id INTEGER PRIMARY KEY)")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def mark(self, lookup_ids: Iterable[int]) -> None:
        with transaction(self._connection, self._path):
            self._connection.executemany(_MARK, ((each,) for each in lookup_ids))

    def take_over(self, earlier: Path, facts: Mapping[str, str]) -> int:
        """Take what an earlier run was answered, if these facts are noted of it; return how many answers."""
        with translated_errors(earlier):
            self._connection.execute("ATTACH ? AS earlier", (str(earlier),))
            try:
                return self._take_over_attached(facts)
            finally:
                self._connection.execute("DETACH earlier")

    def _take_over_attached(self, facts: Mapping[str, str]) -> int:
        if self._connection.execute("PRAGMA earlier.user_version").fetchone() != (LEDGER_VERSION,):
            return 0
        noted = dict(self._connection.execute("SELECT key, value FROM earlier.run").fetchall())
        if not facts.items() <= noted.items():
            return 0
        return self._connection.execute(_TAKE_OVER).rowcount


def earlier_ledgers(out: Path, run: Run) -> list[Path]:
    """List the ledgers of the other runs under `out`, the newest first. Raises LedgerError."""
    try:
        folders = sorted((out / "runs").iterdir(), reverse=True)
    except OSError as error:
        raise LedgerError(f"can't list the runs in {out} ({error.strerror}); mend that and run again") from error
    return [folder / LEDGER_NAME for folder in folders if folder != run.folder and (folder / LEDGER_NAME).is_file()]
