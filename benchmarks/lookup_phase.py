"""Compares the look-up phase of a run, ledger included, with what others would write, in the same minutes.

Each of the others runs between two of ours, since machines are shared and noisy: only ratios of neighbours mean
anything, and of those the median. Processor time is steadier than the clock. Prints the tables of benchmarks/README.md.
"""

import json
import os
import platform
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from math import ceil
from pathlib import Path

from answer_server import answer_server
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from identifiers import tenor_identifiers
from program import PHASE

LOOKUPS = 20_000
CONCURRENCY = 50
ROUNDS = 5
OTHERS = {  # how many each is asked for: the slow ones would take minutes
    "aiohttp on uvloop": 20_000,
    "aiohttp on asyncio": 20_000,
    "httpx": 2_000,
    "requests in threads": 2_000,
    "a token per call": 500,
}
WANTED = {
    "aiohttp on uvloop": 0.62,
    "aiohttp on asyncio": 0.75,
    "httpx": 20,
    "requests in threads": 7,
    "a token per call": 20,
}
LATE_SECONDS, LATE_CONCURRENCY, LATE_WANTED = 0.08, 40, 0.97
PROCESSOR_WANTED = 2.0
SANDBOX_LOOKUPS, SANDBOX_WANTED = 5_000, 1.3
SANDBOX_CONCURRENCY, SANDBOX_SLOW_LANE, SANDBOX_TIMEOUT_SECONDS = 8, 4, 3.0  # the program's own where nothing is set
_SANDBOX_ATTEMPTS = """
    SELECT sum(attempts * duration_ms) FILTER (WHERE kind <> 'slow_skipped'), sum(kind = 'slow_skipped') FROM outcome"""
HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Took:
    """What one look-up took: seconds of the look-ups, processor seconds of theirs, and of the whole process."""

    seconds: float
    processor: float
    whole: float


