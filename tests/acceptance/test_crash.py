"""SIGKILL at moments over all phases, and the same command again."""

import os
import random
import signal
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import comparable, read_csv
from support.program import Program

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


@pytest.fixture
def crashing(tmp_path: Path, sandbox: Sandbox) -> Program:
    write_list(tmp_path / "people.csv", some_identifiers(IDENTIFIERS))
    sandbox.faults = UNEVEN
    return Program(tmp_path, {**sandbox.settings, **SETTINGS})


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, shared_sandbox: Sandbox) -> dict[str, Any]:
    """What a run gives that nobody has killed."""
    shared_sandbox.reset()
    shared_sandbox.faults = UNEVEN
    program = Program(tmp_path_factory.mktemp("undisturbed"), {**shared_sandbox.settings, **SETTINGS})
    write_list(program.folder / "people.csv", some_identifiers(IDENTIFIERS))
    assert program.run("run", "people.csv", *FLAGS).code == 0
    return comparable(program.folder / "out" / "latest")


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When a run under `out` is killed: at its begin, after so many questions, or when it writes its files."""

    phase: str
    asked: int = 0

    def is_reached(self, sandbox: Sandbox, out: Path) -> bool:
        match self.phase:
            case "intake":
                return any(out.glob("runs/*/ledger.sqlite3"))
            case "look-ups":
                return sandbox.memory.asks.total() >= self.asked
            case _:
                return any(out.glob("runs/*/*.csv*"))


def kill_moments() -> list[Moment]:
    """Draw a dozen in CI, as many as KILLS says in `make chaos`: over all phases of a run."""
    dice = random.Random(int(os.environ.get("SEED", "7")))
    drawn = [Moment(phase="look-ups", asked=dice.randint(1, IDENTIFIERS)) for _ in range((KILLS or 12) - 2)]
    return [Moment(phase="intake"), *drawn, Moment(phase="export")]


@pytest.mark.parametrize("moment", kill_moments(), ids=lambda moment: f"{moment.phase}-{moment.asked}")
def test_a_run_killed_anywhere_goes_on_with_the_same_command(
    crashing: Program, undisturbed: dict[str, Any], sandbox: Sandbox, moment: Moment
) -> None:
    command = ("run", "people.csv", *FLAGS)
    out = crashing.folder / "out"
    killed = crashing.kill_when(lambda: moment.is_reached(sandbox, out), *command)
    assert killed.code == -signal.SIGKILL, killed.stderr
    ended = crashing.run(*command)
    assert ended.code == 0, ended.stderr
    assert comparable(out / "latest") == undisturbed
    _check_asked_again(sandbox, out / "latest")


@pytest.mark.long
def test_a_run_killed_again_and_again_still_ends(
    crashing: Program, undisturbed: dict[str, Any], sandbox: Sandbox
) -> None:
    command = ("run", "people.csv", *FLAGS)
    kills = 0
    while crashing.kill_when(partial(_has_asked, sandbox, 90 * (kills + 1)), *command).code < 0:
        kills += 1
    assert kills > 1
    for folder in (crashing.folder / "out" / "runs").iterdir():  # killed in its last moment, a run is followed by one
        assert comparable(folder) == undisturbed


def _has_asked(sandbox: Sandbox, count: int) -> bool:
    return sandbox.memory.asks.total() >= count


def test_a_corrupt_ledger_is_named_and_left_alone(crashing: Program, sandbox: Sandbox) -> None:
    crashing.kill_when(partial(_has_asked, sandbox, 50), "run", "people.csv", *FLAGS)
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
