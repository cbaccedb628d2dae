"""With -q a command is silent when all is well, and says what is wrong in one line on standard error."""

import json
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.lists import some_identifiers, write_list
from support.program import Program, wait_until_asked

from batch.errors import InputError
from batch.export import annotate as annotating
from batch.jobs.run import job
from batch.sandbox import Fault, FaultKind, Faults, Party, Sandbox


@pytest.fixture
def listed(program: Program) -> Program:
    write_list(program.folder / "people.csv", some_identifiers(3))
    return program


@pytest.mark.parametrize(
    "command", [("run", "people.csv"), ("plan", "people.csv"), ("doctor",), ("config",), ("slow",)], ids=" ".join
)
def test_nothing_is_said_when_all_is_well(listed: Program, command: tuple[str, ...]) -> None:
    ended = listed.run(*command, "-q")
    assert (ended.code, ended.stdout, ended.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        (("run", "people.csv", "--nonsense"), 2, ["--nonsense", "run --help"]),
        (("run", "people.csv", "--env", "moon"), 2, ["--env"]),
        (("run", "none.csv"), 2, ["none.csv"]),
        (("run", "wrong.csv"), 3, ["1 of 4 identifiers", "invalid_id 1", "--max-errors 0", "report.html"]),
        (("plan", "wrong.csv"), 3, ["1 identifier", "--max-errors 0"]),
        (("retry", "no-such-run"), 2, ["no-such-run"]),
        (("compare",), 2, ["two complete runs"]),
        (("nonsense",), 2, ["No such command"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_is_wrong_is_one_line(listed: Program, command: tuple[str, ...], code: int, words: list[str]) -> None:
    write_list(listed.folder / "wrong.csv", [*some_identifiers(3), "12345"])
    listed.run("run", "people.csv", "--limit", "1")
    ended = listed.run(*command, "-q")
    (line,) = ended.stderr.splitlines()
    assert (ended.code, ended.stdout) == (code, "")
    assert line.startswith("ektepakt-batch: ")
    assert f"exit code {code}; " in line
    assert not [word for word in words if word not in line], line


def test_the_environment_is_named_also_where_the_settings_are_wrong(listed: Program) -> None:
    (listed.folder / "ektepakt-batch.toml").write_text('env = "prod"\nrate = "fast"\n')
    (line,) = listed.run("run", "people.csv", "-q").stderr.splitlines()
    assert line.startswith("ektepakt-batch: prod: exit code 2; ")


def test_a_shut_door_is_one_line_with_counts_and_the_report(listed: Program, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.AGREEMENT_WITHDRAWN),))
    ended = listed.run("run", "people.csv", "-q")
    (line,) = ended.stderr.splitlines()
    [folder] = (listed.folder / "out" / "runs").iterdir()
    assert (ended.code, ended.stdout) == (4, "")
    assert "sandbox: exit code 4; " in line
    assert "3 identifiers: not_run 3 (--max-errors 0)" in line
    assert line.endswith(f"; {folder / 'report.html'}")


def test_a_held_folder_is_one_line(listed: Program, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=5.0),))
    process = listed.start("run", "people.csv", "--concurrency", "1", "-q", "--timeout-seconds", "30")
    wait_until_asked(sandbox, 1)
    held = listed.run("run", "people.csv", "-q")
    process.send_signal(signal.SIGTERM)
    ended = process.ended()
    for each in (held, ended):
        (line,) = each.stderr.splitlines()
        assert (each.code, each.stdout) == (75, "")
        assert line.startswith("ektepakt-batch: sandbox: exit code 75; ")
    assert f"process {process.pid}" in held.stderr
    assert "stopped early" in ended.stderr


def test_a_defect_is_one_line_with_its_place(listed: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_of: object, **_with: object) -> None:
        raise ZeroDivisionError("about Kari Nordmann")

    monkeypatch.setattr(job, "close", broken)
    ended = listed.run("run", "people.csv", "-q")
    (line,) = ended.stderr.splitlines()
    assert ended.code == 70
    assert "ZeroDivisionError at jobs/run/job.py:" in line
    assert "Kari" not in line


def test_a_copy_that_is_missing_is_said_although_all_is_answered(
    listed: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_of: object) -> None:
        raise InputError("it was changed while the run went on")

    monkeypatch.setattr(annotating, "copy_input", fail)
    ended = listed.run("run", "people.csv", "-q")
    (line,) = ended.stderr.splitlines()
    assert (ended.code, ended.stdout) == (0, "")
    assert "act soon: no annotated copy of people.csv" in line


@pytest.mark.parametrize(("days", "is_said"), [(340, True), (330, False), (200, False)])
def test_a_key_that_ends_within_thirty_days_is_said(
    listed: Program, sandbox: Sandbox, days: int, *, is_said: bool
) -> None:
    registered = (datetime.now(UTC) - timedelta(days=days)).date()
    settings = {
        **listed.environment,
        "EKTEPAKT_KEY_REGISTERED_ON": f"{registered}",
        **sandbox.settings_of(Party.REGISTERED_KEY),
    }
    for command in (("run", "people.csv"), ("doctor",), ("plan", "people.csv")):
        ended = Program(listed.folder, settings).run(*command, "-q")
        assert (ended.code, ended.stdout) == (0, ""), ended.stderr
        assert ("act soon: the key was registered" in ended.stderr) == is_said
        assert len(ended.stderr.splitlines()) == is_said


@pytest.mark.parametrize("command", [("run", "people.csv"), ("run", "none.csv"), ("run", "people.csv", "--nonsense")])
def test_together_with_both_kinds_of_json(listed: Program, command: tuple[str, ...]) -> None:
    ended = listed.run(*command, "-q", "--json", "--log-format", "json")
    result = json.loads(ended.stdout)
    if ended.code == 0:
        assert (ended.stderr, "exit_code" in result) == ("", False)
        return
    event = json.loads(ended.stderr)
    assert (event["event"], event["exit_code"], event["error"]) == ("run ended", 2, result["error"]["what"])
    assert (result["exit_code"], result["remedy"]) == (2, event["remedy"])


def test_make_nightly_is_quiet(samples: Path) -> None:
    (recipe,) = [line for line in (samples.parent / "Makefile").read_text("utf-8").splitlines() if "--env prod" in line]
    assert recipe.startswith("\t@")
    assert " -q " in recipe
