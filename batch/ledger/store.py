"""The ledger of a run: every query in one place."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from itertools import chain, islice
from pathlib import Path
from sqlite3 import Connection
from types import TracebackType
from typing import Any, NamedTuple, Self

from batch.identity import Identity, IdType, Series
from batch.ledger.database import attached, open_database, transaction, translated_errors
from batch.observations import Observation
from batch.outcome import Entry, Lookup, Outcome, OutcomeKind, Pending, Subject

LEDGER_VERSION = 2
_ADD_LOOKUP = """
    INSERT OR IGNORE INTO lookup (subject, fnr, input_value, id_type, series, reason, repair, file_id, row)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_ADD_ROW = """
    INSERT OR IGNORE INTO input_row (file_id, row, position, lookup_id, input_value, repair)
    SELECT ?, ?, ?, lookup_id, ?, ? FROM lookup WHERE subject = ?"""
_ADD_VERDICT = """
    INSERT OR IGNORE INTO outcome (lookup_id, kind, attempts)
    SELECT lookup_id, ?, 0 FROM lookup WHERE subject = ?"""
_COUNT_ROWS = """
    UPDATE lookup SET row_count = counted.row_count
    FROM (SELECT lookup_id, count(*) AS row_count FROM input_row GROUP BY lookup_id) AS counted
    WHERE counted.lookup_id = lookup.lookup_id"""
_PENDING = """
    SELECT lookup_id, fnr, id_type, series, coalesce(attempts, 0), coalesce(charged, 0), first_attempt_at, 0
    FROM lookup LEFT JOIN attempted USING (lookup_id)
    WHERE lookup_id > ? AND coalesce(is_put_last, 0) = 0
          AND NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.lookup_id = lookup.lookup_id)
    ORDER BY lookup_id LIMIT ?"""
_PUT_LAST = """
    SELECT lookup_id, fnr, id_type, series, attempts, charged, first_attempt_at, 1
    FROM attempted JOIN lookup USING (lookup_id)
    WHERE lookup_id > ? AND is_put_last = 1
          AND NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.lookup_id = attempted.lookup_id)
    ORDER BY lookup_id LIMIT ?"""
_NOTE_ATTEMPTS = "INSERT OR REPLACE INTO attempted VALUES (?, ?, ?, ?, ?)"
_RECORD = """
    INSERT INTO outcome (lookup_id, kind, attempts, http_status, korrelasjonsid, feilmelding, duration_ms,
                         first_attempt_at, last_attempt_at, body)
    VALUES """
_OUTCOME_PLACES = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_OUTCOMES_AT_ONCE = 500
_ENTRIES = """
    SELECT lookup.fnr, lookup.input_value, lookup.id_type, lookup.series, lookup.reason, lookup.repair,
           lookup.lookup_id, coalesce(outcome.kind, 'not_run'), coalesce(outcome.attempts, 0), outcome.http_status,
           outcome.korrelasjonsid, outcome.feilmelding, outcome.duration_ms, outcome.first_attempt_at,
           outcome.last_attempt_at, outcome.body, input_file.name, lookup.row, lookup.row_count
    FROM lookup JOIN input_file USING (file_id) LEFT JOIN outcome USING (lookup_id)
    ORDER BY lookup.lookup_id"""
_ROW_ENTRIES = """
    SELECT lookup.fnr, lookup.input_value, lookup.id_type, lookup.series, lookup.reason, input_row.repair,
           lookup.lookup_id, coalesce(outcome.kind, 'not_run'), coalesce(outcome.attempts, 0), outcome.http_status,
           outcome.korrelasjonsid, outcome.feilmelding, outcome.duration_ms, outcome.first_attempt_at,
           outcome.last_attempt_at, outcome.body, input_file.name, input_row.row, 1
    FROM input_row JOIN lookup USING (lookup_id) JOIN input_file ON input_file.file_id = input_row.file_id
         LEFT JOIN outcome USING (lookup_id)
    WHERE input_row.file_id = ? ORDER BY input_row.row, input_row.position"""
_COUNTS = """
    SELECT coalesce(outcome.kind, 'not_run'), count(*), sum(lookup.row_count)
    FROM lookup LEFT JOIN outcome USING (lookup_id) GROUP BY 1"""
_TOTALS = """
    SELECT (SELECT count(*) FROM input_row), (SELECT count(*) FROM input_row WHERE repair IS NOT NULL),
           (SELECT coalesce(sum(attempts), 0) FROM outcome),
           (SELECT count(*) FROM outcome WHERE reused_from IS NOT NULL)"""
