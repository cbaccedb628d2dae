"""Compares the look-up phase of a run, ledger included, with a bare aiohttp loop in the same minute.

Prints a line for each round and the median ratio: 1.0 would be as fast as aiohttp alone. Rounds alternate, since
machines are shared and noisy; only the ratio means anything.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from answer_server import answer_server
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from identifiers import tenor_identifiers

LOOKUPS = 20_000
CONCURRENCY = 50
ROUNDS = 5
LOOPS = ("asyncio", "uvloop")
HERE = Path(__file__).parent


def main() -> None:
    """Run the rounds and print what they took."""
    with tempfile.TemporaryDirectory() as name, answer_server(Path(name)) as base:
        folder = Path(name)
        file = folder / "identifiers.csv"
        file.write_text("\n".join(["fnr", *tenor_identifiers(LOOKUPS)]), encoding="utf-8")
        environment = _environment(folder, base)
        ratios: dict[str, list[float]] = {loop: [] for loop in LOOPS}
        for number in range(1, ROUNDS + 1):
            ours = _ours(folder / f"out{number}", file, environment)
            print(f"round {number}: look-up phase {LOOKUPS / ours:6,.0f}/s", end="", flush=True)
            for loop in LOOPS:
                bare = _bare(base, file, loop)
                ratios[loop].append(bare / ours)
                print(f"; aiohttp on {loop} {LOOKUPS / bare:6,.0f}/s, ratio {bare / ours:.2f}", end="", flush=True)
            print()
        for loop, found in ratios.items():
            print(f"median ratio to {loop}: {statistics.median(found):.2f} ({min(found):.2f} to {max(found):.2f})")


def _bare(base: str, file: Path, loop: str) -> float:
    command = [sys.executable, str(HERE / "bare_aiohttp.py"), base, str(file), str(CONCURRENCY), loop]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _ours(out: Path, file: Path, environment: dict[str, str]) -> float:
    command = [sys.executable, "-m", "batch", "run", str(file), "--env", "ppe", "--out", str(out), "-q"]
    command += ["--concurrency", str(CONCURRENCY), "--rate", "1000000"]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    seconds: float = json.loads((out / "latest" / "run.json").read_text("utf-8"))["lookup_seconds"]
    return seconds


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
