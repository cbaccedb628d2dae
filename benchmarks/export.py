"""Compares the export of 100,000 hits with what pyarrow takes to write the same tables from memory.

Prints the processor time of both and the median ratio of rounds that alternate, since machines are shared and noisy;
then what an export with a copy of its CSV takes, and the peak memory of processes that do nothing else.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from made_runs import LEDGER, input_of, make_run

from batch.cli.entry import set_up_interpreter
from batch.export.about_run import AboutRun
from batch.export.phase import export_run
from batch.identity.environment import Environment
from batch.ledger import Ledger
from batch.options.export_options import OutputFormat
from batch.tables import LIST_SEPARATOR, RESULT_TABLES

HITS = 100_000
ROUNDS = 5
FORMATS = (OutputFormat.PARQUET, OutputFormat.CSV)
ABOUT = AboutRun(
    run_id="benchmark",
    environment=Environment.PPE,
    started_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
    retry_command="ektepakt-batch retry",
)
_FILES, _BOOK = "files", "workbook"
RUNS = {
    "10,000 hits": (10_000, 1, 1),
    "100,000 hits": (HITS, 1, 1),
    "two of 20,000 ektepakter": (2, 20_000, 1),
    "1,000,000 of whom one in fifty has an ektepakt": (1_000_000, 1, 50),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folders = {run: Path(name, str(number)) for number, run in enumerate(RUNS)}
        for run, (people, ektepakter, one_in) in RUNS.items():
            folders[run].mkdir()
            make_run(folders[run], people, ektepakter=ektepakter, one_in=one_in)
        _compare(folders["100,000 hits"])
        for run, folder in folders.items():
            print(f"{run}, with the copy: {_in_a_process(folder, _FILES)}", flush=True)
            if RUNS[run][0] <= HITS:
                print(f"{run}, as a workbook: {_in_a_process(folder, _BOOK)}", flush=True)


def _compare(folder: Path) -> None:
    """Print the rounds. pyarrow writes lists to no CSV, so they are joined before its time begins."""
    _export(folder)
    tables = {table.name: pq.read_table(folder / f"{table.name}.parquet") for table in RESULT_TABLES}
    joined = {name: _joined(table) for name, table in tables.items()}
    ratios = []
    for number in range(1, ROUNDS + 1):
        theirs, ours = _write(tables, joined, folder / "theirs"), _export(folder)
        ratios.append(ours / theirs)
        print(f"round {number}: export {ours:5.2f} s, pyarrow {theirs:5.2f} s, ratio {ratios[-1]:4.1f}", flush=True)
    print(f"median ratio: {statistics.median(ratios):.1f}, {ours / HITS * 1e6:.0f} µs for a hit")


def _export(folder: Path) -> float:
    """Return the seconds without opening the ledger, which reads it through."""
    with Ledger(folder / LEDGER) as ledger:
        start = time.process_time()
        export_run(ledger, folder, asked=FORMATS, csv_for_excel=False, inputs=None, about=ABOUT)
        return time.process_time() - start


def _write(tables: dict[str, Any], joined: dict[str, Any], folder: Path) -> float:
    folder.mkdir(exist_ok=True)
    start = time.process_time()
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
        pyarrow.csv.write_csv(joined[name], folder / f"{name}.csv")
    return time.process_time() - start


def _joined(table: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
    columns = [
        pc.binary_join(column, LIST_SEPARATOR) if pa.types.is_list(column.type) else column for column in table.columns
    ]
    return pa.table(columns, names=table.column_names)


def _in_a_process(folder: Path, what: str) -> str:
    command = [sys.executable, __file__, str(folder), what]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _tell(folder: Path, what: str) -> None:
    formats, inputs = (FORMATS, [input_of(folder)]) if what == _FILES else ([OutputFormat.XLSX], [])
    with Ledger(folder / LEDGER) as ledger:
        start, of_processor = time.perf_counter(), time.process_time()
        export_run(ledger, folder, asked=formats, csv_for_excel=False, inputs=inputs, about=ABOUT)
        seconds, of_processor = time.perf_counter() - start, time.process_time() - of_processor
    pandas = "" if "pandas" in sys.modules else "not "
    print(f"{seconds:.1f} s, processor {of_processor:.1f} s, peak {_peak_megabytes():.0f} MiB, pandas {pandas}imported")


def _peak_megabytes() -> float:
    """Return the peak of this process alone; getrusage would count its parent's, too."""
    line = next(line for line in Path("/proc/self/status").read_text("ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    set_up_interpreter()
    if len(sys.argv) > 1:
        _tell(Path(sys.argv[1]), sys.argv[2])
    else:
        main()
