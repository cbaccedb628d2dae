"""Phase 1: brings every row of the inputs into the ledger, once; what can be settled without asking is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count, islice

from batch.cells import Reading, read_cells
from batch.environment import EnvironmentGuard
from batch.evidence import ColumnEvidence, gather_evidence_by_column
from batch.inputs import InputFile
from batch.ledger import Ledger, LedgerFile, LedgerRow
from batch.outcome import OutcomeKind, Subject
from batch.rows import RowGroup

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
        (group.columns for group in file.groups()),
        columns=len(file.columns),
        today=rules.today,
        pads_only_tenor=rules.guard.environment.is_test,
        accepts_zero_filled=rules.accepts_zero_filled,
    )
    counted = _CountedGroups(file.groups())
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


class _CountedGroups:
    """Passes the rows on, and counts those that are wholly empty and those that are not."""

    def __init__(self, groups: Iterable[RowGroup]) -> None:
        self._groups = groups
        self.row_count = 0
        self.blank_count = 0

    def __iter__(self) -> Iterator[RowGroup]:
        for group in self._groups:
            blank_count = sum(group.blanks)
            self.blank_count += blank_count
            self.row_count += len(group.blanks) - blank_count
            yield group


def _ledger_rows(
    groups: Iterable[RowGroup], evidence: Sequence[ColumnEvidence], guard: EnvironmentGuard
) -> Iterator[LedgerRow]:
    """Leave out the rows that are wholly empty."""
    for group in groups:
        columns = [read_cells(cells, column) for cells, column in zip(group.columns, evidence, strict=True)]
        for row, is_blank, *readings in zip(count(group.first), group.blanks, *columns, strict=False):
            if not is_blank:
                yield from (
                    LedgerRow(row, position, settle(reading, guard)) for position, reading in enumerate(readings, 1)
                )


def settle(reading: Reading, guard: EnvironmentGuard) -> Subject:
    """Settle what is no identifier or must not be sent to this environment."""
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
