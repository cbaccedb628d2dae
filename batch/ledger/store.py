"""The ledger of a run as its phases see it: a method for all that can be told to it. SQL: rows/queries.py."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from importlib import resources
from itertools import chain, islice
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from batch.cells.rows import ROWS_IN_GROUP
from batch.ledger.database import attached, gone, open_database, transaction, translated_errors, values_read
from batch.ledger.lending import LEDGER_VERSION, can_lend, lent_rows, reused, take_over
from batch.ledger.reading import COMPLETED, IS_CUT_TO_SAMPLE, LedgerReader
from batch.ledger.rows import queries
from batch.ledger.rows.checksums import add_checksum_function, checksum
from batch.ledger.rows.course import Stretch
from batch.ledger.rows.forgetting import erase_answers, leave_nothing_behind
from batch.ledger.rows.recorded_course import add_to_course
from batch.ledger.rows.row_values import (
    LedgerFile,
    LedgerRow,
    attempted_values,
    file_values,
    input_row_values,
    lookup_values,
    outcome_values,
    subject_key,
    verdict_values,
)
from batch.ledger.rows.verification import check_ledger
from batch.ledger.rows.version_3 import VERSION_3, migrate
from batch.outcome import Lookup, Outcome, OutcomeKind, Pending


class Ledger(LedgerReader):
    """One run's SQLite file. Every method that changes it is one transaction.

    One that is there already is read through when it is opened, and one of the version before is turned into one of
    this. Not thread-safe.
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

    def note(self, facts: Mapping[str, str]) -> None:
        """Note facts of the run; a key that is there already keeps its value."""
        with transaction(self._connection, self.path):
            self._note(facts)

    def _note(self, facts: Mapping[str, str]) -> None:
        self._connection.executemany(queries.NOTE, ((*fact, checksum(*fact)) for fact in facts.items()))

    def add_rows(self, file_id: int, rows: Iterable[LedgerRow]) -> int:
        """Add the rows that are not there yet; a lookup's place in the order is that of its first row.

        Returns how many rows there were. They are consumed as they are written, so that memory does not hold them all.
        """
        count, unread = 0, iter(rows)
        with transaction(self._connection, self.path):
            while group := list(islice(unread, ROWS_IN_GROUP)):
                self._add_group(file_id, group)
                count += len(group)
        return count

    def _add_group(self, file_id: int, rows: Sequence[LedgerRow]) -> None:
        keys = [subject_key(row.subject) for row in rows]
        first_rows: dict[str, LedgerRow] = {}
        for key, row in zip(keys, rows, strict=True):
            first_rows.setdefault(key, row)
        ids = self._add_lookups([lookup_values(key, row, file_id) for key, row in first_rows.items()])
        cells = [input_row_values(key, row, file_id, ids[key]) for key, row in zip(keys, rows, strict=True)]
        self._connection.executemany(queries.ADD_ROW, cells)
        verdicts = [
            verdict_values(key, ids[key], row.subject.verdict)
            for key, row in first_rows.items()
            if row.subject.verdict is not None
        ]
        self._connection.executemany(queries.ADD_VERDICT, verdicts)

    def _add_lookups(self, lookups: Sequence[tuple[Any, ...]]) -> dict[str, int]:
        """Add those that are new, and return the numbers of all of them by subject."""
        [(last,)] = self._connection.execute(queries.LAST_LOOKUP)
        values = ((*each, checksum(*each)) for each in lookups)
        if self._connection.executemany(queries.ADD_LOOKUP, values).rowcount == len(lookups):
            return {subject: number for number, (subject, *_) in enumerate(lookups, last + 1)}
        ids: dict[str, int] = dict(self._connection.execute(queries.LOOKUPS_AFTER, (last,)))
        for subject, *_ in lookups:
            if subject not in ids:
                [(ids[subject],)] = self._connection.execute(queries.LOOKUP_OF, (subject,))
        return ids

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
            self._note({queries.INTAKE_DONE: at.isoformat()})

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
        with transaction(self._connection, self.path):
            for tried in map(attempted_values, attempted):
                self._connection.execute(queries.NOTE_ATTEMPTS, (*tried, checksum(*tried)))
            for rows in _at_once(outcome_values(*each) for each in settled):
                self._record_at_once(rows)
            if stretch is not None:
                add_to_course(self._connection, stretch, self.path)

    def _record_at_once(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Record some rows, or one large one: SQLite copies twice what is bound, and not what is written in place."""
        lookup_id, *_, body = rows[0]
        if body is None or len(body) <= queries.BODY_BYTES_AT_ONCE:
            parameters = ", ".join([queries.OUTCOME_PARAMETERS] * len(rows))
            self._connection.execute(queries.RECORD + parameters, list(chain.from_iterable(rows)))
            return
        self._connection.execute(queries.RECORD + queries.LARGE_OUTCOME, (*rows[0][:-1], len(body)))
        with self._connection.blobopen("outcome", "body", lookup_id) as place:
            place.write(body)

    def mark(self, lookup_ids: Iterable[int]) -> None:
        """Mark lookups that `reuse_marked` may answer; the marks are gone when the ledger is closed."""
        with translated_errors(self.path):
            self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS marked (lookup_id INTEGER PRIMARY KEY)")
            self._connection.executemany("INSERT OR IGNORE INTO marked VALUES (?)", ((each,) for each in lookup_ids))

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

    def redraw(self, *, leave_out: Iterable[int], take_in: Iterable[int]) -> None:
        """Change the sample. The first time, every lookup is left out that is not taken in."""
        with transaction(self._connection, self.path):
            if not self.is_cut_to_sample:
                self._connection.execute(queries.LEAVE_ALL_OUT)
                self._note({IS_CUT_TO_SAMPLE: "yes"})
            self._connection.executemany(queries.LEAVE_OUT, ((each,) for each in leave_out))
            self._connection.executemany(queries.TAKE_IN, ((each,) for each in take_in))
            self._connection.execute(queries.SEALS[queries.LEFT_OUT])

    def forget_answers(self, at: datetime) -> None:
        """Delete all that the register told, as `forgetting` says, and note that the run is complete.

        Killed meanwhile, the run is one that goes on, or one of which `finish_forgetting` deletes what is left.
        """
        with transaction(self._connection, self.path):
            erase_answers(self._connection)
            self._note({COMPLETED: at.isoformat(), queries.FORGETTING: at.isoformat()})
        self.finish_forgetting(at)

    def finish_forgetting(self, at: datetime) -> None:
        """Leave no byte of what was deleted in the file or its log, and note that."""
        with translated_errors(self.path):
            leave_nothing_behind(self._connection, self.path)
        self.note({queries.FORGOTTEN: at.isoformat()})

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


def _at_once(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Put rows of `outcome` together for a statement, which keeps a copy of their bodies: a large one is alone."""
    group: list[tuple[Any, ...]] = []
    size = 0
    for row in rows:
        length = len(row[-1] or b"")
        if len(group) == queries.OUTCOMES_AT_ONCE or (group and size + length > queries.BODY_BYTES_AT_ONCE):
            yield group
            group, size = [], 0
        group.append(row)
        size += length
    if group:
        yield group
