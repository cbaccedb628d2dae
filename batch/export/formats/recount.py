"""Counts what a table holds as it lies on disk: by the footer of a Parquet file, in one pass through a CSV file."""

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq

from batch.options.export_options import OutputFormat

_BLOCK_BYTES = 1 << 20
_OUTCOMES = ["outcome", "row_count"]


class Recount(NamedTuple):
    """How the tables of one format are counted: all rows, or those of `oppslag` by outcome."""

    rows: Callable[[Path], int]
    outcomes: Callable[[Path], "Outcomes"]


class Outcomes(NamedTuple):
    """Rows of `oppslag`, one for each distinct identifier or value, and input rows that these stand for."""

    identifiers: Counter[str]
    rows: Counter[str]


def _parquet_rows(path: Path) -> int:
    with path.open("rb") as file:
        return int(pq.read_metadata(file).num_rows)


def _parquet_outcomes(path: Path) -> Outcomes:
    """Count group by group: a million rows at once would take 50 MiB."""
    found = Outcomes(Counter(), Counter())
    with path.open("rb") as file:
        read = pq.ParquetFile(file)
        for number in range(read.num_row_groups):
            group = read.read_row_group(number, columns=_OUTCOMES, use_threads=False)
            counted = group.group_by("outcome").aggregate([("row_count", "count"), ("row_count", "sum")])
            for row in counted.to_pylist():
                found.identifiers[row["outcome"]] += row["row_count_count"]
                found.rows[row["outcome"]] += row["row_count_sum"]
    return found


def _csv_rows(path: Path) -> int:
    """Count the line ends outside of quotes, without the header's."""
    count, is_quoted = -1, False
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            outside, *others = block.split(b'"')
            count += 0 if is_quoted else outside.count(b"\n")
            for part in others:
                is_quoted = not is_quoted
                count += 0 if is_quoted else part.count(b"\n")
    return count


def _csv_outcomes(path: Path) -> Outcomes:
    with path.open(encoding="utf-8-sig", newline="") as file, _cells_of_any_length():
        delimiter = ";" if ";" in file.readline() else ","  # names have neither
        file.seek(0)
        rows = csv.reader(file, delimiter=delimiter)
        kind, count = map(next(rows).index, _OUTCOMES)
        identifiers: Counter[str] = Counter()
        cells: Counter[str] = Counter()
        for row in rows:
            identifiers[row[kind]] += 1
            cells[row[kind]] += int(row[count])
    return Outcomes(identifiers, cells)


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """Take what a register that sends many unknown fields can make of a cell."""
    before = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(before)


RECOUNTS: dict[OutputFormat, Recount] = {
    OutputFormat.PARQUET: Recount(_parquet_rows, _parquet_outcomes),
    OutputFormat.CSV: Recount(_csv_rows, _csv_outcomes),
}
