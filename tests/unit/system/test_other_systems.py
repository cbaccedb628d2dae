"""The program as Windows would find it, as far as Linux can show: imports, seams, consoles, paths."""

import asyncio
import io
import os
import signal
import subprocess
import sys
from pathlib import Path, PureWindowsPath
from typing import Any
from unittest.mock import patch

import pytest
from support import as_on_windows
from support.lists import some_identifiers

from batch.cli import entry
from batch.errors.shown_text import shown_name
from batch.system import processes
from batch.system.signals import listen, stop_listening

PROGRAM = str(Path(as_on_windows.__file__))


def call_as_on_windows(folder: Path, *words: str, **streams: str) -> "subprocess.CompletedProcess[bytes]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EKTEPAKT_")}
    environment |= {"PYTHONPATH": os.pathsep.join(each for each in sys.path if each), **streams}
    command = [sys.executable, PROGRAM, *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, stdin=-3, check=False)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text("\n".join(["fnr", *some_identifiers(20)]), "utf-8")
    return tmp_path


def test_a_run_needs_nothing_that_posix_alone_has(people: Path) -> None:
    ended = call_as_on_windows(people, "run", "people.csv", "--metrics-file", "run.prom")
    assert ended.returncode == 0, ended.stderr.decode()
    assert list((people / "out" / "runs").glob("*/oppslag.parquet"))


def test_the_taking_away_is_felt(tmp_path: Path) -> None:
    """Else the test before could not fail."""
    code = "from support import as_on_windows as it; it.become_windows(); import fcntl"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert "fcntl" in ended.stderr.splitlines()[-1]


@pytest.mark.parametrize("encoding", ["cp1252", "cp850"])
def test_a_console_of_windows_takes_every_sentence(people: Path, encoding: str) -> None:
    (people / "people.csv").rename(people / "liste – “ny” ☎.csv")
    commands = (*("plan", "liste – “ny” ☎.csv"), ";", *("run", "no – such “list”.csv"), ";", "config")
    ended = call_as_on_windows(people, *commands, PYTHONIOENCODING=encoding)
    assert b"Traceback" not in ended.stderr, ended.stderr
    assert b"UnicodeEncodeError" not in ended.stderr
    said = (ended.stdout + ended.stderr).decode(encoding)
    assert all(words in said for words in ("Plan for sandbox", "there is no such file", "test_persons"))


def test_what_a_console_lacks_is_written_as_json_would() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    with patch.object(sys, "stdout", stream):
        entry._let_streams_take_everything()
    stream.write("“æøå” – ✓ 𝄞")
    stream.flush()
    assert stream.buffer.getvalue() == b"\x93\xe6\xf8\xe5\x94 \x96 \\u2713 \\ud834\\udd1e"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "path", ["C:\\Users\\kari\\medlemmer æøå.xlsx", "\\\\server\\deling\\liste.csv", "D:liste.csv", "C:/a/b.csv"]
)
def test_a_path_with_a_drive_is_shown_as_it_is(path: str) -> None:
    assert shown_name(str(PureWindowsPath(path))) == str(PureWindowsPath(path))


class LoopOfWindows(asyncio.SelectorEventLoop):
    def add_signal_handler(self, *_: Any) -> None:
        raise NotImplementedError

    def remove_signal_handler(self, *_: Any) -> bool:
        raise NotImplementedError


def test_a_loop_that_hears_no_signal_is_told_of_it() -> None:
    before = signal.getsignal(signal.SIGUSR2)

    async def heard() -> None:
        event, loop = asyncio.Event(), asyncio.get_running_loop()
        listen(loop, signal.SIGUSR2, event.set)
        signal.raise_signal(signal.SIGUSR2)
        async with asyncio.timeout(10):
            await event.wait()
        stop_listening(loop, signal.SIGUSR2)

    with asyncio.Runner(loop_factory=LoopOfWindows) as runner:
        runner.run(heard())
    signal.signal(signal.SIGUSR2, before)


def test_a_process_is_never_ended_by_the_question_whether_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    assert processes.is_alive(os.getpid())
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delattr(os, "kill")
    assert processes.is_alive(os.getpid())
