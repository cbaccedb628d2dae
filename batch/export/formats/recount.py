"""Counts what a table holds as it lies on disk: by the footer of a Parquet file, in one pass through a CSV file."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from batch.options.export_options import OutputFormat

_BLOCK_BYTES = 1 << 20
_LARGEST_BLOCK = 1 << 30  # bytes that Arrow reads at once as CSV
_TELLS_NOTHING = bytes(set(range(256)) - set(b'"\n'))
_OUTCOMES = {"outcome": pa.string(), "row_count": pa.int64()}


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
    with path.open("rb") as file:
        read = pq.ParquetFile(file)
        numbers = range(read.num_row_groups)
        return _outcomes(read.read_row_group(each, columns=[*_OUTCOMES], use_threads=False) for each in numbers)


def _csv_rows(path: Path) -> int:
    """Count the line ends outside of quotes, without the header's; quotes with none between them are left out first."""
    count, is_quoted = -1, False
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            outside, *others = block.translate(None, _TELLS_NOTHING).replace(b'""', b"").split(b'"')
            count += 0 if is_quoted else outside.count(b"\n")
            for part in others:
                is_quoted = not is_quoted
                count += 0 if is_quoted else part.count(b"\n")
    return count


def _csv_outcomes(path: Path) -> Outcomes:
    """Count block by block; a row that is longer than a block takes the whole file at once."""
    try:
        return _csv_outcomes_by_blocks(path, _BLOCK_BYTES)
    except pa.ArrowInvalid:
        return _csv_outcomes_by_blocks(path, min(path.stat().st_size, _LARGEST_BLOCK))


def _csv_outcomes_by_blocks(path: Path, block_bytes: int) -> Outcomes:
    with path.open(encoding="utf-8-sig") as file:
        delimiter = ";" if ";" in file.readline() else ","  # names have neither
    with pyarrow.csv.open_csv(
        path,
        read_options=pyarrow.csv.ReadOptions(use_threads=False, block_size=block_bytes),
        parse_options=pyarrow.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(include_columns=[*_OUTCOMES], column_types=_OUTCOMES),
    ) as batches:
        return _outcomes(pa.Table.from_batches([batch]) for batch in batches)


def _outcomes(groups: Iterable[pa.Table]) -> Outcomes:
    found = Outcomes(Counter(), Counter())
    for group in groups:
        counted = group.group_by("outcome").aggregate([("row_count", "count"), ("row_count", "sum")])
        for row in counted.to_pylist():
            found.identifiers[row["outcome"]] += row["row_count_count"]
            found.rows[row["outcome"]] += row["row_count_sum"]
    return found


RECOUNTS: dict[OutputFormat, Recount] = {
    OutputFormat.PARQUET: Recount(_parquet_rows, _parquet_outcomes),
    OutputFormat.CSV: Recount(_csv_rows, _csv_outcomes),
}
