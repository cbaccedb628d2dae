"""Adds every row of the inputs to the ledger, and settles those that are not looked up."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, compress, count, islice, repeat, takewhile
from operator import not_
from typing import cast

from batch.cells.evidence import ColumnEvidence, gather_evidence_by_column
from batch.cells.observations import ColumnObserver, Observation
from batch.cells.reading import Reading, read_cells
from batch.cells.rows import RowGroup
from batch.cells.rules import ReadingRules
from batch.errors import HalfReadError, InputError
from batch.identity.environment import EnvironmentGuard
from batch.inputs import InputFile, path_as_text
from batch.ledger import Ledger, LedgerFile, LedgerRow
from batch.outcome import OutcomeKind, Subject
from batch.steps import Steps

_ROWS_IN_TRANSACTION = 100_000  # what a crash makes the next command read again; more costs no less for each row


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRules:
    """What decides how a cell is read besides its column, and whom the run asks about."""

    guard: EnvironmentGuard
    reading: ReadingRules
    limit: int | None = None  #: most distinct identifiers to be asked about; the input is cut where the next one stands


def add_rows(files: Sequence[InputFile], ledger: Ledger, rules: IntakeRules, steps: Steps | None = None) -> None:
    """Add the rows that are not in the ledger, counted in `steps`; one that holds them all is left as it is.

    Raises HalfReadError for a file that turns out unreadable, and LedgerError.
    """
    if ledger.fact("intake_done_at") is not None:
        return
    cut = _Cut(rules.limit)
    for file_id, file in enumerate(files, 1):
        _take_in_file(file_id, file, ledger, _LedgerRows(file, rules, cut, steps or Steps()))
    if cut.at is not None:
        ledger.note({"cut_at": cut.at})
    ledger.finish_intake(datetime.now(UTC))


def read_rows(file: InputFile, rules: IntakeRules) -> Iterator[LedgerRow]:
    """Yield each identifier cell of a file as a run would take it in. Raises InputError."""
    return chain.from_iterable(_LedgerRows(file, rules, _Cut(rules.limit), Steps()))


def _take_in_file(file_id: int, file: InputFile, ledger: Ledger, rows: "_LedgerRows") -> None:
    unread = chain.from_iterable(rows)
    try:
        while ledger.add_rows(file_id, islice(unread, _ROWS_IN_TRANSACTION)):
            pass
    except InputError as error:
        raise HalfReadError(error.what, remedy=error.remedy, source=error.source, path=file.path) from error
    file.release()
    ledger.add_file(
        LedgerFile(
            file_id=file_id,
            name=file.name,
            path=path_as_text(file.path.absolute()),  # retry opens it for the copy, from whatever folder
            sha256=file.sha256,
            decided=file.reading_notes,
            row_count=rows.row_count,
            blank_count=rows.blank_count,
            observations=rows.observations(),
        )
    )


class _Cut:
    """Cuts the input for --limit: admits the first N distinct identifiers; `at` is where the next one stands."""

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._admitted: set[str | None] = set()
        self.at: str | None = None

    def admitted(self, rows: Sequence[LedgerRow]) -> Sequence[LedgerRow]:
        """Return the rows before the cut."""
        if self._limit is None:
            return rows
        return list(takewhile(self._admits, rows))

    def _admits(self, row: LedgerRow) -> bool:
        subject = row.subject
        if subject.verdict is not None or subject.fnr in self._admitted:
            return True
        if len(self._admitted) == self._limit:
            return False
        self._admitted.add(subject.fnr)
        return True


class _LedgerRows:
    """Iterates over the identifier cells of one file in groups, up to the cut, and counts its rows."""

    def __init__(self, file: InputFile, rules: IntakeRules, cut: _Cut, steps: Steps) -> None:
        self._file = file
        self._rules = rules
        self._cut = cut
        self._steps = steps
        self._observers = [ColumnObserver(name, accepts_2032=rules.reading.accepts_2032) for name in file.columns]
        self.row_count = 0
        self.blank_count = 0

    def __iter__(self) -> Iterator[Sequence[LedgerRow]]:
        if self._cut.at is not None:
            return
        evidence = self._gather_evidence()
        for group in self._counted("rows"):
            rows = [] if all(group.blanks) else self._settled(group, evidence)
            admitted = self._cut.admitted(rows)
            if len(admitted) == len(rows):
                self._count(admitted, group, group.blanks)
                yield admitted
                continue
            row = rows[len(admitted)].row
            self._cut.at = f"{self._file.name}, row {row}"
            self._count(admitted, group, group.blanks[: row - group.first])
            yield admitted
            return

    def _gather_evidence(self) -> Sequence[ColumnEvidence]:
        groups = (group.columns for group in self._counted("columns"))
        return gather_evidence_by_column(
            groups, self._rules.reading, columns=len(self._file.columns), mixes_types=self._file.sheet.mixes_types
        )

    def _counted(self, what: str) -> Iterator[RowGroup]:
        self._steps.begin(what, self._file.rows_about(), is_about=True)
        for group in self._file.groups():
            yield group
            self._steps.done += len(group.blanks)

    def _settled(self, group: RowGroup, evidence: Sequence[ColumnEvidence]) -> list[LedgerRow]:
        """Read and settle the cells of the rows that are not blank, row by row."""
        guard = self._rules.guard
        columns = [
            [settle(reading, guard) for reading in read_cells(*column, self._rules.reading)]
            for column in zip(group.columns, evidence, strict=True)
        ]
        cells = (zip(count(group.first), repeat(number), column) for number, column in enumerate(columns, 1))
        filled = compress(zip(*cells, strict=False), map(not_, group.blanks))
        # The constructor of a NamedTuple takes three times the time.
        return cast("list[LedgerRow]", list(map(tuple.__new__, repeat(LedgerRow), chain.from_iterable(filled))))

    def _count(self, admitted: Sequence[LedgerRow], group: RowGroup, blanks: Sequence[bool]) -> None:
        width = len(self._observers)
        self.row_count += math.ceil(len(admitted) / width)
        self.blank_count += sum(blanks)
        for position, (observer, cells) in enumerate(zip(self._observers, group.columns, strict=True)):
            for row, _, subject in admitted[position::width]:
                observer.look_at(row, cells[row - group.first], subject.fnr)

    def observations(self) -> tuple[Observation, ...]:
        """Return what was noticed in the columns, once all rows have been iterated."""
        return tuple(seen for observer in self._observers for seen in observer.observations())


def settle(reading: Reading, guard: EnvironmentGuard) -> Subject:
    """Give an outcome to what is no identifier or must not be sent to this environment; the rest is pending."""
    digits, id_type, series, repair, reason, input_value = reading
    if digits is None or id_type is None or series is None:
        return Subject(None, input_value, None, None, reason, repair, OutcomeKind.INVALID_ID)
    refusal = guard.refusal(digits, series)
    verdict = OutcomeKind.WRONG_ENVIRONMENT if refusal else None
    # As plain text, since SQLite looks for an adapter for each value of an enum.
    return Subject(digits, input_value if repair else None, str(id_type), str(series), refusal, repair, verdict)
