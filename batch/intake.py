"""Phase 1: brings every row of the inputs into the ledger, once; what can be settled without asking is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice

from batch.cells import ColumnEvidence, gather_evidence_by_column, read_cell
from batch.environment import EnvironmentGuard
from batch.inputs import InputFile
from batch.ledger import Ledger, LedgerFile, LedgerRow
from batch.outcome import OutcomeKind, Subject
from batch.rows import Cell, InputRow

_ROWS_IN_GROUP = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """What decides how a cell is read, besides its column."""

    guard: EnvironmentGuard
    today: date
    accepts_zero_filled: bool = False


def take_in(files: Sequence[InputFile], ledger: Ledger, rules: ReadingRules) -> None:
    """Add the rows that are not in the ledger; one that holds them all is left as it is.

    Raises InputError for a file that turns out unreadable half-way, and LedgerError.
    """
    if ledger.fact("intake_done_at") is not None:
        return
    for file_id, file in enumerate(files, 1):
        _take_in_file(file_id, file, ledger, rules)
    ledger.finish_intake(datetime.now(UTC))


def _take_in_file(file_id: int, file: InputFile, ledger: Ledger, rules: ReadingRules) -> None:
    evidence = gather_evidence_by_column(
        (row.cells for row in file.rows()),
        columns=len(file.columns),
        today=rules.today,
        pads_only_tenor=rules.guard.environment.is_test,
        accepts_zero_filled=rules.accepts_zero_filled,
    )
    counted = _CountedRows(file.rows())
    cells = _ledger_rows(counted, evidence, rules.guard)
    while group := list(islice(cells, _ROWS_IN_GROUP)):
        ledger.add_rows(file_id, group)
    ledger.add_file(
        LedgerFile(
            file_id=file_id,
            name=file.name,
            path=str(file.path),
            sha256=file.sha256,
            decided=file.decided,
            row_count=counted.row_count,
            blank_count=counted.blank_count,
        )
    )


class _CountedRows:
    """Passes the rows on that are not wholly empty, and counts both sorts."""

    def __init__(self, rows: Iterable[InputRow]) -> None:
        self._rows = rows
        self.row_count = 0
        self.blank_count = 0

    def __iter__(self) -> Iterator[InputRow]:
        for row in self._rows:
            if row.is_blank:
                self.blank_count += 1
            else:
                self.row_count += 1
                yield row


def _ledger_rows(
    rows: Iterable[InputRow], evidence: Sequence[ColumnEvidence], guard: EnvironmentGuard
) -> Iterator[LedgerRow]:
    for row in rows:
        for position, (cell, column) in enumerate(zip(row.cells, evidence, strict=True), 1):
            yield LedgerRow(row.row, position, read_subject(cell, column, guard))


def read_subject(cell: Cell, evidence: ColumnEvidence, guard: EnvironmentGuard) -> Subject:
    """Read one cell, and settle it when it is no identifier or must not be sent to this environment."""
    reading = read_cell(cell, evidence)
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
