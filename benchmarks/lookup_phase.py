"""Compares the look-up phase of a run, ledger included, with what others would write, in the same minutes.

Every round runs all of them, one after the other, since machines are shared and noisy: only ratios within a round mean
anything, and of those the median. Processor time is steadier than time. Prints the table of benchmarks/README.md.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from answer_server import answer_server
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from identifiers import tenor_identifiers

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
HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Took:
    """What one look-up took: seconds of the look-ups alone; processor seconds of ours are those of the whole run."""

    seconds: float
    processor: float


def main() -> None:
    """Run the rounds and print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "identifiers.csv"
        file.write_text("\n".join(["fnr", *tenor_identifiers(LOOKUPS)]), encoding="utf-8")
        with answer_server(folder) as base:
            environment = _environment(folder, base)
            rounds = [_round(folder / f"out{number}", file, environment, base) for number in range(1, ROUNDS + 1)]
        with _late_server() as base:
            late = _ours(folder / "late", file, _environment(folder, base), LATE_CONCURRENCY)
    print("| look-up phase against | ratio (from, to) | wanted |\n|---|---|---|")
    for other, wanted in WANTED.items():
        _print_row(other, [took[other].seconds / ours.seconds for ours, took in rounds], f"at least {wanted:g}")
    ideal = LATE_SECONDS / LATE_CONCURRENCY
    _print_row("in flight / latency, 40 / 80 ms", [ideal / late.seconds], f"at least {LATE_WANTED:g}")
    processor = [ours.processor / took["aiohttp on uvloop"].processor for ours, took in rounds]
    _print_row("processor time, file to Parquet, aiohttp on uvloop", processor, f"at most {PROCESSOR_WANTED:g}")


def _print_row(name: str, ratios: list[float], wanted: str) -> None:
    print(f"| {name} | **{statistics.median(ratios):.2f}** ({min(ratios):.2f}, {max(ratios):.2f}) | {wanted} |")


def _round(out: Path, file: Path, environment: dict[str, str], base: str) -> tuple[Took, dict[str, Took]]:
    ours = _ours(out, file, environment, CONCURRENCY)
    took = {other: _other(other, count, base, file, environment) for other, count in OTHERS.items()}
    told = {"look-up phase": ours, **took}
    line = "; ".join(
        f"{name} {1 / each.seconds:,.0f}/s, {each.processor * 1e6:.0f} µs of a core" for name, each in told.items()
    )
    print(f"{out.name}: {line}", file=sys.stderr, flush=True)
    return ours, took


def _other(name: str, count: int, base: str, file: Path, environment: dict[str, str]) -> Took:
    command = [sys.executable, str(HERE / "other_clients.py"), name, base, str(file), str(count), str(CONCURRENCY)]
    done = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    seconds, processor = map(float, done.stdout.split())
    return Took(seconds=seconds / count, processor=processor / count)


def _ours(out: Path, file: Path, environment: dict[str, str], concurrency: int) -> Took:
    command = [sys.executable, "-m", "batch", "run", str(file), "--env", "ppe", "--out", str(out), "-q"]
    command += ["--concurrency", str(concurrency), "--rate", "1000000"]
    before = _processor_seconds()
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    seconds: float = json.loads((out / "latest" / "run.json").read_text("utf-8"))["lookup_seconds"]
    return Took(seconds=seconds / LOOKUPS, processor=(_processor_seconds() - before) / LOOKUPS)


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
