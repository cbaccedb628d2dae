"""The program as its user runs it: called within this process, or started as one of its own."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from support import in_process
from support.warm_start import WarmProcess

from batch.sandbox import Sandbox

_END_WITHIN_SECONDS = 90


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What a command left behind."""

    code: int
    stdout: str
    stderr: str


class Started(WarmProcess):
    """The program as a process; what it says on standard error can be read while it runs."""

    def __init__(self, command: Sequence[str], **how: Any) -> None:
        self._log = NamedTemporaryFile()  # noqa: SIM115 - open as long as the process
        super().__init__(command, stdout=subprocess.PIPE, stderr=self._log, text=True, **how)

    def said(self) -> str:
        return Path(self._log.name).read_text("utf-8", "backslashreplace")

    def ended(self) -> Ended:
        """Wait until it has ended; one that does not is killed, and the test fails."""
        with self._log:
            try:
                stdout, _ = self.communicate(timeout=_END_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
                self.communicate()
                raise
            return Ended(code=self.returncode, stdout=stdout, stderr=self.said())


def wait_until(is_so: Callable[[], object]) -> None:
    """Wait until something is so, however slow the machine is."""
    deadline = time.monotonic() + _END_WITHIN_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "the program did not get that far"
        time.sleep(0.01)


def wait_until_asked(sandbox: Sandbox, count: int) -> None:
    """Wait until the register has been asked so often, whoever asks."""
    wait_until(lambda: sandbox.memory.asks.total() >= count)


def wait_until_said(process: Started, words: str) -> None:
    """Wait until this is to be read on its standard error."""
    wait_until(lambda: words in process.said())


class Program:
    """Runs `ektepakt-batch` in a folder, with none of the caller's settings.

    `run` needs no process; `start` is for signals, kills, and what another process does meanwhile, `start_anew` for
    what depends on imports, `run_in_shell` for standard streams.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        ours = ("EKTEPAKT_", "MASKINPORTEN_", "CREDENTIALS_DIRECTORY")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self.environment = {**clean, **(settings or {})}

    def run(self, *arguments: str | Path) -> Ended:
        code, stdout, stderr = in_process.call(
            [str(each) for each in arguments], folder=self.folder, environment=self.environment
        )
        return Ended(code=code, stdout=stdout, stderr=stderr)

    def start(self, *arguments: str | Path) -> Started:
        return self._start([sys.executable, "-m", "batch", *map(str, arguments)], stdin=subprocess.DEVNULL, warm=True)

    def start_anew(self, *arguments: str | Path) -> Started:
        """Start it with an interpreter that imports it first, as its user does."""
        return self._start([sys.executable, "-m", "batch", *map(str, arguments)], stdin=subprocess.DEVNULL)

    def run_in_shell(self, command: str) -> Ended:
        """Run it as a shell would, with redirections."""
        return self.start_in_shell(command).ended()

    def start_in_shell(self, command: str) -> Started:
        return self._start(["sh", "-c", f"exec {shlex.quote(sys.executable)} -m batch {command}"])

    def start_limited(self, limit: str, *arguments: str) -> Started:
        """Start it with less than it is used to, such as `-n 30`: so many open files."""
        command = shlex.join([sys.executable, "-m", "batch", *arguments])
        return self._start(["sh", "-c", f"ulimit {limit}; exec {command}"], stdin=subprocess.DEVNULL)

    def start_under_nohup(self, *arguments: str) -> Started:
        return self._start(["nohup", sys.executable, "-m", "batch", *arguments], stdin=subprocess.DEVNULL)

    def kill_when(self, is_so: Callable[[], object], *arguments: str | Path) -> Ended:
        """Start it, and kill it with SIGKILL as soon as something is so, unless it has ended by then."""
        process = self.start(*arguments)
        wait_until(lambda: is_so() or process.poll() is not None)
        process.kill()
        return process.ended()

    def _start(self, command: Sequence[str], **how: Any) -> Started:
        return Started(command, cwd=self.folder, env=self.environment, **how)
