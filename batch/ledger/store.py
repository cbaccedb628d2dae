"""What the phases ask of a run's ledger and tell it: a method for each; the SQL they execute is in queries.py."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from importlib import resources
from itertools import chain, islice
from pathlib import Path
from sqlite3 import Connection

from batch.errors import BadResponseError
from batch.ledger import queries
from batch.ledger.database import (
    ConnectionOwner,
    attached,
    damaged,
    open_database,
    transaction,
    translated_errors,
    values_read,
)
from batch.ledger.row_values import (
    KindCount,
    LedgerFile,
    LedgerRow,
    attempted_values,
    cell_values,
    entry_of,
    file_of,
    file_values,
    outcome_values,
    pending_of,
    subject_key,
)
from batch.outcome import Entry, Lane, Outcome, OutcomeKind, Pending

LEDGER_VERSION = 3


class Ledger(ConnectionOwner):
    """One run's SQLite file. Every method commits before it returns, or changes nothing.

    Not safe for use by two threads at once; raises LedgerError for whatever goes wrong in it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = self._connect(resources.files("batch.ledger").joinpath("schema.sql").read_text("utf-8"))

    def _connect(self, schema: str) -> Connection:
        return open_database(self.path, schema=schema, version=LEDGER_VERSION)

    def fact(self, key: str) -> str | None:
        """Return what is noted of the run under `key`."""
        with translated_errors(self.path):
            found = self._connection.execute("SELECT value FROM run WHERE key = ?", (key,)).fetchone()
        return found[0] if found else None

    def note(self, facts: Mapping[str, str]) -> None:
        """Note facts of the run; one that is there already stays."""
        with transaction(self._connection, self.path):
            self._connection.executemany("INSERT OR IGNORE INTO run VALUES (?, ?)", facts.items())

    def add_rows(self, file_id: int, rows: Iterable[LedgerRow]) -> None:
        """Add rows that are not there; the first row of a subject decides its place in the order."""
        keyed = [(subject_key(row.subject), row) for row in rows]
        verdicts = [(row.subject.verdict, key) for key, row in keyed if row.subject.verdict is not None]
        with transaction(self._connection, self.path):
            self._connection.executemany(
                queries.ADD_LOOKUP, ((key, *cell_values(row.subject), file_id, row.row) for key, row in keyed)
            )
            self._connection.executemany(
                queries.ADD_ROW,
                (
                    (file_id, row.row, row.position, row.subject.input_value, row.subject.repair, key)
                    for key, row in keyed
                ),
            )
            self._connection.executemany(queries.ADD_VERDICT, verdicts)

    def add_file(self, file: LedgerFile) -> None:
        """Note an input file with its counts, in place of what was noted of it."""
        with transaction(self._connection, self.path):
            self._connection.execute(queries.ADD_FILE, file_values(file))

    def finish_intake(self, at: datetime) -> None:
        """Note that every row of every file is in the ledger."""
        with transaction(self._connection, self.path):
            self._connection.execute(queries.COUNT_ROWS)
            self._connection.execute("INSERT OR IGNORE INTO run VALUES ('intake_done_at', ?)", (at.isoformat(),))

    def files(self) -> list[LedgerFile]:
        with values_read(self.path):
            return list(map(file_of, self._connection.execute(queries.FILES)))

    def pending(self, *, after: int, limit: int, lane: Lane = Lane.MAIN) -> list[Pending]:
        """Return the next lookups of a lane, in input order, that are not accounted for, `after` a lookup_id."""
        with values_read(self.path):
            if lane is Lane.MAIN:
                found = self._connection.execute(queries.PENDING, (after, limit))
            else:
                found = self._connection.execute(queries.PENDING_IN_LATER_LANE, (after, lane, limit))
            return list(map(pending_of, found))

    def note_attempts(self, pending: Iterable[Pending]) -> None:
        """Note what the attempts for lookups that are still pending have come to."""
        values = [attempted_values(each) for each in pending]
        if values:
            with transaction(self._connection, self.path):
                self._connection.executemany(queries.NOTE_ATTEMPTS, values)

    def record(self, outcomes: Iterable[Outcome]) -> None:
        """Record one group of outcomes; a lookup that has one already makes the whole group fail.

        Many rows go into one statement: SQLite lets go of the interpreter once a statement, and beside a busy event
        loop it waits milliseconds each time to get it back.
        """
        remaining = map(outcome_values, outcomes)
        with transaction(self._connection, self.path):
            while rows := list(islice(remaining, queries.OUTCOMES_AT_ONCE)):
                parameters = ", ".join([queries.OUTCOME_PARAMETERS] * len(rows))
                self._connection.execute(queries.RECORD + parameters, list(chain.from_iterable(rows)))

    def mark(self, lookup_ids: Iterable[int]) -> None:
        """Mark lookups whose answers may be those of any earlier run; marks are gone when the ledger is closed."""
        with translated_errors(self.path):
            self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS marked (lookup_id INTEGER PRIMARY KEY)")
            self._connection.executemany("INSERT OR IGNORE INTO marked VALUES (?)", ((each,) for each in lookup_ids))

    def marked_in_vain(self) -> int:
        """Count what is marked and has no outcome for all that."""
        with translated_errors(self.path):
            (count,) = self._connection.execute(queries.MARKED_NOT_REUSED).fetchone()
        return int(count)

    def reuse_since(self, since: datetime, earlier: str, path: Path, *, run_id: str) -> None:
        """Copy the answers that another run has got since a time; see `_reuse` for the rest."""
        self._reuse(queries.REUSE_SINCE, {"run_id": run_id, "since": since.isoformat()}, earlier, path)

    def reuse_marked(self, earlier: str, path: Path, *, run_id: str) -> None:
        """Copy what the register has told another run of the lookups that are marked, however long ago."""
        self._reuse(queries.REUSE_MARKED, {"run_id": run_id}, earlier, path)

    def _reuse(self, query: str, values: Mapping[str, str], earlier: str, path: Path) -> None:
        """Copy outcomes from the ledger at the URI `earlier`; `path` names it in errors.

        A lookup that has an outcome keeps it. A ledger of another version holds nothing that can be reused.
        """
        with attached(self._connection, earlier, path) as version:
            if version == LEDGER_VERSION:
                with transaction(self._connection, path):
                    self._connection.execute(query, values)

    @property
    def is_cut_to_sample(self) -> bool:
        """Whether the run asks about a sample of its input alone."""
        return self.fact("is_cut_to_sample") is not None

    def settled_as(self, kind: OutcomeKind) -> list[int]:
        """Return the lookups of the run that have this outcome."""
        with translated_errors(self.path):
            return [lookup_id for (lookup_id,) in self._connection.execute(queries.SETTLED_AS, (kind,))]

    def unsettled(self) -> Iterator[tuple[int, str]]:
        """Yield the number and the digits of all lookups without an outcome that a sample can still be drawn from."""
        with translated_errors(self.path):
            yield from self._connection.execute(queries.UNSETTLED)

    def redraw(self, *, leave_out: Iterable[int], take_in: Iterable[int]) -> None:
        """Change what belongs to the sample; the first time, all that is not taken in is left out."""
        with transaction(self._connection, self.path):
            if not self.is_cut_to_sample:
                self._connection.execute(queries.LEAVE_ALL_OUT)
                self._connection.execute(queries.NOTE_SAMPLE)
            self._connection.executemany(queries.LEAVE_OUT, ((each,) for each in leave_out))
            self._connection.executemany(queries.TAKE_IN, ((each,) for each in take_in))

    def reopen(self, kinds: Iterable[OutcomeKind]) -> int:
        """Make the lookups with these outcomes pending again, with all their attempts; return how many.

        Those that were asked stay suspects, and so do those that a stopped retry left pending: many that fail for
        their own reasons must not pass for an outage.
        """
        wanted = (json.dumps(list(kinds)),)
        with transaction(self._connection, self.path):
            self._connection.execute(queries.FORGET_THE_UNSUSPECTED)
            self._connection.execute(queries.FORGET_ATTEMPTS)
            self._connection.execute(queries.SUSPECT, wanted)
            count = self._connection.execute(queries.REOPEN, wanted).rowcount
            self._connection.execute(queries.FORGET_COMPLETION)
        return count

    def entries(self) -> Iterator[Entry]:
        """Yield every distinct identifier in input order; those still pending as `not_run`."""
        with values_read(self.path):
            yield from map(entry_of, self._connection.execute(queries.ENTRIES))

    def row_entries(self, file_id: int) -> Iterator[Entry]:
        """Yield the account of each identifier cell of one file, by row and position, each with its own repair."""
        with values_read(self.path):
            yield from map(entry_of, self._connection.execute(queries.ROW_ENTRIES, (file_id,)))

    @contextmanager
    def answers_read(self) -> Iterator[None]:
        """Blame the ledger for an answer that can't be decoded: those that it is given can be."""
        try:
            yield
        except BadResponseError as error:
            raise damaged(self.path, f"of one of its rows: {error.what}") from error

    def counts(self) -> dict[OutcomeKind, KindCount]:
        """Count identifiers and rows by outcome, only the kinds there are."""
        with values_read(self.path):
            counted = {
                OutcomeKind(kind): KindCount(identifiers=identifiers, rows=rows)
                for kind, identifiers, rows in self._connection.execute(queries.COUNTS)
            }
        return {kind: counted[kind] for kind in OutcomeKind if kind in counted}

    def totals(self) -> dict[str, int]:
        """Count identifier cells, repaired ones among them, attempts made, and answers reused from earlier runs."""
        with translated_errors(self.path):
            found = self._connection.execute(queries.TOTALS).fetchone()
        return dict(zip(queries.TOTAL_COLUMNS, found, strict=True))