def main() -> None:
    """Run all of it and print the tables."""
    print(_machine(), flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = _list_of(LOOKUPS, folder)
        with answer_server(folder) as base:
            environment = _environment(folder, base)
            rounds = [_round(folder / f"out{number}", file, environment, base) for number in range(1, ROUNDS + 1)]
        with _late_server() as base:
            late = _ours(folder / "late", file, _environment(folder, base), LATE_CONCURRENCY)
        sandbox = _times_ideal(folder / "sandbox", _list_of(SANDBOX_LOOKUPS, folder))
    print("| look-up phase against | clock (from, to) | processor (from, to) | wanted |\n|---|---|---|---|")
    for other, wanted in WANTED.items():
        pairs = [took[other] for took in rounds]
        clock, processor = ([_ratio(pair, what) for pair in pairs] for what in ("seconds", "processor"))
        print(f"| {other} | {_spread(clock)} | {_spread(processor)} | at least {wanted:g} |")
    print("\n| besides | ratio (from, to) | wanted |\n|---|---|---|")
    whole = [1 / _ratio(took["aiohttp on uvloop"], "whole") for took in rounds]
    print(f"| processor, file to Parquet, to aiohttp on uvloop | {_spread(whole)} | at most {PROCESSOR_WANTED:g} |")
    ideal = LATE_SECONDS / LATE_CONCURRENCY
    print(f"| in flight / latency, 40 / 80 ms | {_spread([ideal / late.seconds])} | at least {LATE_WANTED:g} |")
    print(f"| 5,000 in the default sandbox, to the ideal | {_spread([sandbox])} | at most {SANDBOX_WANTED:g} |")
    print(f"\nload at the end: {os.getloadavg()[0]:.1f}")


def _machine() -> str:
    names = "aiohttp", "uvloop", "msgspec", "httpx", "requests"
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    cores, load = os.cpu_count(), os.getloadavg()[0]
    return (
        f"{platform.machine()}, {cores} cores, load {load:.1f}; Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {versions}\n"
    )


def _spread(ratios: list[float]) -> str:
    middle = f"**{statistics.median(ratios):.2f}**"
    return middle if len(ratios) == 1 else f"{middle} ({min(ratios):.2f}, {max(ratios):.2f})"


def _ratio(pair: tuple[Took, Took], what: str) -> float:
    """Return how many times as much the other took as ours."""
    ours, other = pair
    ratio: float = getattr(other, what) / getattr(ours, what)
    return ratio


def _list_of(count: int, folder: Path) -> Path:
    file = folder / f"identifiers{count}.csv"
    file.write_text("\n".join(["fnr", *tenor_identifiers(count)]), encoding="utf-8")
    return file


def _round(out: Path, file: Path, environment: dict[str, str], base: str) -> dict[str, tuple[Took, Took]]:
    """Return ours and the other, each with the mean of ours before and after it: noise that comes meets both."""
    pairs = {}
    before = _ours(out / "0", file, environment, CONCURRENCY)
    for number, (name, count) in enumerate(OTHERS.items(), 1):
        other = _other(name, count, base, file, environment)
        after = _ours(out / str(number), file, environment, CONCURRENCY) if count == LOOKUPS else before
        pairs[name] = (_mean(before, after), other)
        before = after
        ours = pairs[name][0]
        sys.stderr.write(
            f"{out.name}: ours {ours.seconds * 1e6:.0f} µs, {ours.processor * 1e6:.0f} of a core, whole "
            f"{ours.whole * 1e6:.0f}; {name} {other.seconds * 1e6:.0f} µs, {other.processor * 1e6:.0f} of a core\n"
        )
    return pairs


def _mean(one: Took, two: Took) -> Took:
    return Took(
        seconds=(one.seconds + two.seconds) / 2,
        processor=(one.processor + two.processor) / 2,
        whole=(one.whole + two.whole) / 2,
    )


def _other(name: str, count: int, base: str, file: Path, environment: dict[str, str]) -> Took:
    command = [sys.executable, str(HERE / "other_clients.py"), name, base, str(file), str(count), str(CONCURRENCY)]
    done = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    seconds, processor = map(float, done.stdout.split())
    return Took(seconds=seconds / count, processor=processor / count, whole=processor / count)


def _ours(out: Path, file: Path, environment: dict[str, str], concurrency: int) -> Took:
    command = [sys.executable, str(HERE / "program.py"), "run", str(file), "--env", "ppe", "--out", str(out), "-q"]
    command += ["--concurrency", str(concurrency), "--rate", "1000000", "--format", "parquet", "--no-annotate"]
    before = _processor_seconds()
    done = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    seconds: float = json.loads((out / "latest" / "run.json").read_text("utf-8"))["lookup_seconds"]
    processor = float(done.stderr.rpartition(PHASE)[2].split()[0])
    whole = _processor_seconds() - before
    return Took(seconds=seconds / LOOKUPS, processor=processor / LOOKUPS, whole=whole / LOOKUPS)


def _times_ideal(out: Path, file: Path) -> float:
    """Return a whole run with the default sandbox as a multiple of what its attempts took, all places taken always."""
    began = time.monotonic()
    command = [sys.executable, "-m", "batch", "run", str(file), "--out", str(out), "-q"]
    subprocess.run(command, check=False, capture_output=True)  # not complete: some get a 500 whenever they are asked
    took = time.monotonic() - began
    connection = sqlite3.connect(out / "latest" / "ledger.sqlite3")
    [(milliseconds, slow)] = connection.execute(_SANDBOX_ATTEMPTS)
    connection.close()
    timeouts = ceil(slow / SANDBOX_SLOW_LANE) * SANDBOX_TIMEOUT_SECONDS
    ideal: float = milliseconds / 1000 / SANDBOX_CONCURRENCY + timeouts
    sys.stderr.write(f"sandbox: {took:.1f} s, ideal {ideal:.1f} s of which time-outs {timeouts:.1f} s\n")
    return took / ideal


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def _late_server() -> Iterator[str]:
    command = [sys.executable, str(HERE / "late_server.py"), str(LATE_SECONDS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def _environment(folder: Path, base: str) -> dict[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(key)
    return os.environ | {
        "EKTEPAKT_REGISTER_URL": f"{base}/ektepakt",
        "EKTEPAKT_TOKEN_URL": f"{base}/token",
        "EKTEPAKT_AUDIENCE": f"{base}/",
        "EKTEPAKT_CLIENT_ID": "benchmark",
        "EKTEPAKT_KEYSTORE": str(folder / "key.pem"),
        "EKTEPAKT_KEY_ID": "benchmark",
    }


if __name__ == "__main__":
    main()
