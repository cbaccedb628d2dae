"""Compares reading and validating whole files with what pandas takes to read the same ones as text.

Prints the median time of both and their ratio for a list as Norwegian spreadsheets export them, and for other shapes
and formats. Rounds alternate, since machines are shared and noisy; only the ratio means anything. Memory is the growth
of a process of its own that does nothing else.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from identifiers import tenor_identifiers

from batch.cells.evidence import gather_evidence_by_column
from batch.cells.reading import read_cells
from batch.cells.rules import ReadingRules
from batch.inputs import open_inputs
from batch.options.input_options import InputOptions

ROWS = 1_000_000
ROUNDS = 5
RULES = ReadingRules(accepts_2032=False, pads_only_tenor=True)
PLACES = ("OSLO", "BERGEN", "TRONDHEIM", "KÁRÁŠJOHKA", "SØR-FRON")


def main() -> None:
    """Make the files, measure each, and print a line for each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        identifiers = tenor_identifiers(ROWS)
        print(f"{ROWS:,} rows; median of {ROUNDS} rounds; only the ratio means anything on a shared machine")
        for path, shape in _make_files(folder, identifiers):
            _compare(path, shape)


def _make_files(folder: Path, identifiers: Sequence[str]) -> Iterator[tuple[Path, str]]:
    export = folder / "export.csv"
    _write(
        export, "Kundenr;Navn;Fødselsnummer;Adresse;Postnr;Poststed;Endret", map(_export_line, *_numbered(identifiers))
    )
    yield export, "CSV, seven columns as exported"
    people = folder / "people.csv"
    _write(people, "Kundenr;Navn;Fødselsnummer;Poststed", map(_people_line, *_numbered(identifiers)))
    yield people, "CSV, four columns as in sample_inputs"
    damaged = folder / "damaged.csv"
    _write(
        damaged,
        "Kundenr;Navn;Fødselsnummer;Poststed",
        map(_people_line, *_numbered(each.lstrip("0") for each in identifiers)),
    )
    yield damaged, "CSV, four columns, leading zeros lost"
    single = folder / "single.csv"
    _write(single, "fnr", identifiers)
    yield single, "CSV, one column"
    parquet = folder / "people.parquet"
    pq.write_table(
        pa.table({"navn": [f"Ola Nordmann {n}" for n in range(len(identifiers))], "fnr": identifiers}), parquet
    )
    yield parquet, "Parquet, two columns"


def _numbered(identifiers: Iterable[str]) -> tuple[Iterable[int], Iterable[str]]:
    return range(ROWS), identifiers


def _export_line(number: int, identifier: str) -> str:
    street, changed = f"Storgata {number % 90}", f"2026-01-{number % 28 + 1:02}"
    return f"{number};Nordmann, Ola {number};{identifier};{street};{number % 9_999:04};{PLACES[number % 5]};{changed}"


def _people_line(number: int, identifier: str) -> str:
    return f"{100_000 + number};Ola Nordmann {number};{identifier};{PLACES[number % len(PLACES)]}"


def _write(path: Path, header: str, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(header + "\r\n")
        file.writelines(f"{line}\r\n" for line in lines)


def _compare(path: Path, shape: str) -> None:
    """Measure pandas and this program in turn."""
    theirs, ours = [], []
    for _ in range(ROUNDS):
        theirs.append(_time(_read_with_pandas, path))
        ours.append(_time(read_and_validate, path))
    seconds, baseline = statistics.median(ours), statistics.median(theirs)
    print(
        f"{shape:40} pandas {baseline:5.2f} s, read and validated {seconds:5.2f} s, ratio {seconds / baseline:4.1f}, "
        f"memory +{_memory_growth(path):.0f} MB",
        flush=True,
    )


def _time(job: Callable[[Path], object], path: Path) -> float:
    start = time.perf_counter()
    job(path)
    return time.perf_counter() - start


def _read_with_pandas(path: Path) -> object:
    return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, dtype=str, sep=";")


def read_and_validate(path: Path) -> int:
    """Do what intake does with a file before it meets the ledger; return how many identifiers are lawful."""
    (file,) = open_inputs(path, InputOptions(), accepts_2032=False)
    groups = (group.columns for group in file.groups())
    evidence = gather_evidence_by_column(groups, RULES, columns=len(file.columns), mixes_types=file.sheet.mixes_types)
    lawful = 0
    for group in file.groups():
        for cells, column in zip(group.columns, evidence, strict=True):
            lawful += sum(reading.reason is None for reading in read_cells(cells, column, RULES))
    return lawful


def _memory_growth(path: Path) -> float:
    command = [sys.executable, __file__, str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _print_memory_growth(path: Path) -> None:
    before = _peak_megabytes()
    if read_and_validate(path) < ROWS * 0.99:
        raise SystemExit("not every identifier was read")
    print(_peak_megabytes() - before)


def _peak_megabytes() -> float:
    """Return the peak of this process alone; getrusage would count its parent's, too."""
    line = next(line for line in Path("/proc/self/status").read_text("ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _print_memory_growth(Path(sys.argv[1]))
    else:
        main()
