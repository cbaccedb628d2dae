"""Adds every row of the inputs to the ledger, and settles those that are not looked up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from batch.cells.evidence import ColumnEvidence, gather_evidence_by_column
from batch.cells.observations import ColumnObserver, Observation
from batch.cells.reading import Reading, read_cells
from batch.cells.rows import InputRow
from batch.cells.rules import ReadingRules
from batch.errors import HalfReadError, InputError
from batch.identity.environment import EnvironmentGuard
from batch.inputs import InputFile, path_as_text
from batch.ledger import Ledger, LedgerFile, LedgerRow
from batch.outcome import OutcomeKind, Subject

_ROWS_IN_GROUP = 5_000  # rows in one transaction: the fsync is spread thin, and memory stays small


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRules:
    """What decides how a cell is read besides its column, and whom the run asks about."""

    guard: EnvironmentGuard
    reading: ReadingRules
    limit: int | None = None  #: most distinct identifiers to be asked about; the input is cut where the next one stands


def add_rows(files: Sequence[InputFile], ledger: Ledger, rules: IntakeRules) -> None:
    """Add the rows that are not in the ledger; one that holds them all is left as it is.

    Raises HalfReadError for a file that turns out unreadable, and LedgerError.
    """
    if ledger.fact("intake_done_at") is not None:
        return
    cut = _Cut(rules.limit)
    for file_id, file in enumerate(files, 1):
        _take_in_file(file_id, file, ledger, rules, cut)
    if cut.at is not None:
        ledger.note({"cut_at": cut.at})
    ledger.finish_intake(datetime.now(UTC))


def _take_in_file(file_id: int, file: InputFile, ledger: Ledger, rules: IntakeRules, cut: "_Cut") -> None:
    rows = _LedgerRows(file, rules, cut)
    cells = iter(rows)
    try:
        while group := list(islice(cells, _ROWS_IN_GROUP)):
            ledger.add_rows(file_id, group)
    except InputError as error:
        raise HalfReadError(error.what, remedy=error.remedy, source=error.source, path=file.path) from error
    file.release()
    ledger.add_file(
        LedgerFile(
            file_id=file_id,
            name=file.name,
            path=path_as_text(file.path),
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

    def admits(self, subject: Subject) -> bool:
        if self._limit is None or subject.verdict is not None or subject.fnr in self._admitted:
            return True
        if len(self._admitted) == self._limit:
            return False
        self._admitted.add(subject.fnr)
        return True


class _LedgerRows:
    """Iterates over the identifier cells of one file, up to the cut, and counts its rows."""

    def __init__(self, file: InputFile, rules: IntakeRules, cut: _Cut) -> None:
        self._file = file
        self._rules = rules
        self._cut = cut
        self._observers = [ColumnObserver(name, accepts_2032=rules.reading.accepts_2032) for name in file.columns]
        self.row_count = 0
        self.blank_count = 0

    def __iter__(self) -> Iterator[LedgerRow]:
        if self._cut.at is not None:
            return
        evidence, rules = self._gather_evidence(), self._rules.reading
        for group in self._file.groups():
            if all(group.blanks):
                self.blank_count += len(group.blanks)
                continue
            columns = [read_cells(*column, rules) for column in zip(group.columns, evidence, strict=True)]
            for row, readings in zip(group.rows(), zip(*columns, strict=True), strict=True):
                if row.is_blank:
                    self.blank_count += 1
                    continue
                yield from self._cells(row, readings)
                if self._cut.at is not None:
                    return

    def _gather_evidence(self) -> Sequence[ColumnEvidence]:
        groups = (group.columns for group in self._file.groups())
        return gather_evidence_by_column(
            groups, self._rules.reading, columns=len(self._file.columns), mixes_types=self._file.sheet.mixes_types
        )

    def _cells(self, row: InputRow, readings: Sequence[Reading]) -> Iterator[LedgerRow]:
        cells = enumerate(zip(row.cells, readings, self._observers, strict=True), 1)
        for position, (cell, reading, observer) in cells:
            subject = settle(reading, self._rules.guard)
            if not self._cut.admits(subject):
                self._cut.at = f"{self._file.name}, row {row.row}"
                return
            if position == 1:
                self.row_count += 1
            observer.look_at(row.row, cell, subject.fnr)
            yield LedgerRow(row.row, position, subject)

    def observations(self) -> tuple[Observation, ...]:
        """Return what was noticed in the columns, once all rows have been iterated."""
        return tuple(seen for observer in self._observers for seen in observer.observations())


def settle(reading: Reading, guard: EnvironmentGuard) -> Subject:
    """Give an outcome to what is no identifier or must not be sent to this environment; the rest is pending."""
    identity = reading.identity
    if identity is None:
        return Subject(None, reading.input_value, None, None, reading.reason, reading.repair, OutcomeKind.INVALID_ID)
    refusal = guard.refusal(identity)
    return Subject(
        fnr=identity.digits,
        input_value=reading.input_value if reading.repair else None,
        id_type=identity.id_type,
        series=identity.series,
        reason=refusal,
        repair=reading.repair,
        verdict=OutcomeKind.WRONG_ENVIRONMENT if refusal else None,
    )
