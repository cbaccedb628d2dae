"""OUT/audit.jsonl: who had the register asked, when, where and why; never about whom."""

import json
import os
import pwd
from pathlib import Path
from typing import Any

import pytest
from support.broken_at import kill_at
from support.lists import some_identifiers, write_list
from support.program import Program, wait_until_asked

from batch.errors import LedgerError
from batch.identity import Identity
from batch.jobs.doctor import examination
from batch.sandbox import Fault, FaultKind, Faults, Sandbox

PEOPLE = some_identifiers(12)
RUN = ("run", "people.csv")


@pytest.fixture
def listed(program: Program) -> Program:
    write_list(program.folder / "people.csv", PEOPLE)
    return program


def audit(program: Program) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (program.folder / "out" / "audit.jsonl").read_text("utf-8").splitlines()]


def as_production(program: Program) -> tuple[str, ...]:
    """Have the sandbox stand in for production, whose guard lets no synthetic identifier through: nobody is asked."""
    program.environment.pop("EKTEPAKT_ENV", None)
    return ("--env", "prod", "--max-errors", "100%")


def test_a_run_is_noted_before_and_after_with_all_but_identifiers(listed: Program) -> None:
    ended = listed.run(*RUN, "--purpose", f"control of {PEOPLE[0]}")
    assert ended.code == 0
    begun, over = audit(listed)
    run_id = (listed.folder / "out" / "latest").resolve().name
    assert (begun["event"], begun["exit_code"], begun["ended_at"]) == ("begins", None, None)
    assert (over["event"], over["exit_code"], over["identifiers_asked"]) == ("ended", 0, len(PEOPLE))
    assert over["began_at"] == begun["began_at"] <= over["ended_at"]
    assert over["runs"] == [run_id]
    assert (over["user"], over["uid"]) == (pwd.getpwuid(os.getuid()).pw_name, os.getuid())
    assert (over["command"], over["environment"], over["purpose"]) == ("run", "sandbox", "control of ***")
    path = listed.folder / "out" / "audit.jsonl"
    assert path.stat().st_mode & 0o777 == 0o600
    assert not [fnr for fnr in PEOPLE if fnr in path.read_text("utf-8")]


def test_a_retry_counts_its_own_and_the_exit_code_is_that_of_the_command(listed: Program, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, only=(PEOPLE[3],)),))
    code = listed.run(*RUN, "--attempts", "1").code
    sandbox.reset()
    assert listed.run("retry").code == 0
    ends = [each for each in audit(listed) if each["event"] == "ended"]
    assert [(each["command"], each["identifiers_asked"], each["exit_code"]) for each in ends] == [
        ("run", len(PEOPLE), code),
        ("retry", 1, 0),
    ]


def test_it_outlives_the_runs_and_their_purge_is_noted(listed: Program) -> None:
    assert listed.run(*RUN).code == 0
    name = (listed.folder / "out" / "latest").resolve().name
    assert listed.run("runs", "forget", name).code == 0
    assert listed.run("runs", "purge", name, "--yes", "--purpose", "storage limitation").code == 0
    assert not list((listed.folder / "out" / "runs").iterdir())
    ends = [each for each in audit(listed) if each["event"] == "ended"]
    assert [(each["command"], each["runs"]) for each in ends] == [
        ("run", [name]),
        ("runs forget", [name]),
        ("runs purge", [name]),
    ]
    assert ends[-1]["purpose"] == "storage limitation"


def test_a_killed_command_has_its_beginning_and_a_stopped_one_its_end(listed: Program, sandbox: Sandbox) -> None:
    kill_at(listed, "batch.jobs.run.main_job", "Job.look_up", "before", *RUN)
    [begun] = audit(listed)
    assert begun["event"] == "begins"
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=0.2),))
    process = listed.start(*RUN, "--concurrency", "1")
    wait_until_asked(sandbox, 2)
    process.terminate()
    ended = process.ended()
    *_, over = audit(listed)
    assert (over["event"], over["exit_code"], ended.code) == ("ended", 75, 75)
    assert 0 < over["identifiers_asked"] < len(PEOPLE)


def test_a_torn_last_line_stays_alone(listed: Program) -> None:
    (listed.folder / "out").mkdir(mode=0o700)
    path = listed.folder / "out" / "audit.jsonl"
    path.write_text('{"event": "beg')
    assert listed.run(*RUN).code == 0
    torn, *whole = path.read_text("utf-8").splitlines()
    assert torn == '{"event": "beg'
    assert [json.loads(line)["event"] for line in whole] == ["begins", "ended"]


@pytest.mark.parametrize("obstacle", ["folder", "link", "pipe"])
def test_in_production_nobody_is_asked_about_without_it(listed: Program, sandbox: Sandbox, obstacle: str) -> None:
    (listed.folder / "out").mkdir(mode=0o700)
    path = listed.folder / "out" / "audit.jsonl"
    match obstacle:
        case "folder":
            path.mkdir()
        case "link":
            (listed.folder / "elsewhere").touch()
            path.symlink_to(listed.folder / "elsewhere")
        case _:
            os.mkfifo(path)
    ended = listed.run(*RUN, *as_production(listed))
    assert (ended.code, sandbox.memory.asks.total()) == (2, 0), ended.stderr
    assert f"can't note in out/{path.name} who asks" in ended.stderr
    assert "Traceback" not in ended.stderr
    tried = listed.run(*RUN)
    assert tried.code == 0, tried.stderr
    assert "nobody will know who asked" in tried.stderr


def test_in_production_it_is_noted_as_such(listed: Program) -> None:
    listed.run(*RUN, *as_production(listed))
    assert {each["environment"] for each in audit(listed)} == {"prod"}


def test_a_doctor_that_looks_somebody_up_is_noted(listed: Program, sandbox: Sandbox) -> None:
    assert listed.run("doctor", "people.csv", "--purpose", "monday").code == 0
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.AGREEMENT_WITHDRAWN),))
    assert listed.run("doctor", "people.csv").code == 4
    ends = [each for each in audit(listed) if each["event"] == "ended"]
    assert [(each["command"], each["identifiers_asked"], each["exit_code"], each["purpose"]) for each in ends] == [
        ("doctor", 1, 0, "monday"),
        ("doctor", 1, 4, None),
    ]
    path = listed.folder / "out" / "audit.jsonl"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert not [fnr for fnr in PEOPLE if fnr in path.read_text("utf-8")]


def test_the_audit_has_the_code_of_a_doctor_whose_last_check_fails(
    listed: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_of: object) -> None:
        raise LedgerError("no room", remedy="make room")

    monkeypatch.setattr(examination, "try_disk", full)
    code = listed.run("doctor", "people.csv").code
    assert audit(listed)[-1]["exit_code"] == code == 75


def test_in_production_a_doctor_asks_nobody_without_it(
    listed: Program, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examination, "_identity", lambda *_of: Identity.parse(PEOPLE[0], accepts_2032=False))
    (listed.folder / "out" / "audit.jsonl").mkdir(parents=True)
    ended = listed.run("doctor", "--fnr", PEOPLE[0], *as_production(listed)[:2])
    assert (ended.code, sandbox.memory.asks.total()) == (2, 0), ended.stderr
    assert "can't note in out/audit.jsonl who asks" in ended.stdout


def test_what_never_came_to_asking_is_not_noted(listed: Program, tmp_path: Path) -> None:
    assert listed.run("run", "nowhere.csv").code == 2
    assert listed.run("plan", "people.csv").code == 0
    assert not (tmp_path / "out" / "audit.jsonl").exists()
