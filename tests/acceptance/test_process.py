"""A command says the same as a process of its own, begun or forked, as when the tests call it within theirs."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.lists import some_identifiers, write_list
from support.program import Program
from support.warm_start import WarmProcess

COMMANDS = (
    ("plan", "people.csv", "--json"),
    ("doctor", "--json"),
    ("slow",),
    ("retry", "nothing-of-the-kind"),
    ("run", "none.csv", "--json"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=[command[0] for command in COMMANDS])
def test_it_is_the_same(program: Program, command: tuple[str, ...]) -> None:
    write_list(program.folder / "people.csv", some_identifiers(3))
    within = program.run(*command)
    for started in (program.start(*command), program.start_anew(*command)):
        ended = started.ended()
        assert (within.code, _still(within.stdout), within.stderr) == (ended.code, _still(ended.stdout), ended.stderr)


def test_a_process_that_was_forked_is_signalled_as_any_other(program: Program) -> None:
    started = program.start("sandbox")
    assert started.poll() is None
    os.kill(started.pid, signal.SIGKILL)
    assert started.ended().code == -signal.SIGKILL
    with pytest.raises(ProcessLookupError):
        os.kill(started.pid, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process is forked")
def test_a_process_that_was_forked_has_its_own_folder_and_environment_and_nothing_of_the_session(
    tmp_path: Path,
) -> None:
    code = "import json, os; print(json.dumps([os.getcwd(), dict(os.environ)]))"
    given = {"ONLY": "this"}
    with WarmProcess(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=given,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        warm=True,
    ) as process:
        told, _ = process.communicate()
    assert json.loads(told) == [str(tmp_path), given]


def test_a_command_within_the_tests_has_nothing_of_the_session_either(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_list(program.folder / "people.csv", some_identifiers(3))
    monkeypatch.setenv("EKTEPAKT_CONCURRENCY", "none")
    ended = program.run("plan", "people.csv")
    assert ended.code == 0, ended.stderr


def _still(text: str) -> str:
    """Leave out what is measured: room on the disk, seconds."""
    return re.sub(r"[0-9,.]+ (look-ups|s\b|ms\b)|\"free_megabytes\": [0-9]+", "so much", text)
