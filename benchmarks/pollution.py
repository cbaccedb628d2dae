"""Counts in how many of 2,290 polluted CSV files every identifier is found, here and by other readers.

The files are polluted as in HPI's Pollock benchmark (tests/support/pollution.py). The other readers are told delimiter
and column, and take rows of any width as far as they can; ours is told nothing.
"""

import contextlib
import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.pollution import FNR, Polluted, polluted_files

from batch.cells.evidence import gather_evidence
from batch.cells.reading import read_cells
from batch.cells.rules import ReadingRules
from batch.errors import InputError
from batch.inputs import open_inputs
from batch.options.input_options import InputOptions

WIDEST = 40  # cells of the widest row
RULES = ReadingRules(accepts_2032=False)


def main() -> None:
    """Print the table: a line for each kind, files in which all were found by each reader."""
    readers: dict[str, Callable[[Polluted, Path], set[str]]] = {
        "ours": _ours,
        "csv": _csv,
        "pandas": _pandas,
        "duckdb": _duckdb,
    }
    files, complete, foreign = Counter[str](), Counter[tuple[str, str]](), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "polluted.csv"
        for file in polluted_files():
            path.write_bytes(file.content)
            files[file.kind if file.kind.startswith("row_") else "whole file"] += 1
            for name, read in readers.items():
                found, kind = read(file, path), file.kind if file.kind.startswith("row_") else "whole file"
                complete[name, kind] += found >= {*file.identifiers}
                foreign[name] += bool(found - {*file.identifiers}) and name == "ours"
    print("| kind | files |", " | ".join(readers), "|")
    for kind, count in files.items():
        print(f"| {kind} | {count:,} |", " | ".join(f"{complete[name, kind]:,}" for name in readers), "|")
    totals = (f"{sum(complete[name, kind] for kind in files):,}" for name in readers)
    print(f"| all | {files.total():,} |", " | ".join(totals), "|")
    print(f"files in which ours asks for somebody else: {foreign['ours']}")


def _ours(file: Polluted, path: Path) -> set[str]:  # noqa: ARG001
    try:
        cells = [
            cell
            for each in open_inputs(path, InputOptions(), accepts_2032=False)
            for row in each.rows()
            for cell in row.cells
        ]
    except InputError:
        return set()
    return {
        each.digits for each in read_cells(cells, gather_evidence(cells, RULES), RULES) if each.identity is not None
    }


def _csv(file: Polluted, path: Path) -> set[str]:
    with path.open(newline="", encoding="utf-8") as lines:
        return _of_column(csv.reader(lines, delimiter=file.delimiter))


def _pandas(file: Polluted, path: Path) -> set[str]:
    with contextlib.suppress(ValueError):  # all errors of pandas are
        table = pd.read_csv(path, sep=file.delimiter, dtype=str, header=None, names=range(WIDEST))
        return _of_column(table.itertuples(index=False))
    return set()


def _duckdb(file: Polluted, path: Path) -> set[str]:
    with contextlib.suppress(duckdb.Error):
        options = {"all_varchar": True, "header": False, "null_padding": True, "strict_mode": False}
        return _of_column(duckdb.read_csv(str(path), sep=file.delimiter, **options).fetchall())
    return set()


def _of_column(records: Iterable[Iterable[object]]) -> set[str]:
    columns = (list(record)[FNR : FNR + 1] for record in records)
    return {str(cell).strip() for cells in columns for cell in cells}


if __name__ == "__main__":
    main()
