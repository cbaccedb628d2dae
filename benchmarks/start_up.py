"""How long a command takes to start: its processor time, and its ratio to that of the bare interpreter.

Processor time of whole processes, the least of several runs: what others do on the machine is not in it.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 10
PEOPLE = Path(__file__).parent.parent / "sample_inputs" / "people.csv"
PROGRAM = [sys.executable, "-m", "batch"]
COMPLETION = {"_EKTEPAKT_BATCH_COMPLETE": "bash_source"}
COMMANDS: dict[str, tuple[list[str], float | None]] = {
    "--help": ([*PROGRAM, "--help"], 0.15),
    "--version": ([*PROGRAM, "--version"], 0.15),
    "run --help": ([*PROGRAM, "run", "--help"], None),
    "completion": ([str(Path(sys.executable).parent / "ektepakt-batch")], 0.15),
    "slow": ([*PROGRAM, "slow"], 0.35),
    "plan, 200 rows": ([*PROGRAM, "plan", "people.csv"], 0.6),
}
"""Each with the most seconds that it may take above the bare interpreter, where there is a bound."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = PEOPLE.read_text("utf-8").splitlines()
        Path(folder, "people.csv").write_text("\n".join((rows * 9)[:201]) + "\n", "utf-8")
        bare = _seconds([sys.executable, "-c", "pass"], folder)
        print(f"{'bare interpreter':<18}{bare:6.3f} s")
        for name, (command, most) in COMMANDS.items():
            above = _seconds(command, folder) - bare
            bound = "" if most is None else f", wanted: at most {most:g}"
            print(f"{name:<18}{above + bare:6.3f} s, {(above + bare) / bare:5.1f} times; {above:.3f} above it{bound}")


def _seconds(command: list[str], folder: str) -> float:
    """Return the least processor time of several runs, in seconds."""
    environment = {**os.environ, **(COMPLETION if len(command) == 1 else {})}
    return min(_once(command, folder, environment) for _ in range(RUNS))


def _once(command: list[str], folder: str, environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
