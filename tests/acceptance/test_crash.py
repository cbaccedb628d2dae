"""SIGKILL at moments over all phases, and the same command again."""

import os
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import comparable, read_csv
from support.program import Program, wait_until_asked

from batch.sandbox import Fault, FaultKind, Faults, Sandbox

KILLS = int(os.environ.get("KILLS", "0"))
IDENTIFIERS = 1000 if KILLS else 300
CONCURRENCY = 8
GROUP = 20
FLAGS = ("--concurrency", str(CONCURRENCY), "--timeout-seconds", "2", "--backoff-seconds", "0.05")
SETTINGS = {"EKTEPAKT_COMMIT_EVERY": str(GROUP), "EKTEPAKT_COMMIT_SECONDS": "0.2"}
UNEVEN = Faults(
    faults=(
        Fault(kind=FaultKind.DELAY, seconds=0.02),
        Fault(kind=FaultKind.SERVER_ERROR, share=0.05),
        Fault(kind=FaultKind.RESET, share=0.03),
    )
)


def kill_moments(run_seconds: float) -> list[float]:
    """Draw a dozen in CI, as many as KILLS says in `make chaos`: over all phases of a run that takes so long."""
    dice = random.Random(int(os.environ.get("SEED", "7")))
    return [round(dice.uniform(0.3, run_seconds), 2) for _ in range(KILLS or 12)]


@pytest.fixture
def crashing(tmp_path: Path, sandbox: Sandbox) -> Program:
    sandbox.faults = UNEVEN
    return Program(tmp_path, {**sandbox.settings, **SETTINGS})


@pytest.fixture
def undisturbed(crashing: Program, sandbox: Sandbox) -> Path:
    write_list(crashing.folder / "people.csv", some_identifiers(IDENTIFIERS))
    assert crashing.run("run", "people.csv", "--out", "undisturbed", *FLAGS).code == 0
    sandbox.reset()
    sandbox.faults = UNEVEN
    return crashing.folder / "undisturbed" / "latest"


@pytest.mark.timeout(3600)
def test_a_run_killed_anywhere_goes_on_with_the_same_command(
    crashing: Program, undisturbed: Path, sandbox: Sandbox
) -> None:
    expected = comparable(undisturbed)
    began = time.monotonic()
    assert crashing.run("run", "people.csv", "--out", "timed", *FLAGS).code == 0
    kills = 0
    for number, moment in enumerate(kill_moments(time.monotonic() - began)):
        sandbox.reset()
        sandbox.faults = UNEVEN
        command = ("run", "people.csv", "--out", f"out{number}", *FLAGS)
        kills += crashing.kill_after(moment, *command).code < 0
        ended = crashing.run(*command)
        assert ended.code == 0, ended.stderr
        folder = crashing.folder / f"out{number}" / "latest"
        assert comparable(folder) == expected, f"killed after {moment} s"
        _check_asked_again(sandbox, folder)
    assert kills > 0


@pytest.mark.timeout(300)
def test_a_run_killed_again_and_again_still_ends(crashing: Program, undisturbed: Path, sandbox: Sandbox) -> None:
    command = ("run", "people.csv", *FLAGS)
    kills = 0
    while crashing.kill_after(0.6 + 0.2 * kills, *command).code < 0:
        kills += 1
    assert kills > 1
    assert comparable(crashing.folder / "out" / "latest") == comparable(undisturbed)
    for folder in (crashing.folder / "out" / "runs").iterdir():  # killed in its last moment, a run is followed by one
        assert comparable(folder) == comparable(undisturbed)


def test_a_corrupt_ledger_is_named_and_left_alone(crashing: Program, sandbox: Sandbox) -> None:
    write_list(crashing.folder / "people.csv", some_identifiers(IDENTIFIERS))
    process = crashing.start("run", "people.csv", *FLAGS)
    wait_until_asked(sandbox, 50)
    process.kill()
    crashing.wait(process)
    [ledger] = (crashing.folder / "out" / "runs").glob("*/ledger.sqlite3")
    for beside in ledger.parent.glob("ledger.sqlite3-*"):
        beside.unlink()
    ledger.write_bytes(b"no database at all, and longer than a header of one hundred bytes" * 20)
    before = ledger.read_bytes()
    ended = crashing.run("run", "people.csv", *FLAGS)
    assert ended.code == 2
    assert str(ledger.name) in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ledger.read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE outcome SET kind = 'fo5nd' WHERE lookup_id = 2",
        "UPDATE outcome SET body = CAST(x'000000' || substr(body, 4) AS BLOB) WHERE lookup_id = 2",
    ],
    ids=["outcome", "answer"],
)
def test_a_damaged_row_is_a_corrupt_ledger_each_time(program: Program, damage: str) -> None:
    write_list(program.folder / "people.csv", some_identifiers(3))
    assert program.run("run", "people.csv").code == 0
    [ledger] = (program.folder / "out" / "runs").glob("*/ledger.sqlite3")
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        connection.execute(damage)
        connection.execute("DELETE FROM run WHERE key = 'completed_at'")
    for command in (("run", "people.csv"), ("run", "people.csv"), ("retry",)):
        ended = program.run(*command, "-q")
        assert ended.code == 2, ended.stderr
        assert f"{ledger.relative_to(program.folder)} is damaged" in ended.stderr
        assert len(ended.stderr.splitlines()) == 1, ended.stderr


def _check_asked_again(sandbox: Sandbox, folder: Path) -> None:
    """Answers that no run has recorded were asked for again: those of the group that was held, and those in flight.

    A run that is killed when it is complete already, but for its last words, is followed by another.
    """
    rows = [row for run in folder.resolve().parent.iterdir() for row in read_csv(run / "oppslag.csv")]
    recorded = sum(row["http_status"] == "200" for row in rows)
    assert 0 <= sandbox.memory.answers[200] - recorded <= GROUP + CONCURRENCY
    assert sum(int(row["attempts"]) for row in rows) <= sandbox.memory.asks.total()
    with sqlite3.connect(folder / "ledger.sqlite3") as ledger:
        assert ledger.execute("SELECT count(*) FROM outcome").fetchone() == (IDENTIFIERS,)
    ledger.close()