_REUSE = """
    INSERT OR IGNORE INTO outcome
    SELECT own.lookup_id, old.kind, 0, old.http_status, old.korrelasjonsid, old.feilmelding, old.duration_ms,
           old.first_attempt_at, old.last_attempt_at, old.body, coalesce(old.reused_from, ?)
    FROM earlier.outcome AS old JOIN earlier.lookup USING (lookup_id) JOIN main.lookup AS own USING (subject)
    WHERE old.kind IN ('found', 'empty') AND old.last_attempt_at >= ?"""
_REUSE_MARKED = """
    INSERT OR IGNORE INTO outcome
    SELECT own.lookup_id, old.kind, 0, old.http_status, old.korrelasjonsid, old.feilmelding, old.duration_ms,
           old.first_attempt_at, old.last_attempt_at, old.body, coalesce(old.reused_from, ?)
    FROM temp.marked JOIN main.lookup AS own USING (lookup_id) JOIN earlier.lookup USING (subject)
         JOIN earlier.outcome AS old ON old.lookup_id = earlier.lookup.lookup_id
    WHERE old.kind IN ('found', 'empty', 'rejected')"""


class LedgerRow(NamedTuple):
    """One identifier cell of the input, as intake hands it over."""

    row: int
    position: int
    subject: Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFile:
    """One input file of the run; `file_id` is its place on the command line, from 1."""

    file_id: int
    name: str
    path: str
    sha256: str
    decided: Mapping[str, str]
    row_count: int = 0
    blank_count: int = 0
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """How many distinct identifiers ended in an outcome, and how many input rows hold them."""

    identifiers: int
    rows: int


