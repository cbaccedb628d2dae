"""With --log-format json every line of standard error is one event of one run, whatever happens."""

import json
import re
import signal
from typing import Any

import pytest
from support.lists import some_identifiers, write_list
from support.program import Ended, Program, wait_until_asked, wait_until_said
from support.terminal import run_at_terminal

from batch.jobs.run import job
from batch.sandbox import Fault, FaultKind, Faults, Sandbox

AS_JSON = ("--log-format", "json")


@pytest.fixture
def listed(program: Program) -> Program:
    write_list(program.folder / "people.csv", some_identifiers(4))
    return program


def events(ended: Ended) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in ended.stderr.splitlines()]
    for each in found:
        assert each.keys() >= {"event", "level", "timestamp", "run_id"}
    return found


def test_a_run_begins_and_ends(listed: Program) -> None:
    first, *_, last = events(listed.run("run", "people.csv", *AS_JSON))
    (folder,) = (listed.folder / "out" / "runs").iterdir()
    assert (first["event"], last["event"]) == ("run begins", "run ended")
    assert first["run_id"] == last["run_id"] == folder.name
    assert (first["environment"], first["inputs"][0]["name"]) == ("sandbox", "people.csv")
    assert (last["exit_code"], last["identifiers"], last["level"]) == (0, 4, "info")
    assert sum(last["outcomes"].values()) == 4
    assert last["seconds"] > 0
    assert last["certificate_days"] > 100
    assert last["changes"] is None
    again = events(listed.run("run", "people.csv", *AS_JSON))[-1]
    assert again["changes"] == {}


def test_what_happens_in_between_has_the_run_too(listed: Program, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, first_asks=1),))
    ended = listed.run("run", "people.csv", *AS_JSON, "-v", "--backoff-seconds", "0.01")
    of_run = {each["run_id"] for each in events(ended) if each["logger"] == "batch.lookup.pool"}
    assert len(of_run) == 1
    assert of_run != {None}


@pytest.mark.parametrize(
    ("command", "code", "event"),
    [
        (("run", "people.csv", "--nonsense"), 2, "run ended"),
        (("run", "none.csv"), 2, "run ended"),
        (("plan", "none.csv"), 2, "plan ended"),
        (("run", "people.csv", "--rate", "fast"), 2, "run ended"),
        (("nonsense",), 2, "nonsense ended"),
        (("sandbox", "--nonsense"), 2, "sandbox ended"),
        (("sandbox", "--port", "99999999"), 2, "sandbox ended"),
        (("config",), 0, "config ended"),
        (("slow",), 0, "slow ended"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_errors_are_events(listed: Program, command: tuple[str, ...], code: int, event: str) -> None:
    ended = Program(listed.folder, {**listed.environment, "EKTEPAKT_LOG_FORMAT": "json"}).run(*command)
    last = events(ended)[-1]
    assert (ended.code, last["event"], last["exit_code"]) == (code, event, code)
    assert bool(last.get("error")) == bool(code)


def test_a_file_that_names_the_format_is_heard_even_where_it_is_wrong(listed: Program) -> None:
    (listed.folder / "ektepakt-batch.toml").write_text('log_format = "json"\nrate = "fast"\n')
    ended = listed.run("run", "people.csv")
    assert (ended.code, events(ended)[-1]["exit_code"]) == (2, 2)
    assert events(listed.run("run", "--nonsense"))[-1]["exit_code"] == 2


def test_a_note_about_the_settings_is_an_event(listed: Program) -> None:
    (listed.folder / ".env").write_text("HTTPS_PROXY=http://127.0.0.1:9\n")
    first = events(listed.run("run", "people.csv", *AS_JSON))[0]
    assert "HTTPS_PROXY is not read from a file" in first["event"]


def test_a_defect_is_one_event_with_its_traceback(listed: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_of: object, **_with: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(job, "close", broken)
    ended = listed.run("run", "people.csv", *AS_JSON, "--json")
    last = events(ended)[-1]
    assert (last["exit_code"], last["event"]) == (70, "run ended")
    assert "job.py" in last["exception"]
    assert json.loads(ended.stdout)["exit_code"] == 70


def test_a_process_that_is_stopped_twice_says_only_events(listed: Program, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=30.0),))
    process = listed.start("run", "people.csv", *AS_JSON, "--json", "--timeout-seconds", "60")
    wait_until_asked(sandbox, 1)
    process.send_signal(signal.SIGINT)
    wait_until_said(process, "stopping after what is in flight")
    process.send_signal(signal.SIGINT)
    ended = process.ended()
    assert ended.code == 75
    assert [each["event"] for each in events(ended)][-1] == "run ended"
    assert json.loads(ended.stdout)["exit_code"] == 75


def test_the_question_before_production_is_an_event_too(listed: Program) -> None:
    _, shown = run_at_terminal(
        *("run", "people.csv", "--env", "prod", "--limit", "1", *AS_JSON),
        folder=listed.folder,
        environment=listed.environment,
        question="[y/N]",
        answer="n\n",
    )
    lines = [line for line in shown.replace("\r", "").splitlines() if line.startswith("{")]
    assert [json.loads(line)["level"] for line in lines if "Go on?" in line] in ([], ["question"])
    assert not re.search("^Go on", shown, re.MULTILINE)


def test_a_standard_output_that_is_full_is_told_once(listed: Program) -> None:
    ended = listed.run_in_shell("run people.csv --json --log-format json > /dev/full")
    ended_events = [each for each in events(ended) if each["event"] == "run ended"]
    assert [(each["exit_code"], "standard output" in each["error"]) for each in ended_events] == [(2, True)]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("run", "wrong.csv"), 3),
        (("plan", "wrong.csv"), 3),
        (("doctor", "--fnr", "1"), 2),
        (("compare",), 2),
        (("config", "--rate", "fast"), 2),
        (("slow", "add", "1"), 2),
        (("retry", "none"), 2),
        (("run",), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_json_on_standard_output_says_what_is_wrong_whatever_the_command(
    listed: Program, command: tuple[str, ...], code: int
) -> None:
    write_list(listed.folder / "wrong.csv", [*some_identifiers(3), "12345"])
    ended = listed.run(*command, "--json")
    result = json.loads(ended.stdout)
    assert (ended.code, result["exit_code"]) == (code, code)
    assert result["error"]["what"]
    assert result["remedy"] == result["error"]["remedy"] is not None
