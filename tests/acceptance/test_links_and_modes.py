"""What another user could have put under --out is not followed: it is named, and stays as it is."""

import json
import os
from contextlib import closing
from pathlib import Path

import pytest
from support.lists import some_identifiers, write_list
from support.program import Program
from support.share_stand_ins import StandIn, refusing

from batch.sandbox import Sandbox

RUN = ("run", "people.csv")


@pytest.fixture
def listed(program: Program) -> Program:
    write_list(program.folder / "people.csv", some_identifiers(4))
    return program


def out_with(listed: Program, mode: int = 0o700) -> Path:
    out = listed.folder / "out"
    out.mkdir()
    out.chmod(mode)
    return out


@pytest.mark.parametrize("name", [".lock", "slow.sqlite3", "slow.sqlite3-wal", "slow.sqlite3-journal"])
@pytest.mark.parametrize("kind", ["symlink", "dangling", "hard link", "pipe"])
def test_a_file_that_leads_elsewhere_is_refused_by_name(
    listed: Program, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory, name: str, kind: str
) -> None:
    out, victim = out_with(listed), tmp_path_factory.mktemp("elsewhere") / "victim"
    victim.write_bytes(b"mine")
    match kind:
        case "symlink":
            (out / name).symlink_to(victim)
        case "dangling":
            (out / name).symlink_to(victim.with_name("new"))
        case "hard link":
            (out / name).hardlink_to(victim)
        case _:
            os.mkfifo(out / name)
    ended = listed.run(*RUN, "-q")
    assert (ended.code, sandbox.memory.asks.total()) == (2, 0), ended.stderr
    assert f"{Path('out') / name} is " in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert victim.read_bytes() == b"mine"
    assert [each.name for each in victim.parent.iterdir()] == ["victim"]


@pytest.mark.parametrize("command", [RUN, ("plan", "people.csv"), ("retry",)], ids=["run", "plan", "retry"])
def test_a_link_in_place_of_the_runs_is_refused_by_name(
    listed: Program, tmp_path_factory: pytest.TempPathFactory, command: tuple[str, ...]
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (out_with(listed) / "runs").symlink_to(elsewhere)
    ended = listed.run(*command)
    assert ended.code == 2, ended.stderr
    assert "out/runs is a link" in ended.stderr + ended.stdout
    assert list(elsewhere.iterdir()) == []


def test_a_link_under_a_temporary_name_is_refused_by_name(listed: Program, tmp_path: Path) -> None:
    assert listed.run(*RUN, "--limit", "2").code == 0
    [folder] = (listed.folder / "out" / "runs").iterdir()
    (folder / ".errors.csv.part").symlink_to(listed.folder / "people.csv")
    before = (listed.folder / "people.csv").read_bytes()
    ended = listed.run("retry")
    assert ended.code == 2
    assert ".errors.csv.part is a link" in ended.stderr
    assert (listed.folder / "people.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("mode", "is_refused"), [(0o777, True), (0o757, True), (0o1777, False), (0o755, False), (0o700, False)]
)
def test_a_folder_that_others_may_write_in_is_refused_unless_it_is_sticky(
    listed: Program, sandbox: Sandbox, mode: int, *, is_refused: bool
) -> None:
    out = out_with(listed, mode)
    ended = listed.run(*RUN)
    assert ended.code == (2 if is_refused else 0), ended.stderr
    assert ("other users may write in out" in ended.stderr) is is_refused
    assert list(out.iterdir()) == [] if is_refused else (out / "latest").is_symlink()


def test_runs_that_others_may_write_in_are_refused_too(listed: Program) -> None:
    runs = out_with(listed, 0o1777) / "runs"
    runs.mkdir()
    runs.chmod(0o777)
    ended = listed.run(*RUN)
    assert ended.code == 2
    assert "other users may write in out/runs" in ended.stderr


def test_what_keeps_no_modes_is_warned_of_once(listed: Program, tmp_path_factory: pytest.TempPathFactory) -> None:
    """As on FAT, and on a share: a folder there is open to all, whatever is asked for."""
    listed.environment |= refusing("modes", "symlink", under=(listed.folder / "out").resolve())
    with closing(StandIn(tmp_path_factory.mktemp("stand_in"))) as stand_in:
        ended, doctor = stand_in.run(listed, *RUN), stand_in.run(listed, "doctor", "--json")
    assert ended.code == 0, ended.stderr
    assert ended.stderr.count("keeps no modes") == 1
    assert (listed.folder / "out" / "latest.txt").exists()
    assert doctor.code == 0, doctor.stderr
    [folder] = [check for check in json.loads(doctor.stdout)["checks"] if check["name"] == "output folder"]
    assert folder["verdict"] == "warning"
    assert "latest.txt" in folder["remedy"]
    assert "no modes" in folder["remedy"]
