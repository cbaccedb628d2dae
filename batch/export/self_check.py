"""Reads the tables of a run again as they lie on disk: the bytes are those written, the counts those of the ledger."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import pyarrow as pa

from batch.disk.files import output_error
from batch.errors import SelfCheckError
from batch.export.book.recount import count_book
from batch.export.book.titles import BOOK_NAME
from batch.export.formats.recount import RECOUNTS, Outcomes
from batch.export.rule import Rule
from batch.export.written_files import WrittenFile
from batch.inputs.file import sha256_of
from batch.ledger import CellCount, KindCount, Ledger
from batch.options.export_options import OutputFormat
from batch.outcome import OutcomeKind
from batch.tables import ERRORS, OPPSLAG, RESULT_TABLES
from batch.tables.changes import CHANGES

_TABLES = frozenset(table.name for table in (*RESULT_TABLES, ERRORS, CHANGES))
_LEDGER = "in the ledger"
_TOLD = "told of by the comparison"
_UNREADABLE = (pa.ArrowException, BadZipFile, zlib.error, KeyError, ValueError, StopIteration)


class _Found(NamedTuple):
    """What was counted in one file; `outcomes` only in table `oppslag`."""

    file: WrittenFile
    table: str
    rows: int
    outcomes: Outcomes | None


def check_tables(
    ledger: Ledger, folder: Path, files: Sequence[WrittenFile], *, changes: int | None = None
) -> tuple[Rule, ...]:
    """Return every rule about the input and the tables; `changes` is how many were told of, None without a comparison.

    Raises LedgerError, OutputError, SelfCheckError.
    """
    found = list(chain.from_iterable(_found(folder, file) for file in files))
    of_oppslag = {each.file.name: each.outcomes for each in found if each.outcomes is not None}
    cells, counts = ledger.cells(), ledger.counts()
    unanswered = sum(each.identifiers for kind, each in counts.items() if not kind.is_answer)
    expected = {ERRORS.name: {"without an answer in the ledger": unanswered}}
    expected |= {} if changes is None else {CHANGES.name: {_TOLD: changes}}
    return (
        *_input_rules(ledger, cells),
        *_outcome_rules(cells, counts, of_oppslag),
        *_table_rules(found, expected),
        *_byte_rules(folder, files),
    )


def check_changes(folder: Path, files: Sequence[WrittenFile], count: int) -> tuple[Rule, ...]:
    """Return the rules about the changes alone, in these files. Raises OutputError, SelfCheckError."""
    found = list(chain.from_iterable(_found(folder, file) for file in files))
    return (*_table_rules(found, {CHANGES.name: {_TOLD: count}}), *_byte_rules(folder, files))


def check_rules(rules: Sequence[Rule], folder: Path) -> None:
    """Raise SelfCheckError unless every rule holds."""
    if broken := [str(rule) for rule in rules if not rule.holds]:
        raise SelfCheckError(f"the files in {folder} do not add up: {'; '.join(broken)}")


def _input_rules(ledger: Ledger, cells: CellCount) -> Iterator[Rule]:
    """Yield that every row and every cell of the input is led to something."""
    files = ledger.files()
    rows = sum(ledger.row_count(file.file_id) for file in files)
    yield Rule(name="input rows", counted={"as read": sum(file.row_count for file in files), _LEDGER: rows})
    led = cells.of_identifiers + cells.of_none
    where = f"led to identifiers ({cells.of_identifiers}) or to values that are none ({cells.of_none})"
    yield Rule(name="identifier cells of the input", counted={_LEDGER: cells.in_all, where: led})


def _outcome_rules(
    cells: CellCount, counts: Mapping[OutcomeKind, KindCount], of_oppslag: Mapping[str, Outcomes]
) -> Iterator[Rule]:
    """Yield that identifiers and rows are the sums of their outcomes, and so in every file."""
    identifiers = {"by outcome": sum(each.identifiers for each in counts.values())}
    rows = {"in the run": cells.in_run, "by outcome": sum(each.rows for each in counts.values())}
    identifiers |= {f"in {name}": each.identifiers.total() for name, each in of_oppslag.items()}
    rows |= {f"in {name}": each.rows.total() for name, each in of_oppslag.items()}
    yield Rule(name="identifiers and values that are none", counted=identifiers)
    yield Rule(name="identifier cells", counted=rows)
    kinds = dict.fromkeys(chain((kind.value for kind in counts), *(each.identifiers for each in of_oppslag.values())))
    of_kind = {kind.value: count.identifiers for kind, count in counts.items()}
    for kind in kinds:
        in_files = {f"in {name}": each.identifiers[kind] for name, each in of_oppslag.items()}
        yield Rule(name=f"outcome {kind}", counted={_LEDGER: of_kind.get(kind, 0)} | in_files)


def _table_rules(found: Sequence[_Found], expected: Mapping[str, Mapping[str, int]]) -> Iterator[Rule]:
    """Yield that each table has as many rows in every format, and as many as are expected where that is known."""
    for table in dict.fromkeys(each.table for each in found):
        counted = dict(expected.get(table, {}))
        for each in found:
            if each.table == table:
                written = {} if each.file.row_count is None else {f"written to {each.file.name}": each.file.row_count}
                counted |= {**written, f"in {each.file.name}": each.rows}
        yield Rule(name=f"rows of {table}", counted=counted)


def _byte_rules(folder: Path, files: Sequence[WrittenFile]) -> Iterator[Rule]:
    """Yield that every file holds what was written: a value can be another without any count being so."""
    for file in files:
        path = folder / file.name
        with _read_again(path):
            yield Rule(name=f"bytes of {file.name}", counted={"as written": file.sha256, "on disk": sha256_of(path)})


def _found(folder: Path, file: WrittenFile) -> list[_Found]:
    """Count in a file of one table, or in the workbook of all of them; what else is written holds no rows."""
    path = folder / file.name
    with _read_again(path):
        if file.name == BOOK_NAME:
            book = count_book(path)
            return [
                _Found(file, table, rows, book.outcomes if table == OPPSLAG.name else None)
                for table, rows in book.rows.items()
                if table in _TABLES
            ]
        if file.row_count is None:
            return []
        recount = RECOUNTS[OutputFormat(path.suffix[1:])]
        outcomes = recount.outcomes(path) if path.stem == OPPSLAG.name else None
        return [_Found(file, path.stem, recount.rows(path), outcomes)]


@contextmanager
def _read_again(path: Path) -> Iterator[None]:
    """Raise OutputError, SelfCheckError for a file that can't be read."""
    try:
        yield
    except OSError as error:
        raise output_error(f"can't read {path} again: {error.strerror or error}", error) from error
    except _UNREADABLE as error:
        raise SelfCheckError(f"{path} can't be read again as it was written ({type(error).__name__})") from error
