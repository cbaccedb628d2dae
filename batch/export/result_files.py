"""Writes the tables and the error report of a run from its ledger, in one pass."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from batch.export.formats.arrow import ArrowGroups
from batch.export.formats.writers import TABLE_WRITERS, TableWriter
from batch.export.output_files import output_file, remove_output
from batch.export.written_files import WrittenFile, written
from batch.options.export_options import OutputFormat
from batch.outcome import Entry
from batch.tables import ERRORS, RESULT_TABLES, OutputTable, flatten, read_entry

_ANSWER_BYTES_AT_ONCE = 2 << 20  # of answers that wait for their rows to be packed; a thousand usual ones are less


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTables:
    """The files written, and how often each anomaly was met."""

    files: tuple[WrittenFile, ...]
    anomaly_counts: dict[str, int]


class _OpenTable:
    """A table that is being written in each of its formats."""

    def __init__(self, table: OutputTable[Any], paths: tuple[Path, ...], writers: tuple[TableWriter, ...]) -> None:
        self.paths = paths
        self.row_count = 0
        self.rows = ArrowGroups(table, self._write)
        self._writers = writers

    def _write(self, group: pa.Table) -> None:
        self.row_count += group.num_rows
        for writer in self._writers:
            writer.write(group)


def export(entries: Iterable[Entry], folder: Path, formats: Iterable[OutputFormat]) -> WrittenTables:
    """Write every table in `folder`; each file appears under its name only when it is whole.

    Raises OutputError when one can't be written.
    """
    anomalies: Counter[str] = Counter()
    answer_bytes = 0
    chosen = tuple(dict.fromkeys(formats))
    with ExitStack() as stack:
        tables = {table.name: stack.enter_context(_open_table(table, folder, chosen)) for table in RESULT_TABLES}
        tables[ERRORS.name] = stack.enter_context(_open_table(ERRORS, folder, (OutputFormat.CSV,)))
        for entry in entries:
            record = read_entry(entry)
            anomalies.update(record.anomalies)
            for table, records in flatten(record):
                tables[table.name].rows.add(records)
            answer_bytes += len(entry.outcome.body or b"")
            if answer_bytes > _ANSWER_BYTES_AT_ONCE:
                answer_bytes = 0
                for each in tables.values():
                    each.rows.pack()
        for each in tables.values():
            each.rows.finish()
    _remove_leftovers(folder, chosen)
    files = [written(path, table.row_count) for table in tables.values() for path in table.paths]
    return WrittenTables(files=tuple(files), anomaly_counts=dict(sorted(anomalies.items())))


def _remove_leftovers(folder: Path, formats: tuple[OutputFormat, ...]) -> None:
    """Remove what an export that was killed, or one that was asked for other formats, left of this run."""
    others = [f"{table.name}.{each}" for table in RESULT_TABLES for each in OutputFormat if each not in formats]
    for path in folder.glob(".*.part"):
        if path.is_symlink() or path.is_file():
            path.unlink()
    for name in others:
        remove_output(folder / name)


@contextmanager
def _open_table(table: OutputTable[Any], folder: Path, formats: tuple[OutputFormat, ...]) -> Iterator[_OpenTable]:
    paths = tuple(folder / f"{table.name}.{each}" for each in formats)
    with ExitStack() as stack:
        files = [stack.enter_context(output_file(path)) for path in paths]
        writers = [
            stack.enter_context(closing(TABLE_WRITERS[each](file, table)))
            for each, file in zip(formats, files, strict=True)
        ]
        yield _OpenTable(table, paths, tuple(writers))
