"""Signals: stop after what is in flight, or leave at once; the same command goes on."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import comparable, manifest, read_csv
from support.program import Program, Started, wait_until, wait_until_asked, wait_until_said

from batch.sandbox import Fault, FaultKind, Faults, Sandbox
from batch.sandbox.trouble.faults import FaultPlace

IDENTIFIERS = 200
UNHURRIED = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=0.1),))
COMMAND = ("run", "people.csv", "--concurrency", "4")
FOR_EVER = 3600
"""Seconds that no test waits: a program that does is killed, and the test fails."""


@pytest.fixture
def unhurried(program: Program, sandbox: Sandbox) -> Program:
    write_list(program.folder / "people.csv", some_identifiers(IDENTIFIERS))
    sandbox.faults = UNHURRIED
    return program


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_finishes_what_is_in_flight_and_exports_what_there_is(
    unhurried: Program, sandbox: Sandbox, number: signal.Signals
) -> None:
    process = unhurried.start(*COMMAND)
    wait_until_asked(sandbox, 20)
    process.send_signal(number)
    ended = process.ended()
    assert ended.code == 75, ended.stderr
    assert "run the same command again" in ended.stdout
    [folder] = (unhurried.folder / "out" / "runs").iterdir()
    rows = read_csv(folder / "oppslag.csv")
    answered = {row["fnr"] for row in rows if row["outcome"] in {"found", "empty"}}
    assert answered == set(sandbox.memory.asks)
    assert {row["outcome"] for row in rows if row["fnr"] not in answered} == {"not_run"}
    assert manifest(folder)["is_complete"] is False
    assert not (unhurried.folder / "out" / "latest").exists()


def test_a_stopped_run_goes_on_and_ends_as_if_nothing_had_been(unhurried: Program, sandbox: Sandbox) -> None:
    sandbox.faults = Faults()
    unhurried.run(*COMMAND, "--out", "undisturbed")
    sandbox.reset()
    sandbox.faults = UNHURRIED
    process = unhurried.start(*COMMAND)
    wait_until_asked(sandbox, 20)
    process.send_signal(signal.SIGINT)
    assert process.ended().code == 75
    sandbox.faults = Faults()
    ended = unhurried.run(*COMMAND)
    assert ended.code == 0, ended.stderr
    assert " continues;" in ended.stderr
    assert max(sandbox.memory.asks.values()) == 1
    assert comparable(unhurried.folder / "out/latest") == comparable(unhurried.folder / "undisturbed/latest")


def test_a_second_signal_leaves_at_once_and_loses_no_answer_that_arrived(unhurried: Program, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=FOR_EVER, from_request=21),))
    patient = {**sandbox.settings, "EKTEPAKT_FIRST_BYTE_TIMEOUT_SECONDS": f"{FOR_EVER}"}
    process = Program(unhurried.folder, patient).start(*COMMAND, "--timeout-seconds", f"{FOR_EVER}")
    wait_until_asked(sandbox, 24)
    process.send_signal(signal.SIGINT)
    wait_until_said(process, "stopping after what is in flight")
    process.send_signal(signal.SIGINT)
    ended = process.ended()
    assert ended.code == 75, ended.stderr
    assert "Traceback" not in ended.stderr
    sandbox.reset()
    assert unhurried.run(*COMMAND).code == 0
    assert sandbox.memory.asks.total() == IDENTIFIERS - 20


def test_a_second_run_in_the_same_folder_is_told_who_holds_it(unhurried: Program, sandbox: Sandbox) -> None:
    process = unhurried.start(*COMMAND)
    wait_until_asked(sandbox, 4)
    process.send_signal(signal.SIGSTOP)
    ended = unhurried.run(*COMMAND)
    sandbox.faults = Faults()
    process.send_signal(signal.SIGCONT)
    assert ended.code == 75
    assert f"process {process.pid} since" in ended.stderr
    assert process.ended().code == 0


def test_the_embedded_register_ends_with_a_killed_run(tmp_path: Path) -> None:
    write_list(tmp_path / "people.csv", some_identifiers(IDENTIFIERS))
    program = Program(tmp_path)
    process = program.start("run", "people.csv", "--concurrency", "1")
    child = _child_of(process)
    process.kill()
    process.ended()
    wait_until(lambda: not _lives(child))


def _child_of(process: Started) -> int:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    wait_until(children.read_text)
    return int(children.read_text().split()[0])


def _lives(process_id: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process_id}/stat").read_text().split()[2]
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_stop_is_heard_while_maskinporten_is_away(unhurried: Program, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.BAD_GATEWAY, at=FaultPlace.TOKEN),))
    process = unhurried.start(*COMMAND, "--patience-seconds", f"{FOR_EVER}")
    wait_until(lambda: sandbox.memory.token_requests >= 2)
    process.send_signal(signal.SIGINT)
    assert process.ended().code == 75
    [folder] = (unhurried.folder / "out" / "runs").iterdir()
    assert {row["outcome"] for row in read_csv(folder / "oppslag.csv")} == {"not_run"}


def test_a_stopped_runs_files_of_other_formats_go_when_it_ends(unhurried: Program, sandbox: Sandbox) -> None:
    process = unhurried.start(*COMMAND)
    wait_until_asked(sandbox, 20)
    process.send_signal(signal.SIGINT)
    process.ended()
    sandbox.faults = Faults()
    assert unhurried.run(*COMMAND, "--format", "csv").code == 0
    folder = unhurried.folder / "out" / "latest"
    listed = {file["name"] for file in manifest(folder)["outputs"]}
    assert {path.name for path in folder.iterdir()} == listed | {"run.json", "ledger.sqlite3"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_the_input_is_taken_in_leaves_a_run_that_goes_on(
    program: Program, number: signal.Signals
) -> None:
    identifiers = some_identifiers(60)
    write_list(program.folder / "people.csv", identifiers * 500)
    process = program.start("run", "people.csv")
    wait_until_said(process, "sandbox")
    process.send_signal(number)
    ended = process.ended()
    assert ended.code == 75, ended.stderr
    assert "Traceback" not in ended.stderr
    ended = program.run("run", "people.csv")
    assert ended.code == 0, ended.stderr
    assert " continues;" in ended.stderr
    assert {row["row_count"] for row in read_csv(program.folder / "out/latest/oppslag.csv")} == {"500"}


def test_nohup_has_its_way(unhurried: Program, sandbox: Sandbox) -> None:
    process = unhurried.start_under_nohup(*COMMAND)
    wait_until_asked(sandbox, 20)
    process.send_signal(signal.SIGHUP)
    sandbox.faults = Faults()
    ended = process.ended()
    assert ended.code == 0, ended.stderr
    assert sandbox.memory.asks.total() == IDENTIFIERS


def test_a_closed_terminal_leaves_a_run_that_goes_on(unhurried: Program, sandbox: Sandbox) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "batch", *COMMAND],
        cwd=unhurried.folder,
        env=unhurried.environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    wait_until_asked(sandbox, 20)
    os.close(ours)
    process.send_signal(signal.SIGHUP)
    assert process.wait(60) == 75
    [folder] = (unhurried.folder / "out" / "runs").iterdir()
    assert manifest(folder)["is_complete"] is False
    sandbox.faults = Faults()
    assert unhurried.run(*COMMAND).code == 0
    assert max(sandbox.memory.asks.values()) == 1


def test_a_run_stops_when_its_time_is_over(unhurried: Program, sandbox: Sandbox) -> None:
    slower = Fault(kind=FaultKind.DELAY, seconds=2.9, from_request=41)
    sandbox.faults = Faults(faults=(slower,))
    ended = unhurried.run(*COMMAND, "--stop-after", "5s")
    assert ended.code == 75, ended.stderr
    assert "the time given by --stop-at or --stop-after is over" in ended.stderr
    assert 0 < sandbox.memory.asks.total() < IDENTIFIERS
    sandbox.faults = Faults()
    assert unhurried.run(*COMMAND).code == 0
    assert max(sandbox.memory.asks.values()) == 1
