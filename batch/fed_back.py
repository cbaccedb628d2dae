"""Phase 1, for an annotated copy that is fed back: what its rows say is answered is not asked again.

A row's word alone is not trusted: somebody may have edited its identifier, or sorted one column without the others.
It only allows to reuse what the ledger of an earlier run under the same folder holds about the identifier that stands
there now, and so the register's own bytes are what every table is made from. To ask again, clear the cell; to ask
about everybody again, remove the column.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import structlog

from batch.copies import header_of
from batch.errors import LedgerError
from batch.inputs import InputFile
from batch.ledger import Ledger, MarkedLookups, Run, earlier_ledgers
from batch.outcome import OutcomeKind
from batch.tables import added_names

_log = structlog.get_logger(__name__)
_MARKS_AT_ONCE = 5000
_FINAL = frozenset({OutcomeKind.FOUND.value, OutcomeKind.EMPTY.value, OutcomeKind.REJECTED.value})


def reuse_answers(files: Sequence[InputFile], run: Run, *, out: Path, environment: str, language: str | None) -> int:
    """Take over the answers that the rows of fed back copies tell of; return how many there are.

    Only runs in the same environment and language count. Raises LedgerError when this run's ledger can't be written.
    """
    facts = {"environment": environment, "language": language or ""}
    run.ledger.note(facts)
    told = [(file_id, file) for file_id, file in enumerate(files, 1) if _outcome_columns(file)]
    if not told:
        return 0
    with MarkedLookups(run.ledger) as marked:
        for file_id, file in told:
            lookups = _answered_lookups(file_id, file, run.ledger)
            while group := list(islice(lookups, _MARKS_AT_ONCE)):
                marked.mark(group)
        return sum(_take_over(marked, path, facts) for path in earlier_ledgers(out, run))


def _take_over(marked: MarkedLookups, path: Path, facts: dict[str, str]) -> int:
    """A damaged ledger of another run costs no more than its answers."""
    try:
        return marked.take_over(path, facts)
    except LedgerError as error:
        _log.warning("earlier run passed over", fault=str(error))
        return 0


def _outcome_columns(file: InputFile) -> list[int]:
    """Return where the outcome of each identifier column stands; nothing unless all of them are there."""
    header = list(header_of(file))
    names = [name for name in added_names(len(file.columns)) if name.startswith("ektepakt_outcome")]
    return [header.index(name) for name in names] if set(names) <= set(header) else []


def _answered_lookups(file_id: int, file: InputFile, ledger: Ledger) -> Iterator[int]:
    """Walk along the file's rows and the ledger's, which are in the same order."""
    columns = _outcome_columns(file)
    entries = ledger.row_entries(file_id)
    for row in file.table.rows(columns=columns, after=file.header_rows):
        if row.is_blank:
            continue
        for cell, entry in zip(row.cells, islice(entries, len(columns)), strict=True):
            if cell in _FINAL and entry.outcome.kind is OutcomeKind.NOT_RUN:
                yield entry.outcome.lookup_id
