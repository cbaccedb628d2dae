"""`runs`, `runs show`, `runs purge` and `run --keep`: what lies under --out, and how it goes."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support.broken_at import kill_at
from support.lists import some_identifiers, write_list
from support.program import Ended, Program, wait_until_asked
from support.share_stand_ins import StandIn, refusing
from support.terminal import run_at_terminal

from batch.ledger.rows.checksums import checksum
from batch.sandbox import Fault, FaultKind, Faults, Sandbox

PEOPLE = some_identifiers(8)
LONG_AGO = "2020-01-01T00:00:00+00:00"
STOP = ("--max-requests", "3")


@pytest.fixture
def listed(program: Program) -> Program:
    write_list(program.folder / "people.csv", PEOPLE)
    return program


def run(program: Program, *flags: str | Path) -> str:
    """Run, and return the name of the run."""
    ended = program.run("run", "people.csv", "--json", *flags)
    assert ended.code in {0, 75}, ended.stderr
    name: str = json.loads(ended.stdout)["run_id"]
    return name


def runs_of(program: Program, *flags: str | Path) -> list[dict[str, Any]]:
    ended = program.run("runs", "--json", *flags)
    assert ended.code == 0, ended.stderr
    found: list[dict[str, Any]] = json.loads(ended.stdout)["runs"]
    return found


def names(program: Program) -> set[str]:
    return {each.name for each in (program.folder / "out" / "runs").iterdir()}


def grown_old(program: Program, *run_ids: str, ended_at: str = LONG_AGO) -> None:
    """Have runs ended years ago, or at another time, by what their ledgers and their files say."""
    for name in run_ids:
        path = program.folder / "out" / "runs" / name / "ledger.sqlite3"
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(
                "UPDATE run SET value = ?, checksum = ? WHERE key = 'completed_at'",
                (ended_at, checksum("completed_at", ended_at)),
            )
        os.utime(path, (0, 0))


def purge(program: Program, *arguments: str | Path) -> Ended:
    return program.run("runs", "purge", *arguments)


def test_runs_are_listed_newest_first_with_what_came_of_them(listed: Program) -> None:
    complete, stopped = run(listed), run(listed, *STOP)
    found = runs_of(listed)
    assert [each["run_id"] for each in found] == sorted([complete, stopped], reverse=True)
    by_name = {each["run_id"]: each for each in found}
    over = by_name[complete]
    assert (over["state"], over["is_latest"], over["environment"], over["inputs"]) == (
        "complete",
        True,
        "sandbox",
        ["people.csv"],
    )
    assert (over["identifiers"], over["errors"], over["pending"]) == (len(PEOPLE), 0, 0)
    assert over["hits"] == len(PEOPLE) - _count(listed, complete, "empty")
    folder = listed.folder / over["folder"]
    assert over["bytes"] == sum(each.stat().st_size for each in folder.iterdir())
    assert (by_name[stopped]["state"], by_name[stopped]["is_latest"]) == ("stopped", False)
    assert 0 < by_name[stopped]["pending"] < len(PEOPLE)
    said = listed.run("runs").stdout
    assert f"{complete}  sandbox complete latest" in said
    assert "2 runs under out" in said
    assert not [fnr for fnr in PEOPLE if fnr in said]


def _count(program: Program, name: str, outcome: str) -> int:
    shown = json.loads(program.run("runs", "show", name, "--json").stdout)
    count: int = shown["outcomes"].get(outcome, {"identifiers": 0})["identifiers"]
    return count


def test_a_folder_without_runs_and_one_that_is_not_there_have_none(listed: Program) -> None:
    assert runs_of(listed) == []
    (listed.folder / "out" / "runs" / "of somebody else").mkdir(parents=True, mode=0o700)
    assert runs_of(listed) == []
    assert not (listed.folder / "out" / ".lock").exists(), "a list changes nothing"
    assert listed.run("runs", "--out", "people.csv").code == 2


def test_one_run_is_shown_by_its_name_or_as_the_latest(listed: Program) -> None:
    name = run(listed)
    shown = json.loads(listed.run("runs", "show", "latest", "--json").stdout)
    assert (shown["run_id"], shown["settings"]["env"]) == (name, "sandbox")
    assert {"oppslag.csv", "ledger.sqlite3"} <= shown["files"].keys()
    assert f"Folder: out/runs/{name}" in listed.run("runs", "show", name).stdout
    unknown = listed.run("runs", "show", "yesterday")
    assert (unknown.code, len(unknown.stderr.splitlines())) == (2, 1)


def test_old_complete_runs_go_and_the_latest_and_stopped_ones_stay(listed: Program) -> None:
    first, second, stopped = run(listed), run(listed), run(listed, *STOP)
    young = run(listed, "--limit", "3")
    grown_old(listed, first, second, stopped, young)
    ended = purge(listed, "--older-than", "30d", "--yes")
    assert ended.code == 0, ended.stderr
    assert names(listed) == {stopped, young}
    assert f"Run {stopped} is left: it can go on with 5 pending identifiers" in ended.stdout
    assert f"Run {young} is left: it is the latest" in ended.stdout
    assert not (listed.folder / "out" / ".deleted").exists()
    assert purge(listed, "--older-than", "30d", "--stopped", "--yes").code == 0
    assert names(listed) == {young}


def test_nothing_that_is_young_goes_and_nothing_without_being_told_to(listed: Program) -> None:
    old, _ = run(listed), run(listed)
    assert purge(listed).code == 2
    assert purge(listed, "--older-than", "soon").code == 2
    assert "No run was deleted." in purge(listed, "--older-than", "30d", "--yes").stdout
    grown_old(listed, old)
    refused = purge(listed, "--older-than", "30d")
    assert refused.code == 2
    assert old in refused.stderr
    assert "--yes" in refused.stderr
    assert len(names(listed)) == 2


@pytest.mark.parametrize(("answer", "code", "left"), [("y\n", 0, 1), ("n\n", 75, 2)])
def test_on_a_terminal_it_says_what_goes_and_asks(listed: Program, answer: str, code: int, left: int) -> None:
    old, _ = run(listed), run(listed)
    grown_old(listed, old)
    ended, shown = run_at_terminal(
        *("runs", "purge", "--older-than", "30d"),
        folder=listed.folder,
        environment=listed.environment,
        question="for good",
        answer=answer,
    )
    assert ended == code, shown
    assert shown.index(old) < shown.index("Delete 1 run for good")
    assert len(names(listed)) == left


def test_the_latest_goes_when_it_is_named_and_the_one_before_takes_its_place(listed: Program) -> None:
    first, second = run(listed), run(listed)
    assert purge(listed, second, "--yes").code == 0
    assert (listed.folder / "out" / "latest").resolve().name == first
    ended = purge(listed, first, "--yes")
    assert "is the last complete one of its inputs" in ended.stdout
    assert not os.path.lexists(listed.folder / "out" / "latest")
    assert listed.run("run", "people.csv").code == 0


def test_what_other_commands_need_of_it_is_told_before_it_goes(listed: Program) -> None:
    name, _ = run(listed), run(listed)
    listed.environment |= {"EKTEPAKT_MAX_AGE": "7d", "EKTEPAKT_COMPARE_WITH": name}
    refused = purge(listed, name)
    assert f"Run {name} is the one that --compare-with names." in refused.stderr
    assert f"Run {name} has answers that --max-age 7d would take over." in refused.stderr
    assert name in names(listed)


def test_a_run_under_a_state_goes_with_its_ledger_and_nothing_else_does(listed: Program) -> None:
    name = run(listed, "--state", "state")
    [ledger] = (listed.folder / "state").rglob("ledger.sqlite3")
    beside = ledger.parent.parent.parent / "slow.sqlite3"
    other = run(listed, "--state", "other")
    assert purge(listed, name, other, "--yes", "--state", "state").code == 0, "relative, as it was given before"
    assert not ledger.parent.exists()
    assert beside.exists()
    assert not list(listed.folder.rglob("ledger.sqlite3"))


def test_a_manifest_that_names_a_foreign_file_deletes_nothing_there(listed: Program) -> None:
    name = run(listed, "--state", "state")
    [ledger] = (listed.folder / "state").rglob("ledger.sqlite3")
    foreign = listed.folder / "mine" / "x" / "y" / "ledger.sqlite3"
    foreign.parent.mkdir(parents=True)
    shutil.copy(ledger, foreign)
    path = listed.folder / "out" / "runs" / name / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"ledger": str(foreign)}), "utf-8")
    purge(listed, name, "--yes")
    assert foreign.exists()
    assert ledger.exists()


def test_what_is_no_run_of_ours_and_what_a_link_leads_to_stay(listed: Program) -> None:
    name, latest = run(listed), run(listed)
    runs = listed.folder / "out" / "runs"
    grown_old(listed, name)
    copied = runs / "20200101T000000Z-ffffffff"
    shutil.copytree(runs / name, copied)
    (runs / "notes").mkdir()
    (listed.folder / "elsewhere").mkdir()
    (listed.folder / "elsewhere" / "precious").touch()
    (runs / "20200101T000000Z-0123abcd").symlink_to(listed.folder / "elsewhere")
    (runs / name / "linked").symlink_to(listed.folder / "elsewhere")
    assert purge(listed, "--older-than", "30d", "--yes").code == 0
    assert names(listed) == {latest, copied.name, "notes", "20200101T000000Z-0123abcd"}
    assert (listed.folder / "elsewhere" / "precious").exists()


def test_a_damaged_run_is_listed_and_left(listed: Program) -> None:
    name, _ = run(listed), run(listed)
    path = listed.folder / "out" / "runs" / name / "ledger.sqlite3"
    path.write_bytes(b"no database at all" * 100)
    os.utime(path, (0, 0))
    assert {each["run_id"]: each["state"] for each in runs_of(listed)}[name] == "damaged"
    ended = purge(listed, "--older-than", "30d", "--stopped", "--yes")
    assert ended.code == 0
    assert f"Run {name} is left: it can't be told what it is" in ended.stdout
    assert name in names(listed)


@pytest.mark.parametrize("left", [None, b""], ids=["gone", "emptied"])
def test_a_complete_run_without_its_ledger_is_told_of_and_keeps_no_night_from_its_run(
    listed: Program, left: bytes | None
) -> None:
    name = run(listed)
    path = listed.folder / "out" / "runs" / name / "ledger.sqlite3"
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    ended = listed.run("run", "people.csv")
    assert ended.code == 0, ended.stderr
    assert f"an earlier run is passed over: {path.relative_to(listed.folder)} is gone or empty" in ended.stderr
    assert {each["run_id"]: each["state"] for each in runs_of(listed)}[name] == "damaged"
    assert len(runs_of(listed)) == 2


def test_a_stopped_run_without_its_ledger_is_not_begun_anew_unasked(listed: Program) -> None:
    path = listed.folder / "out" / "runs" / run(listed, *STOP) / "ledger.sqlite3"
    path.unlink()
    assert listed.run("run", "people.csv").code == 2


@pytest.mark.parametrize(
    "moment",
    [
        ("batch.ledger.deletion", "_delete", "before"),
        ("batch.ledger.deletion", "rmtree", "before"),
        ("batch.ledger.deletion", "rmtree", "after"),
    ],
    ids=lambda moment: f"{moment[2]} {moment[1]}",
)
def test_a_killed_purge_leaves_whole_runs_and_is_finished_by_the_next(
    listed: Program, moment: tuple[str, str, str]
) -> None:
    old, other = run(listed, "--state", "state"), run(listed, "--state", "state")
    latest = run(listed, "--state", "state")
    kill_at(listed, *moment, "runs", "purge", old, other, "--yes")
    found = runs_of(listed)
    assert len(found) == 2
    assert {each["state"] for each in found} == {"complete"}
    [left] = {old, other} & names(listed)
    assert purge(listed, left, "--yes").code == 0
    assert names(listed) == {latest}
    assert not (listed.folder / "out" / ".deleted").exists()
    assert [each.parent.name for each in (listed.folder / "state").rglob("ledger.sqlite3")] == [latest]


def test_keep_deletes_older_complete_runs_of_the_same_inputs_alone(listed: Program) -> None:
    write_list(listed.folder / "others.csv", PEOPLE[:3])
    assert listed.run("run", "others.csv").code == 0
    [others] = names(listed)
    old, older, sample = run(listed), run(listed), run(listed, "--sample", "2")
    new = run(listed, "--keep", "1")
    assert names(listed) == {others, sample, new}
    assert {old, older}.isdisjoint(names(listed))


def test_keep_keeps_the_run_itself_though_the_clock_was_ahead_in_an_earlier_one(listed: Program) -> None:
    earlier = run(listed)
    grown_old(listed, earlier, ended_at="2999-01-01T00:00:00+00:00")
    assert names(listed) == {earlier}
    new = run(listed, "--keep", "1")
    assert names(listed) == {new}


def test_what_people_changed_is_told_by_purge_and_left_by_keep(listed: Program) -> None:
    old = run(listed)
    copy = listed.folder / "out" / "runs" / old / "people-ektepakt-SANDBOX.csv"
    copy.write_text(f"{copy.read_text('utf-8')}\n", "utf-8")
    kept = listed.run("run", "people.csv", "--keep", "1")
    assert (kept.code, old in names(listed)) == (0, True)
    assert "1 file of people" in kept.stderr
    assert f"Run {old} holds 1 file that people changed, or put there." in purge(listed, old, "--yes").stdout
    assert old not in names(listed)


def test_keep_leaves_all_while_the_run_itself_is_not_complete(listed: Program) -> None:
    old = run(listed)
    stopped = run(listed, "--keep", "1", *STOP)
    assert names(listed) == {old, stopped}
    assert run(listed, "--keep", "1") == stopped
    assert names(listed) == {stopped}


def test_keep_says_what_max_age_will_miss(listed: Program) -> None:
    old = run(listed)
    ended = listed.run("run", "people.csv", "--keep", "1", "--max-age", "7d")
    assert ended.code == 0
    assert f"Run {old} has answers that --max-age 7d would take over." in ended.stderr


def test_while_a_run_holds_the_folder_each_of_them_is_one_sentence(listed: Program, sandbox: Sandbox) -> None:
    name = run(listed)
    asked = sandbox.memory.asks.total()
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=1.0),))
    process = listed.start("run", "people.csv", "--concurrency", "1")
    wait_until_asked(sandbox, asked + 1)
    for command in (("runs",), ("runs", "show", name), ("runs", "purge", name, "--yes"), ("runs", "forget", name)):
        ended = listed.run(*command)
        assert (ended.code, len(ended.stderr.splitlines())) == (75, 1), ended.stderr
        assert "another run is using out" in ended.stderr
    process.kill()
    process.ended()
    assert name in names(listed)


def test_without_locks_each_of_them_is_one_sentence(listed: Program, tmp_path_factory: pytest.TempPathFactory) -> None:
    name = run(listed)
    listed.environment |= refusing("flock", under=(listed.folder / "out").resolve())
    with closing(StandIn(tmp_path_factory.mktemp("stand_in"))) as stand_in:
        for command in (("runs",), ("runs", "purge", name, "--yes"), ("runs", "forget", name)):
            ended = stand_in.run(listed, *command)
            assert (ended.code, len(ended.stderr.splitlines())) == (2, 1), ended.stderr
            assert "--state DIR" in ended.stderr
    assert name in names(listed)


def as_others(program: Program, *arguments: str) -> Ended:
    """Run it as a user to whom modes apply, as they do not to root."""
    without = [] if os.geteuid() else ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    if without and shutil.which(without[0]) is None:
        pytest.skip("root may write anywhere, and no setpriv is here to take that away")
    ended = subprocess.run(
        [*without, sys.executable, "-m", "batch", *arguments],
        cwd=program.folder,
        env=program.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return Ended(code=ended.returncode, stdout=ended.stdout, stderr=ended.stderr)


def test_in_a_folder_that_can_only_be_read_runs_are_listed_and_not_deleted(listed: Program) -> None:
    name, out = run(listed), listed.folder / "out"
    out.chmod(0o500)
    assert name in as_others(listed, "runs").stdout
    for command in (("runs", "purge", name, "--yes"), ("runs", "forget", name)):
        ended = as_others(listed, *command)
        assert (ended.code, len(ended.stderr.splitlines())) == (2, 1), ended.stderr
        assert "can't write in out" in ended.stderr
    out.chmod(0o700)
    (out / "runs").chmod(0o500)
    ended = as_others(listed, "runs", "purge", name, "--yes")
    (out / "runs").chmod(0o700)
    assert (ended.code, len(ended.stderr.splitlines())) == (2, 1), ended.stderr
    assert (out / "latest").resolve().name == name, "what stays is the latest still"
