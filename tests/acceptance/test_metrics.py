"""Metrics of a command, written however it ends."""

import os
import signal
import stat
from pathlib import Path

import pytest
from support.lists import some_identifiers
from support.program import Program, wait_until_asked

from batch.jobs.run import job
from batch.sandbox import Fault, FaultKind, Faults, Sandbox

PEOPLE = some_identifiers(60)


@pytest.fixture
def people(program: Program) -> str:
    (program.folder / "people.csv").write_text("\n".join(["fnr", *PEOPLE]), "utf-8")
    return "people.csv"


def told(folder: Path, name: str = "nightly.prom") -> dict[str, float]:
    text = (folder / name).read_text("utf-8")
    assert not any(each in text for each in PEOPLE)
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def exit_code(folder: Path) -> float:
    return told(folder)['ektepakt_batch_last_run_exit_code{task="nightly"}']


def test_a_run_that_is_well_tells_what_the_register_was_asked(program: Program, people: str, sandbox: Sandbox) -> None:
    assert program.run("run", people, "--metrics-file", "nightly.prom").code == 0
    figures = told(program.folder)
    requests = {name: value for name, value in figures.items() if "last_run_requests{" in name}
    assert sum(requests.values()) == sandbox.memory.asks.total()
    identifiers = {name: value for name, value in figures.items() if "last_run_identifiers{" in name}
    assert sum(identifiers.values()) == len(PEOPLE)
    assert figures['ektepakt_batch_last_run_token_requests{task="nightly"}'] == 1
    assert figures['ektepakt_batch_last_run_exit_code{task="nightly"}'] == 0
    assert 'ektepakt_batch_certificate_expiry_timestamp_seconds{task="nightly"}' in figures
    info = next(name for name in figures if name.startswith("ektepakt_batch_info"))
    assert 'environment="sandbox"' in info


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(["run", "nowhere.csv"], 2, id="no such input"),
        pytest.param(["run", "people.csv", "--rate", "many"], 2, id="wrong value"),
        pytest.param(["run", "people.csv", "--no-such-flag"], 2, id="wrong usage"),
        pytest.param(["retry"], 2, id="nothing to retry"),
        pytest.param(["run", "people.csv", "bad.csv"], 3, id="errors"),
        pytest.param(["run", "people.csv", "--max-requests", "5"], 75, id="stopped early"),
    ],
)
def test_other_ends_are_told_too(program: Program, people: str, words: list[str], code: int) -> None:
    (program.folder / "bad.csv").write_text("fnr\n12345678901\n", "utf-8")
    assert program.run(*words, "--metrics-file", "nightly.prom").code == code
    assert exit_code(program.folder) == code


def test_a_run_that_is_not_let_in_is_told(program: Program, people: str, sandbox: Sandbox) -> None:
    program.environment["EKTEPAKT_CLIENT_ID"] = "nobody"
    assert program.run("run", people, "--metrics-file", "nightly.prom").code == 4
    assert exit_code(program.folder) == 4
    assert told(program.folder)['ektepakt_batch_last_run_token_requests{task="nightly"}'] == 1


def test_a_run_with_news_tells_the_code_for_it_and_what_is_new(program: Program, people: str, sandbox: Sandbox) -> None:
    words = ("run", people, "--fail-on-change", "--metrics-file", "nightly.prom")
    assert program.run(*words).code == 0
    sandbox.day = 60
    assert program.run(*words).code == 5
    assert exit_code(program.folder) == 5
    assert told(program.folder)['ektepakt_batch_last_run_changes{change="new",task="nightly"}'] > 0


def test_a_defect_is_told(program: Program, people: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_of: object, **_with: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(job, "close", broken)
    assert program.run("run", people, "--metrics-file", "nightly.prom").code == 70
    assert exit_code(program.folder) == 70


def test_a_run_that_finds_the_folder_held_is_told(program: Program, people: str, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=5.0),))
    process = program.start("run", people, "--concurrency", "1", "--metrics-file", "first.prom")
    wait_until_asked(sandbox, 1)
    assert program.run("run", people, "--metrics-file", "nightly.prom").code == 75
    assert exit_code(program.folder) == 75
    process.send_signal(signal.SIGTERM)
    assert process.ended().code == 75


def test_a_result_that_nobody_takes_is_told(program: Program, people: str) -> None:
    ended = program.run_in_shell("run people.csv --json --metrics-file nightly.prom > /dev/full")
    assert (ended.code, exit_code(program.folder)) == (2, 2)


