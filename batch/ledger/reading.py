"""What can be asked of a run's ledger: a method for each question, which changes nothing. SQL: rows/queries.py."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from batch.errors import BadResponseError
from batch.ledger.comparable import ComparableLedger
from batch.ledger.database import ConnectionOwner, damaged, translated_errors, values_read
from batch.ledger.rows import queries
from batch.ledger.rows.categories import Category, refused_by_reason, repaired_by_sort
from batch.ledger.rows.course import NamedPause, Stretch, pause_of
from batch.ledger.rows.recorded_course import read_course
from batch.ledger.rows.row_values import (
    CellCount,
    KindCount,
    KnownAnswer,
    LedgerFile,
    Place,
    entry_of,
    known_answer_of,
    pending_of,
)
from batch.ledger.rows.verification import (
    cell_and_entry,
    check_count,
    checked_fact,
    checked_file,
    counted_cells,
    pending_rows,
    whole_entry,
)
from batch.outcome import Entry, Lane, OutcomeKind, Pending

COMPLETED = "completed_at"  # the fact of a run with nothing pending, whose files are written and checked
IS_CUT_TO_SAMPLE = "is_cut_to_sample"  # the fact of a run that asks about a sample alone


class LedgerReader(ConnectionOwner):
    """Answers from the open ledger of a run; each row is verified when it is read.

    Every method raises LedgerError, and LedgerCorruptError for what was never written.
    """

    path: Path

    def fact(self, key: str) -> str | None:
        """Return a fact of the run, by its key in table `run`."""
        with values_read(self.path):
            found = self._connection.execute(queries.FACT, (key,)).fetchone()
            return None if found is None else checked_fact((key, *found), self.path)

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

    def course(self) -> list[Stretch]:
        """Return how the look-ups went, over all commands of the run, in order."""
        with values_read(self.path):
            return read_course(self._connection, self.path)

    def pauses(self) -> list[NamedPause]:
        """Return the pauses of the run that were noted, in order."""
        with values_read(self.path):
            return [
                pause_of(each[0], checked_fact(each, self.path)) for each in self._connection.execute(queries.PAUSES)
            ]

    def refused(self, *kinds: OutcomeKind) -> list[Category]:
        """Return what got one of these outcomes at intake, without a request, by reason."""
        with translated_errors(self.path):
            return refused_by_reason(self._connection, kinds)

    def repairs(self) -> list[Category]:
        """Return the values that were repaired, by what was done to them."""
        with translated_errors(self.path):
            return repaired_by_sort(self._connection)

    def marked_in_vain(self) -> int:
        """Count the marked lookups that no earlier run could answer."""
        with translated_errors(self.path):
            (count,) = self._connection.execute(queries.MARKED_NOT_REUSED).fetchone()
        return int(count)

    @property
    def is_cut_to_sample(self) -> bool:
        """Whether the run asks only about a sample of its input."""
        return self.fact(IS_CUT_TO_SAMPLE) is not None

    @property
    def has_answers(self) -> bool:
        """Whether the register's answers are in it, and were not forgotten."""
        return self.fact(queries.FORGETTING) is None

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
        """Yield each identifier cell of one file, by row and position, as it is spelled there and without the body."""
        count = 0
        with values_read(self.path):
            for values in self._connection.execute(queries.CELLS, (file_id,)):
                cell, row = cell_and_entry(values, self.path)
                own = {"repair": cell.repair, "input_value": cell.input_value, "row": cell.row}
                yield entry_of(row._replace(**own, row_count=1))
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

    def comparable(self, run_id: str) -> ComparableLedger:
        """Return this run as the newer side of a comparison."""
        return ComparableLedger(self._connection, self.path, run_id)

    def counts(self) -> dict[OutcomeKind, KindCount]:
        """Count identifiers and rows by outcome; a kind that does not occur is left out."""
        with values_read(self.path):
            counted = {
                OutcomeKind(kind): KindCount(identifiers=identifiers, rows=rows)
                for kind, identifiers, rows in self._connection.execute(queries.COUNTS)
            }
        return {kind: counted[kind] for kind in OutcomeKind if kind in counted}

    def row_count(self, file_id: int) -> int:
        """Count the rows of one file that are in the ledger."""
        with translated_errors(self.path):
            (count,) = self._connection.execute(queries.ROWS_OF_FILE, (file_id,)).fetchone()
        return int(count)

    def cells(self) -> CellCount:
        """Count the identifier cells by what they lead to."""
        with translated_errors(self.path):
            return CellCount(*self._connection.execute(queries.CELL_SUMS).fetchone())

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

    def asked_count(self) -> int:
        """Count the identifiers that were asked about, answered or not; not those whose answers were taken over."""
        with translated_errors(self.path):
            (count,) = self._connection.execute(queries.ASKED).fetchone()
        return int(count)

    def empty_cell_count(self) -> int:
        """Count the identifier cells of the run with nothing in them, as of who has no spouse."""
        with translated_errors(self.path):
            (count,) = self._connection.execute(queries.EMPTY_CELLS).fetchone()
        return int(count)

    def totals(self) -> dict[str, int]:
        """Count over the whole run: identifier cells, those that were repaired, attempts, and reused answers."""
        with translated_errors(self.path):
            found = self._connection.execute(queries.TOTALS).fetchone()
        return dict(zip(queries.TOTAL_COLUMNS, found, strict=True))