class Ledger:
    """One run's SQLite file. Every method commits before it returns, or changes nothing.

    Not safe for use by two threads at once; raises LedgerError for whatever goes wrong in it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = self._connect(resources.files("batch.ledger").joinpath("schema.sql").read_text("utf-8"))

    def _connect(self, schema: str) -> Connection:
        return open_database(self.path, schema=schema, version=LEDGER_VERSION)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

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
        batch = [(_subject_key(row.subject), row) for row in rows]
        verdicts = [(row.subject.verdict, key) for key, row in batch if row.subject.verdict is not None]
        with transaction(self._connection, self.path):
            self._connection.executemany(_ADD_LOOKUP, ((key, *row.subject[:6], file_id, row.row) for key, row in batch))
            self._connection.executemany(
                _ADD_ROW,
                (
                    (file_id, row.row, row.position, row.subject.input_value, row.subject.repair, key)
                    for key, row in batch
                ),
            )
            self._connection.executemany(_ADD_VERDICT, verdicts)

    def add_file(self, file: LedgerFile) -> None:
        """Note an input file with its counts, in place of what was noted of it."""
        with transaction(self._connection, self.path):
            self._connection.execute(
                "INSERT OR REPLACE INTO input_file VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    file.file_id,
                    file.name,
                    file.path,
                    file.sha256,
                    json.dumps(dict(file.decided), ensure_ascii=False),
                    file.row_count,
                    file.blank_count,
                    json.dumps([each.as_json() for each in file.observations], ensure_ascii=False),
                ),
            )

    def finish_intake(self, at: datetime) -> None:
        """Note that every row of every file is in the ledger."""
        with transaction(self._connection, self.path):
            self._connection.execute(_COUNT_ROWS)
            self._connection.execute("INSERT OR IGNORE INTO run VALUES ('intake_done_at', ?)", (at.isoformat(),))

    def files(self) -> list[LedgerFile]:
        with translated_errors(self.path):
            found = self._connection.execute("SELECT * FROM input_file ORDER BY file_id").fetchall()
        return [
            LedgerFile(
                file_id=file_id,
                name=name,
                path=path,
                sha256=sha256,
                decided=json.loads(decided),
                row_count=row_count,
                blank_count=blank_count,
                observations=tuple(map(Observation.from_json, json.loads(observations))),
            )
            for file_id, name, path, sha256, decided, row_count, blank_count, observations in found
        ]

    def pending(self, *, after: int, limit: int, is_put_last: bool = False) -> list[Pending]:
        """Return the next lookups in input order that are not accounted for, `after` a lookup_id.

        Either those that were put last, or all others.
        """
        with translated_errors(self.path):
            found = self._connection.execute(_PUT_LAST if is_put_last else _PENDING, (after, limit)).fetchall()
        return [_pending(values) for values in found]

    def note_attempts(self, pending: Iterable[Pending]) -> None:
        """Note what the attempts for lookups that are still pending have come to."""
        values = [_attempted_values(each) for each in pending]
        if values:
            with transaction(self._connection, self.path):
                self._connection.executemany(_NOTE_ATTEMPTS, values)

    def record(self, outcomes: Iterable[Outcome]) -> None:
        """Record one group of outcomes; a lookup that has one already makes the whole group fail.

        Many rows go into one statement: SQLite lets go of the interpreter once a statement, and beside a busy event
        loop it waits milliseconds each time to get it back.
        """
        remaining = map(_outcome_values, outcomes)
        with transaction(self._connection, self.path):
            while rows := list(islice(remaining, _OUTCOMES_AT_ONCE)):
                places = ", ".join([_OUTCOME_PLACES] * len(rows))
                self._connection.execute(_RECORD + places, list(chain.from_iterable(rows)))

    def mark(self, lookup_ids: Iterable[int]) -> None:
        """Mark lookups whose answers may be those of any earlier run; marks are gone when the ledger is closed."""
        with translated_errors(self.path):
            self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS marked (lookup_id INTEGER PRIMARY KEY)")
            self._connection.executemany("INSERT OR IGNORE INTO marked VALUES (?)", ((each,) for each in lookup_ids))

    def reuse(self, earlier: str, path: Path, *, run_id: str, since: datetime | None) -> None:
        """Take over from another run's ledger the answers got `since` then, or to what is marked, whatever their age.

        What has an outcome keeps it. `earlier` is its URI, `path` what it is called when it can't be read; one of
        another version holds nothing that can be reused.
        """
        with attached(self._connection, earlier, path) as version:
            if version == LEDGER_VERSION:
                with transaction(self._connection, path):
                    if since is None:
                        self._connection.execute(_REUSE_MARKED, (run_id,))
                    else:
                        self._connection.execute(_REUSE, (run_id, since.isoformat()))

    def entries(self) -> Iterator[Entry]:
        """Yield every distinct identifier in input order; those still pending as `not_run`."""
        with translated_errors(self.path):
            for values in self._connection.execute(_ENTRIES):
                yield _entry(values)

    def row_entries(self, file_id: int) -> Iterator[Entry]:
        """Yield the account of each identifier cell of one file, by row and position, each with its own repair."""
        with translated_errors(self.path):
            for values in self._connection.execute(_ROW_ENTRIES, (file_id,)):
                yield _entry(values)

    def counts(self) -> dict[OutcomeKind, KindCount]:
        """Count identifiers and rows by outcome, only the kinds there are."""
        with translated_errors(self.path):
            found = self._connection.execute(_COUNTS).fetchall()
        counted = {kind: KindCount(identifiers=identifiers, rows=rows) for kind, identifiers, rows in found}
        return {kind: counted[kind] for kind in OutcomeKind if kind in counted}

    def totals(self) -> dict[str, int]:
        """Count identifier cells, repaired ones among them, attempts made, and answers reused from earlier runs."""
        with translated_errors(self.path):
            found = self._connection.execute(_TOTALS).fetchone()
        return dict(zip(("identifier_cells", "repaired_cells", "attempts", "reused"), found, strict=True))


def _subject_key(subject: Subject) -> str:
    return f"fnr {subject.fnr}" if subject.fnr is not None else f"none {subject.input_value}"


def _pending(values: tuple[Any, ...]) -> Pending:
    lookup_id, fnr, id_type, series, attempts, charged, first_attempt_at, is_put_last = values
    return Pending(
        lookup=Lookup(lookup_id=lookup_id, identity=Identity(fnr, IdType(id_type), Series(series))),
        attempts=attempts,
        charged=charged,
        first_attempt_at=_moment(first_attempt_at),
        is_put_last=bool(is_put_last),
    )


def _attempted_values(pending: Pending) -> tuple[Any, ...]:
    return (
        pending.lookup.lookup_id,
        pending.attempts,
        pending.charged,
        pending.first_attempt_at and pending.first_attempt_at.isoformat(),
        int(pending.is_put_last),
    )


def _outcome_values(outcome: Outcome) -> tuple[Any, ...]:
    return (
        outcome.lookup_id,
        outcome.kind,
        outcome.attempts,
        outcome.http_status,
        outcome.korrelasjonsid,
        outcome.feilmelding,
        outcome.duration_ms,
        outcome.first_attempt_at and outcome.first_attempt_at.isoformat(),
        outcome.last_attempt_at and outcome.last_attempt_at.isoformat(),
        outcome.body,
    )


def _entry(values: tuple[Any, ...]) -> Entry:
    outcome = Outcome(
        lookup_id=values[6],
        kind=OutcomeKind(values[7]),
        attempts=values[8],
        http_status=values[9],
        korrelasjonsid=values[10],
        feilmelding=values[11],
        duration_ms=values[12],
        first_attempt_at=_moment(values[13]),
        last_attempt_at=_moment(values[14]),
        body=values[15],
    )
    subject = Subject._make((*values[:6], None))
    return Entry(subject=subject, outcome=outcome, source=values[16], row=values[17], row_count=values[18])


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