def test_whatever_the_umask_a_monitor_may_read_them(program: Program, people: str) -> None:
    before = os.umask(0o077)
    try:
        assert program.run("run", people, "--metrics-file", "nightly.prom").code == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE((program.folder / "nightly.prom").stat().st_mode) == 0o644


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ektepakt-batch.toml", 'metrics_file = "nightly.prom"\nno_such_setting = 1\n'),
        (".env", "EKTEPAKT_METRICS_FILE=nightly.prom\nEKTEPAKT_NO_SUCH_SETTING=1\n"),
        (".env", "EKTEPAKT_METRICS_FILE=nightly.prom\nno setting\n"),
    ],
)
def test_a_file_that_names_them_is_heard_whatever_else_is_wrong_with_it(
    program: Program, people: str, name: str, text: str
) -> None:
    (program.folder / name).write_text(text, "utf-8")
    assert program.run("run", people).code == 2
    assert exit_code(program.folder) == 2


def test_a_variable_names_the_file_also_where_the_settings_cant_be_read(program: Program, people: str) -> None:
    program.environment |= {"EKTEPAKT_METRICS_FILE": "nightly.prom", "EKTEPAKT_RATE": "many"}
    assert program.run("run", people).code == 2
    assert exit_code(program.folder) == 2


def test_other_commands_leave_the_file_alone(program: Program, people: str) -> None:
    program.environment["EKTEPAKT_METRICS_FILE"] = "nightly.prom"
    for words in (["plan", people], ["config"], ["run", "--help"], ["doctor", "--rate", "many"], ["plan", "run"]):
        program.run(*words)
    assert not (program.folder / "nightly.prom").exists()


@pytest.mark.parametrize("signals", [(signal.SIGTERM,), (signal.SIGTERM, signal.SIGTERM), (signal.SIGHUP,)])
def test_a_signal_and_a_second_one_are_told(
    program: Program, people: str, sandbox: Sandbox, signals: tuple[signal.Signals, ...]
) -> None:
    process = program.start("run", people, "--rate", "2", "--metrics-file", "nightly.prom")
    wait_until_asked(sandbox, 3)
    for each in signals:
        process.send_signal(each)
    assert process.ended().code == 75
    figures = told(program.folder)
    assert figures['ektepakt_batch_last_run_exit_code{task="nightly"}'] == 75
    assert figures['ektepakt_batch_last_run_identifiers{outcome="not_run",task="nightly"}'] > 50


def test_a_kill_leaves_the_last_one(program: Program, people: str, sandbox: Sandbox) -> None:
    (program.folder / "nightly.prom").write_text("the last one", "utf-8")
    flags = ("--rate", "2", "--metrics-file", "nightly.prom")
    program.kill_when(lambda: sandbox.memory.asks.total() >= 3, "run", people, *flags)
    assert (program.folder / "nightly.prom").read_text("utf-8") == "the last one"


def test_a_folder_that_is_not_there_is_said_before_anybody_is_asked(
    program: Program, people: str, sandbox: Sandbox
) -> None:
    ended = program.run("run", people, "--metrics-file", "no/such/nightly.prom")
    assert ended.code == 2
    assert "metrics can't be written to no/such/nightly.prom" in ended.stderr
    assert not sandbox.memory.asks.total()


@pytest.mark.parametrize("flags", [(), ("--no-such-flag",)], ids=["a run", "wrong usage"])
@pytest.mark.parametrize("name", ["pipe", "link", "..", "."])
def test_what_is_no_file_is_never_replaced(program: Program, people: str, name: str, flags: tuple[str, ...]) -> None:
    """As /dev/null would be, by root, and /dev/stdout."""
    os.mkfifo(program.folder / "pipe")
    (program.folder / "link").symlink_to("pipe")
    ended = program.run("run", people, "--metrics-file", name, *flags)
    assert ended.code == 2
    assert f"metrics can't be written to {name}, which is no file" in ended.stderr
    assert stat.S_ISFIFO((program.folder / "pipe").stat().st_mode)
    assert (program.folder / "link").is_symlink()
    assert not (program.folder / "out").exists()


def test_metrics_that_cant_be_written_in_the_end_are_said_also_quietly(
    program: Program, people: str, sandbox: Sandbox
) -> None:
    folder = program.folder / "textfile"
    folder.mkdir()
    process = program.start("run", people, "-q", "--rate", "20", "--metrics-file", "textfile/nightly.prom")
    wait_until_asked(sandbox, 3)
    folder.rmdir()
    ended = process.ended()
    assert ended.code == 0
    assert "the metrics are not written: can't write textfile/" in ended.stderr
