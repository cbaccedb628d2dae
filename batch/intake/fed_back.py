"""Finds in an annotated copy that is fed back as input which of its rows are answered already.

What the row says is not trusted: somebody may have edited its identifier, or sorted one column without the others.
It is only a permission to reuse what the ledger of an earlier run under the same folder holds about the identifier
that stands there now, so every table is made from the register's own bytes. To ask again, clear the cell; to ask
about everybody again, remove the column.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from batch.cells.rows import Cell
from batch.inputs import InputFile
from batch.inputs.file import header_of
from batch.ledger import Ledger
from batch.outcome import OutcomeKind
from batch.tables.annotation import OUTCOME_COLUMN, OwnColumn, own_column
from batch.tables.words.outcomes import outcome_said

_MARKS_AT_ONCE = 5000  # keeps memory independent of the length of the file


def mark_answered(files: Sequence[InputFile], ledger: Ledger) -> int:
    """Mark the lookups that the rows of fed back copies say are answered; return how many rows say so."""
    count = 0
    for file_id, file in enumerate(files, 1):
        if _outcome_columns(file):
            lookups = _answered_lookups(file_id, file, ledger)
            while group := list(islice(lookups, _MARKS_AT_ONCE)):
                ledger.mark(group)
                count += len(group)
    return count


def _outcome_columns(file: InputFile) -> list[int]:
    """Return where the outcome of each identifier column stands; empty unless all of them are there."""
    wanted = [OwnColumn(OUTCOME_COLUMN, position) for position in range(1, len(file.columns) + 1)]
    there = {own_column(name): index for index, name in enumerate(header_of(file))}
    return [there[column] for column in wanted] if set(wanted) <= there.keys() else []


def _answered_lookups(file_id: int, file: InputFile, ledger: Ledger) -> Iterator[int]:
    """Go through the rows of the file and of the ledger side by side: they are in the same order."""
    columns = _outcome_columns(file)
    entries = ledger.row_entries(file_id)
    for row in chain.from_iterable(group.rows() for group in file.cells(columns)):
        if row.is_blank:
            continue
        for cell, entry in zip(row.cells, islice(entries, len(columns)), strict=True):
            if _is_final(cell) and entry.outcome.kind is OutcomeKind.NOT_RUN:
                yield entry.outcome.lookup_id


def _is_final(cell: Cell) -> bool:
    """Whether a cell names, by its code or in either language, an outcome that the register would give again."""
    kind = outcome_said(cell)
    return kind is not None and kind.is_final
