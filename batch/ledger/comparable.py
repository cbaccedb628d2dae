"""Reads a run's ledger as one side of a comparison: its identifiers in order, and the answers of those that differ."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import Connection, connect
from typing import Any, NamedTuple

from batch.errors import BadResponseError
from batch.ledger.database import damaged, translated_errors, values_read, wrong_version
from batch.ledger.lending import LEDGER_VERSION, can_lend
from batch.ledger.places import ledger_of
from batch.ledger.rows import queries
from batch.ledger.rows.checksums import body_checksum
from batch.ledger.rows.row_values import EntryRow
from batch.ledger.rows.verification import check_count, checked_fact, entry_without_body
from batch.ledger.rows.version_3 import ENTRY_ROW, VERSION_3, as_of_now
from batch.ledger.undisturbed import undisturbed
from batch.oppslag.decoding import decode_oppslag
from batch.oppslag.ektepakt import Oppslag
from batch.outcome import OutcomeKind

_CACHE_KIB = 32 << 10  # the rows of a shuffled list lie anywhere; with SQLite's own 2 MiB it takes a third longer
_KINDS = {kind.value: kind for kind in OutcomeKind}
_NOTHING = Oppslag(antall_ektepakt=0)


class ComparedRow(NamedTuple):
    """An identifier of a run, and what is compared of its answer without decoding it."""

    fnr: str
    lookup_id: int
    kind: OutcomeKind
    is_taken_over: bool
    gist: tuple[int | None, int | None]  #: the count, and the hash of all that is compared
    body_checksum: int | None

    def __repr__(self) -> str:
        return f"<ComparedRow {self.lookup_id}>"


class ComparableLedger:
    """A run to compare with another; its ledger is of this version or the one before, and is not changed."""

    def __init__(self, connection: Connection, path: Path, run_id: str) -> None:
        """Raises LedgerCorruptError for a ledger of a version that is not read."""
        self.run_id = run_id
        self._connection, self._path = connection, path
        with values_read(path):
            [(self._version,)] = connection.execute("PRAGMA user_version")
            if not can_lend(self._version):
                raise wrong_version(path, found=self._version, wanted=LEDGER_VERSION)
            self.is_cut = connection.execute(queries.IS_CUT).fetchone() is not None
            self.has_answers = connection.execute(queries.FACT_IS_THERE, (queries.FORGETTING,)).fetchone() is None

    def rows(self, *, first: str = "") -> Iterator[ComparedRow]:
        """Yield the identifiers in order, from `first` on. Raises LedgerCorruptError for a row that is damaged."""
        is_old, count = self._version == VERSION_3, 0
        columns = ENTRY_ROW if is_old else EntryRow(body="NULL")
        query = queries.IN_ORDER.format(columns=", ".join(columns._replace(source="NULL")))
        with values_read(self._path):
            for values in self._connection.execute(query, (f"fnr {first}",)):
                yield _compared(self._as_of_now(values) if is_old else entry_without_body(values, self._path))
                count += 1
            if not first and not is_old:
                self._check(count)

    def oppslag(self, row: ComparedRow) -> Oppslag:
        """Decode what the register told; an empty Oppslag where it did not answer. Raises LedgerCorruptError."""
        if row.kind is not OutcomeKind.FOUND:
            return _NOTHING
        with values_read(self._path):
            [(body,)] = self._connection.execute("SELECT body FROM outcome WHERE lookup_id = ?", (row.lookup_id,))
        if body_checksum(body) != row.body_checksum:
            raise damaged(self._path, "an answer in it is not the one that was written")
        try:
            return decode_oppslag(body).oppslag
        except BadResponseError as error:
            raise damaged(self._path, f"of one of its rows: {error.what}") from error

    def _as_of_now(self, values: tuple[Any, ...]) -> EntryRow:
        return as_of_now(EntryRow._make(values), self._path)

    def _check(self, count: int) -> None:
        noted = self._connection.execute(queries.FACT, (queries.LOOKUP_COUNT,)).fetchone()
        if noted is not None:
            [(others,)] = self._connection.execute("SELECT count(*) FROM lookup WHERE fnr IS NULL")
            expected = int(checked_fact((queries.LOOKUP_COUNT, *noted), self._path))
            check_count(count + others, expected, self._path)


def _compared(row: EntryRow) -> ComparedRow:
    kind = OutcomeKind.NOT_RUN if row.kind is None else _KINDS[row.kind]
    gist = (row.antall_ektepakt, row.compared)
    return ComparedRow(row.fnr, row.lookup_id, kind, row.reused_from is not None, gist, row.body_checksum)


@contextmanager
def comparable_run(folder: Path) -> Iterator[ComparableLedger]:
    """Open the ledger of a run that nobody writes in. Raises LedgerError, LedgerCorruptError."""
    path = ledger_of(folder)
    with undisturbed(path) as uri:
        with translated_errors(path):
            connection = connect(uri, uri=True)
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        with closing(connection):
            yield ComparableLedger(connection, path, folder.name)
