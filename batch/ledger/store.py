"""The ledger of a run as its phases see it: a method for all that can be asked of it or told to it. SQL: queries.py."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from importlib import resources
from itertools import chain, islice
from pathlib import Path
from sqlite3 import Connection

from batch.errors import BadResponseError
from batch.ledger import queries
from batch.ledger.checksums import add_checksum_function, checksum
from batch.ledger.course import Stretch
from batch.ledger.database import (
    ConnectionOwner,
    attached,
    damaged,
    gone,
    open_database,
    transaction,
    translated_errors,
    values_read,
)
from batch.ledger.lending import LEDGER_VERSION, can_lend, lent_rows, reused, take_over
from batch.ledger.recorded_course import add_to_course, read_course
from batch.ledger.row_values import (
    KindCount,
    KnownAnswer,
    LedgerFile,
    LedgerRow,
    Place,
    attempted_values,
    entry_of,
    file_values,
    input_row_values,
    known_answer_of,
    lookup_values,
    outcome_values,
    pending_of,
    verdict_values,
)
from batch.ledger.verification import (
    cell_and_entry,
    check_count,
    check_ledger,
    checked_fact,
    checked_file,
    counted_cells,
    pending_rows,
    whole_entry,
)
from batch.ledger.version_3 import VERSION_3, migrate
from batch.outcome import Entry, Lane, Lookup, Outcome, OutcomeKind, Pending

IS_CUT_TO_SAMPLE = "is_cut_to_sample"  # the fact of a run that asks about a sample alone


class Ledger(ConnectionOwner):
    """One run's SQLite file. Every method that changes it is one transaction.

    One that is there already is read through when it is opened, and one of the version before is turned into one of
    this. Not thread-safe. Every method raises LedgerError, and LedgerCorruptError for what was never written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = self._connect(resources.files("batch.ledger").joinpath("schema.sql").read_text("utf-8"))
        add_checksum_function(self._connection)

    def _connect(self, schema: str) -> Connection:
        connection = open_database(
            self.path, schema=schema, version=LEDGER_VERSION, older={VERSION_3: partial(migrate, schema=schema)}
        )
        try:
            check_ledger(connection, self.path)
            with translated_errors(self.path):
                self._file = self.path.stat()
        except BaseException:
            connection.close()
            raise
        return connection

    def check_in_place(self) -> None:
        """Raise LedgerCorruptError when the file is not the one that was opened: its answers end with this process."""
        with suppress(OSError):
            if os.path.samestat(self._file, self.path.stat()):
                return
        raise gone(self.path)

    def fact(self, key: str) -> str | None:
        """Return a fact of the run, by its key in table `run`."""
        with values_read(self.path):
            found = self._connection.execute(queries.FACT, (key,)).fetchone()
            return None if found is None else checked_fact((key, *found), self.path)

    def note(self, facts: Mapping[str, str]) -> None:
        """Note facts of the run; a key that is there already keeps its value."""
        with transaction(self._connection, self.path):
            self._note(facts)

    def _note(self, facts: Mapping[str, str]) -> None:
        self._connection.executemany(queries.NOTE, ((*fact, checksum(*fact)) for fact in facts.items()))

    def add_rows(self, file_id: int, rows: Iterable[LedgerRow]) -> None:
        """Add the rows that are not there yet; a lookup's place in the order is that of its first row."""
        rows = list(rows)
        lookups = [lookup_values(row, file_id) for row in rows]
        keyed = [(values[0], row) for values, row in zip(lookups, rows, strict=True)]
        with transaction(self._connection, self.path):
            self._connection.executemany(queries.ADD_LOOKUP, ((*each, checksum(*each)) for each in lookups))
            self._connection.executemany(queries.ADD_ROW, (input_row_values(key, row, file_id) for key, row in keyed))
            self._connection.executemany(
                queries.ADD_VERDICT,
                (verdict_values(key, row.subject.verdict) for key, row in keyed if row.subject.verdict is not None),
            )

    def add_file(self, file: LedgerFile) -> None:
        """Note an input file with its counts, replacing what was noted of it before."""
        with transaction(self._connection, self.path):
            values = file_values(file)
            self._connection.execute(queries.ADD_FILE, (*values, checksum(*values)))

    def finish_intake(self, at: datetime) -> None:
        """Count the rows of each lookup, and note that all rows of all files are in the ledger."""
        with transaction(self._connection, self.path):
            self._connection.execute(queries.COUNT_ROWS)
            for seal in queries.SEALS.values():
                self._connection.execute(seal)
            self._note({"intake_done_at": at.isoformat()})

    def files(self) -> list[LedgerFile]:
        with values_read(self.path):
            return [checked_file(values, self.path) for values in self._connection.execute(queries.FILES)]

    def pending(self, *, after: int, limit: int, lane: Lane = Lane.MAIN) -> list[Pending]:
        """Return the next page of lookups of a lane without an outcome, in input order, `after` a lookup_id."""
        with values_read(self.path):
            if lane is Lane.MAIN:
                found = self._connection.execute(queries.PENDING, (after, limit))
            else:
                found = self._connection.execute(queries.PENDING_IN_LATER_LANE, (after, lane, limit))
            return [pending_of(*pending_rows(values, self.path)) for values in found]

    def known_answers(self, most: int) -> list[KnownAnswer]:
        """Return some that were answered, at most so many with ektepakter and so many without."""
        with values_read(self.path):
            return [
                known_answer_of(whole_entry(values, self.path))
                for kind in (OutcomeKind.FOUND, OutcomeKind.EMPTY)
                for values in self._connection.execute(queries.KNOWN_ANSWERS, (kind, queries.LARGEST_KNOWN, most))
            ]

    def record(
        self,
        settled: Iterable[tuple[Lookup, Outcome]],
        *,
        attempted: Iterable[Pending] = (),
        stretch: Stretch | None = None,
    ) -> None:
        """Record one group of outcomes; a lookup that has one already makes the whole group fail.

        `attempted` are lookups that are still pending: a resumed run knows of their attempts. `stretch` is added to the
        course of the run. Many rows go into one statement: sqlite3 releases the GIL for each, and beside a busy event
        loop it waits milliseconds to get it back.
        """
        remaining = (outcome_values(*each) for each in settled)
        with transaction(self._connection, self.path):
            for tried in map(attempted_values, attempted):
                self._connection.execute(queries.NOTE_ATTEMPTS, (*tried, checksum(*tried)))
            while rows := list(islice(remaining, queries.OUTCOMES_AT_ONCE)):
                parameters = ", ".join([queries.OUTCOME_PARAMETERS] * len(rows))
                self._connection.execute(queries.RECORD + parameters, list(chain.from_iterable(rows)))
            if stretch is not None:
                add_to_course(self._connection, stretch, self.path)

    def course(self) -> list[Stretch]:
        """Return how the look-ups went, over all commands of the run, in order."""
        with values_read(self.path):
            return read_course(self._connection, self.path)

    def mark(self, lookup_ids: Iterable[int]) -> None:
        """Mark lookups that `reuse_marked` may answer; the marks are gone when the ledger is closed."""
        with translated_errors(self.path):
            self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS marked (lookup_id INTEGER PRIMARY KEY)")
            self._connection.executemany("INSERT OR IGNORE INTO marked VALUES (?)", ((each,) for each in lookup_ids))

    def marked_in_vain(self) -> int:
        """Count the marked lookups that no earlier run could answer."""
        with translated_errors(self.path):
            (count,) = self._connection.execute(queries.MARKED_NOT_REUSED).fetchone()
        return int(count)

    def reuse_since(self, since: datetime, earlier: str, path: Path, *, run_id: str) -> None:
        """Copy the answers that another run got since a time."""
        self._reuse(queries.LENT_SINCE, {"since": since.isoformat()}, earlier, path, run_id)

    def reuse_marked(self, earlier: str, path: Path, *, run_id: str) -> None:
        """Copy final outcomes of marked lookups from another run, however old."""
        self._reuse(queries.LENT_TO_MARKED, {}, earlier, path, run_id)

    def _reuse(self, condition: str, values: Mapping[str, str], earlier: str, path: Path, run_id: str) -> None:
        """Copy outcomes from the ledger at the URI `earlier`; `path` names it in errors.

        A lookup that has an outcome keeps it; one that was charged a failure there is a suspect here from the start.
        From a ledger of a version that is not read nothing is copied.
        """
        with attached(self._connection, earlier, path) as version, values_read(path):
            if can_lend(version):
                with transaction(self._connection, path):
                    rows = lent_rows(self._connection, condition, values, path, version=version)
                    take_over(self._connection, (reused(row, run_id) for row in rows))
                    self._connection.execute(queries.SUSPECT_AS_BEFORE)

    @property
    def is_cut_to_sample(self) -> bool:
        """Whether the run asks only about a sample of its input."""
        return self.fact(IS_CUT_TO_SAMPLE) is not None

    def settled_as(self, kind: OutcomeKind) -> list[int]:
        """Return the lookups in the run that have this outcome, by lookup_id."""
        with translated_errors(self.path):
            return [lookup_id for (lookup_id,) in self._connection.execute(queries.SETTLED_AS, (kind,))]

    def unsettled(self) -> Iterator[tuple[int, str]]:
        """Yield lookup_id and digits of the lookups without an outcome that can be drawn into the sample."""
        with translated_errors(self.path):
            yield from self._connection.execute(queries.UNSETTLED)

    def pace(self) -> tuple[float | None, float]:
        """Return the average seconds of an answer, None without one, and the share of those who never answered."""
        with translated_errors(self.path):
            milliseconds, silent_share = self._connection.execute(queries.PACE).fetchone()
        return (None if milliseconds is None else milliseconds / 1000), silent_share or 0.0

    def redraw(self, *, leave_out: Iterable[int], take_in: Iterable[int]) -> None:
        """Change the sample. The first time, every lookup is left out that is not taken in."""
        with transaction(self._connection, self.path):
            if not self.is_cut_to_sample:
                self._connection.execute(queries.LEAVE_ALL_OUT)
                self._note({IS_CUT_TO_SAMPLE: "yes"})
            self._connection.executemany(queries.LEAVE_OUT, ((each,) for each in leave_out))
            self._connection.executemany(queries.TAKE_IN, ((each,) for each in take_in))
            self._connection.execute(queries.SEALS[queries.LEFT_OUT])

    def reopen(self, kinds: Iterable[OutcomeKind]) -> int:
        """Make the lookups with these outcomes pending again, with a full number of attempts; return how many.

        Those that were asked become suspects, and suspects that a stopped retry left pending stay so: if many fail
        again, each for its own reason, it must not be taken for an outage.
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
        """Yield every distinct identifier in input order, as NOT_RUN if it is still pending."""
        count = 0
        with values_read(self.path):
            for values in self._connection.execute(queries.ENTRIES):
                yield entry_of(whole_entry(values, self.path))
                count += 1
            if (expected := self.fact(queries.LOOKUP_COUNT)) is not None:
                [(left_out,)] = self._connection.execute("SELECT count(*) FROM left_out")
                check_count(count + left_out, int(expected), self.path)

    def row_entries(self, file_id: int) -> Iterator[Entry]:
        """Yield each identifier cell of one file, by row and position, with its own repair and without the body."""
        count = 0
        with values_read(self.path):
            for values in self._connection.execute(queries.CELLS, (file_id,)):
                cell, row = cell_and_entry(values, self.path)
                yield entry_of(row._replace(repair=cell.repair, row=cell.row, row_count=1))
                count += 1
            if (expected := counted_cells(self.fact(queries.CELL_COUNTS), file_id)) is not None:
                check_count(count, expected, self.path)

    @contextmanager
    def answers_read(self) -> Iterator[None]:
        """Blame the ledger for an answer that can't be decoded: each could when it was recorded."""
        try:
            yield
        except BadResponseError as error:
            raise damaged(self.path, f"of one of its rows: {error.what}") from error

    def counts(self) -> dict[OutcomeKind, KindCount]:
        """Count identifiers and rows by outcome; a kind that does not occur is left out."""
        with values_read(self.path):
            counted = {
                OutcomeKind(kind): KindCount(identifiers=identifiers, rows=rows)
                for kind, identifiers, rows in self._connection.execute(queries.COUNTS)
            }
        return {kind: counted[kind] for kind in OutcomeKind if kind in counted}

    def identifier_count(self) -> int:
        """Count the distinct identifiers of the input."""
        with translated_errors(self.path):
            (count,) = self._connection.execute("SELECT count(*) FROM lookup WHERE fnr IS NOT NULL").fetchone()
        return int(count)

    def pending_by_lane(self) -> list[tuple[Lane, bool, int]]:
        """Count those that were tried and are pending: by lane, and by whether they were charged a failure."""
        with values_read(self.path):
            found = self._connection.execute(queries.PENDING_BY_LANE)
            return [(Lane(lane), bool(is_charged), count) for lane, is_charged, count in found]

    def refused_at(self, limit: int) -> list[Place]:
        """Return where the first so many of those stand whom the register refused while it answered others."""
        with translated_errors(self.path):
            return [Place(*each) for each in self._connection.execute(queries.REFUSED_AT, (limit,))]

    def totals(self) -> dict[str, int]:
        """Count over the whole run: identifier cells, those that were repaired, attempts, and reused answers."""
        with translated_errors(self.path):
            found = self._connection.execute(queries.TOTALS).fetchone()
        return dict(zip(queries.TOTAL_COLUMNS, found, strict=True))
