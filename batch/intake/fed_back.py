"""Finds in an annotated copy that is fed back as input which of its rows are answered already.

What the row says is not trusted: somebody may have edited its identifier, or sorted one column without the others.
It is only a permission to reuse what the ledger of an earlier run under the same folder holds about the identifier
that stands there now, so every table is made from the register's own bytes. To ask again, clear the cell; to ask
about everybody again, remove the column.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from batch.inputs import InputFile
from batch.inputs.file import header_of
from batch.ledger import Ledger
from batch.outcome import OutcomeKind
from batch.tables import added_names

_MARKS_AT_ONCE = 5000  # keeps memory independent of the length of the file
_FINAL = frozenset(kind.value for kind in OutcomeKind if kind.is_final)


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
    header = list(header_of(file))
    names = [name for name in added_names(len(file.columns)) if name.startswith("ektepakt_outcome")]
    return [header.index(name) for name in names] if set(names) <= set(header) else []


def _answered_lookups(file_id: int, file: InputFile, ledger: Ledger) -> Iterator[int]:
    """Go through the rows of the file and of the ledger side by side: they are in the same order."""
    columns = _outcome_columns(file)
    entries = ledger.row_entries(file_id)
    for row in chain.from_iterable(group.rows() for group in file.cells(columns)):
        if row.is_blank:
            continue
        for cell, entry in zip(row.cells, islice(entries, len(columns)), strict=True):
            if cell in _FINAL and entry.outcome.kind is OutcomeKind.NOT_RUN:
                yield entry.outcome.lookup_id
