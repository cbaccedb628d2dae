"""One changed byte anywhere in a ledger or its log: it is named, or what is written is right.

FLIPS says how many are tried; `make chaos` tries many. SEED draws others.
"""

import logging
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import comparable
from support.program import Ended, Program, wait_until_asked

from batch.sandbox import MemberKind, Sandbox

FLIPS = int(os.environ.get("FLIPS", "32"))
PAGE_SIZES = (512, 1024, 4096, 65536)
KINDS = (MemberKind.FOUND, MemberKind.EMPTY)
IDENTIFIERS = [*some_identifiers(20, MemberKind.FOUND), *some_identifiers(20, *KINDS)]
RUN = ("run", "people.csv", "-q", "--max-errors", "100%")
RETRY = ("retry", "-q", "--max-errors", "100%")
SETTINGS = {"EKTEPAKT_COMMIT_EVERY": "5"}


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A folder as a command left it, the ledger that is damaged in it, and the command that is tried on it."""

    folder: Path
    command: tuple[str, ...]

    @property
    def files(self) -> list[Path]:
        """The ledger and its log, by their place below the folder."""
        found = self.folder.glob("out/runs/*/ledger.sqlite3*")
        return [each.relative_to(self.folder) for each in found if not each.name.endswith("-shm")]


@pytest.fixture
def program(tmp_path: Path, sandbox: Sandbox) -> Program:
    write_list(tmp_path / "people.csv", [*IDENTIFIERS, "abc", "068213 49425"])
    return Program(tmp_path, {**sandbox.settings, **SETTINGS})


def _end(program: Program) -> dict[str, Any]:
    ended = program.run(*RUN)
    assert ended.code == 0, ended.stderr
    return {**comparable(program.folder / "out" / "latest"), "copy": _copy_of(program.folder)}


def _copy_of(folder: Path) -> bytes:
    return (folder / "out" / "latest" / "people-ektepakt-SANDBOX.csv").read_bytes()


def _stages(program: Program, sandbox: Sandbox) -> list[Stage]:
    """Make a run that was killed half-way, whose log is full, and a complete one, in each page size."""
    asked = sandbox.memory.asks.total()
    program.kill_when(lambda: sandbox.memory.asks.total() >= asked + 25, *RUN, "--rate", "40")
    stages = [_kept(program, "killed", RUN)]
    stages += [_kept(program, f"half-{size}", RUN, size) for size in PAGE_SIZES]
    _end(program)
    stages += [_kept(program, f"complete-{size}", RETRY, size) for size in PAGE_SIZES]
    return [*stages, _kept(program, "lending", (*RUN, "--max-age", "1d"))]


def _kept(program: Program, name: str, command: tuple[str, ...], page_size: int | None = None) -> Stage:
    folder = program.folder.with_name(f"{program.folder.name}-{name}")
    shutil.copytree(program.folder, folder, symlinks=True)
    for ledger in folder.glob("out/runs/*/ledger.sqlite3") if page_size else ():
        with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute(f"PRAGMA page_size = {page_size}")
            connection.execute("VACUUM")
            connection.execute("PRAGMA journal_mode = WAL")
    return Stage(folder=folder, command=command)


def _flip(path: Path, dice: random.Random) -> str:
    content = bytearray(path.read_bytes())
    place, change = dice.randrange(len(content)), dice.randrange(1, 256)
    content[place] ^= change
    path.write_bytes(content)
    return f"{path.name} byte {place} ^ {change}"


def _judge(ended: Ended, program: Program, expected: dict[str, Any]) -> str | None:
    """Say what is wrong with how it ended, if anything is."""
    if "Traceback" in ended.stderr:
        return "a traceback"
    if ended.code == 2:
        return None if "ledger.sqlite3" in ended.stderr and "move" in ended.stderr else "the damage is not named"
    if ended.code:
        return f"code {ended.code}"
    found = {**comparable(program.folder / "out" / "latest"), "copy": _copy_of(program.folder)}
    return next((f"{name} is wrong" for name in expected if found[name] != expected[name]), None)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_no_changed_byte_is_believed(program: Program, sandbox: Sandbox) -> None:
    dice = random.Random(int(os.environ.get("SEED", "5")))
    stages = _stages(program, sandbox)
    expected = {**comparable(program.folder / "out" / "latest"), "copy": _copy_of(program.folder)}
    wrong, named = [], 0
    for number in range(FLIPS):
        stage = stages[number % len(stages)]
        shutil.rmtree(program.folder)
        shutil.copytree(stage.folder, program.folder, symlinks=True)
        flip = _flip(program.folder / dice.choice(stage.files), dice)
        ended = program.run(*stage.command)
        named += ended.code == 2
        if fault := _judge(ended, program, expected):
            wrong.append(f"{stage.folder.name} {flip}: {fault}\n{ended.stderr}")
    assert not wrong, f"{len(wrong)} of {FLIPS}\n" + "\n".join(wrong)
    logging.getLogger(__name__).info("%d flips: %d named, %d without effect", FLIPS, named, FLIPS - named)


Remove = Callable[[Path], None]


@pytest.mark.parametrize("remove", [Path.unlink, lambda path: path.rename(path.with_name("elsewhere"))])
def test_a_ledger_that_is_removed_in_mid_run_is_told_before_it_is_called_complete(
    program: Program, sandbox: Sandbox, remove: Remove
) -> None:
    process = program.start(*RUN, "--rate", "20")
    wait_until_asked(sandbox, 10)
    [ledger] = (program.folder / "out" / "runs").glob("*/ledger.sqlite3")
    remove(ledger)
    ended = process.ended()
    assert ended.code == 2, ended.stderr
    assert "ledger.sqlite3 is gone" in ended.stderr
    assert not (program.folder / "out" / "latest").exists()
