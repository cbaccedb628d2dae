"""Compares the intake phase of a run with SQLite alone inserting the same rows and building the same index.

Both are processes that are told apart by their first argument, in alternating rounds. The floor has its rows in memory,
writes them in one transaction with the ledger's settings, and makes the index last. Only the ratio means anything on a
machine that others use, that of the processor time most of all.
"""

import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from identifiers import tenor_identifiers

from batch.cells.rules import ReadingRules
from batch.identity.environment import Environment, EnvironmentGuard
from batch.inputs import open_inputs
from batch.intake.ledger_rows import IntakeRules
from batch.intake.phase import Intake
from batch.ledger import LEDGER_NAME, Ledger, Origin
from batch.options.input_options import InputOptions

ROWS = 1_000_000
FEW = 10_000
ROUNDS = 3
WANTED = 3.5
CACHE_KIB = 64 << 10


class Cost(NamedTuple):
    """What a process took: seconds on the clock and of the processor, and its peak memory."""

    wall: float
    processor: float
    mebibytes: float


def main() -> None:
    """Run the rounds, and print a line for each, the medians, and the peak memory beside that of a short list."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        identifiers = tenor_identifiers(ROWS)
        many, few = (_write(folder / f"{count}.csv", identifiers[:count]) for count in (ROWS, FEW))
        short = _run("intake", few, folder / "short")
        rounds = [_round(number, many, folder) for number in range(1, ROUNDS + 1)]
    walls = statistics.median(ours.wall / floor.wall for ours, floor in rounds)
    processors = statistics.median(ours.processor / floor.processor for ours, floor in rounds)
    peak = max(ours.mebibytes for ours, _ in rounds)
    print(f"median ratio: {processors:.2f} of the processor time, {walls:.2f} on the clock, wanted: at most {WANTED}")
    print(
        f"peak memory {peak:.0f} MiB, with {FEW:,} rows {short.mebibytes:.0f} MiB: {peak / short.mebibytes:.2f} times"
    )


def _write(path: Path, identifiers: list[str]) -> Path:
    rows = (f"{100_000 + number};Ola Nordmann {number};{each};OSLO\n" for number, each in enumerate(identifiers))
    with path.open("w", encoding="utf-8") as file:
        file.write("Kundenr;Navn;Fødselsnummer;Poststed\n")
        file.writelines(rows)
    return path


def _round(number: int, file: Path, folder: Path) -> tuple[Cost, Cost]:
    ours = _run("intake", file, folder / f"out{number}")
    floor = _run("floor", folder / f"out{number}" / LEDGER_NAME, folder / f"floor{number}")
    print(
        f"round {number}: intake {ours.processor:5.2f} s ({ours.wall:.1f} on the clock), "
        f"SQLite alone {floor.processor:5.2f} s ({floor.wall:.1f}), ratio {ours.processor / floor.processor:.2f}",
        flush=True,
    )
    return ours, floor


def _run(what: str, source: Path, out: Path) -> Cost:
    out.mkdir(mode=0o700)
    command = [sys.executable, __file__, what, str(source), str(out)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Cost(*map(float, told.split()))


def _take_in(file: Path, out: Path) -> Callable[[], None]:
    """Return phase 1 of a run, from the opening of its input on."""
    guard = EnvironmentGuard(environment=Environment.PPE)
    rules = IntakeRules(guard=guard, reading=ReadingRules(accepts_2032=False, pads_only_tenor=True))
    origin = Origin(environment=Environment.PPE, register="benchmark", language="nb")

    def take_in() -> None:
        files = open_inputs(file, InputOptions(), accepts_2032=False)
        intake = Intake(files=files, rules=rules, out=out, origin=origin, max_age=None, now=datetime.now(UTC))
        with Ledger(out / LEDGER_NAME) as ledger:
            intake.take_in(ledger)
            intake.reuse(ledger)

    return take_in


def _insert(ledger: Path, out: Path) -> Callable[[], None]:
    """Return what SQLite can't be spared: the rows of this ledger into tables like its own."""
    with closing(sqlite3.connect(ledger)) as connection:
        tables = {name: _declaration(connection, name) for name in ("lookup", "input_row")}
        rows = {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in tables}  # noqa: S608 - the two above

    def insert() -> None:
        with closing(sqlite3.connect(out / LEDGER_NAME, isolation_level=None)) as connection:
            for setting in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL"):
                connection.execute(f"PRAGMA {setting}")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            connection.execute("BEGIN")
            for name, declaration in tables.items():
                connection.execute(declaration.replace(" UNIQUE", ""))
                marks = ", ".join("?" * len(rows[name][0]))
                connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows[name])  # noqa: S608 - the same two
            connection.execute("CREATE UNIQUE INDEX by_subject ON lookup (subject)")
            connection.execute("COMMIT")

    return insert


def _declaration(connection: sqlite3.Connection, table: str) -> str:
    [(declaration,)] = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,))
    return str(declaration)


def _print_cost(work: Callable[[], None]) -> None:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    print(time.perf_counter() - wall, time.process_time() - processor, _peak_mebibytes())


def _peak_mebibytes() -> float:
    """Return the peak of this process alone; getrusage would count its parent's, too."""
    line = next(line for line in Path("/proc/self/status").read_text("ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["intake", file, out]:
            _print_cost(_take_in(Path(file), Path(out)))
        case ["floor", ledger, out]:
            _print_cost(_insert(Path(ledger), Path(out)))
        case _:
            main()
