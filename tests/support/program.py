"""The program as its user runs it: called within this process, or started as one of its own."""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from support import in_process

from batch.sandbox import Sandbox

_END_WITHIN_SECONDS = 90


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What a command left behind."""

    code: int
    stdout: str
    stderr: str


def wait_until_asked(sandbox: Sandbox, count: int) -> None:
    """Wait until the register has been asked so often, whoever asks."""
    deadline = time.monotonic() + _END_WITHIN_SECONDS
    while sandbox.memory.asks.total() < count:
        assert time.monotonic() < deadline, "the program did not get that far"
        time.sleep(0.02)


class Program:
    """Runs `ektepakt-batch` in a folder, with none of the caller's settings.

    `run` needs no process; `start` is for signals, kills, and what another process does meanwhile, `run_in_shell` for
    standard streams.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        clean = {name: value for name, value in os.environ.items() if not name.startswith("EKTEPAKT_")}
        self.environment = {**clean, **(settings or {})}

    def run(self, *arguments: str | Path) -> Ended:
        code, stdout, stderr = in_process.call(
            [str(each) for each in arguments], folder=self.folder, environment=self.environment
        )
        return Ended(code=code, stdout=stdout, stderr=stderr)

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "batch", *map(str, arguments)],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run_in_shell(self, command: str) -> Ended:
        """Run it as a shell would, with redirections."""
        return self.wait(self.start_in_shell(command))

    def start_in_shell(self, command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["sh", "-c", f"exec {shlex.quote(sys.executable)} -m batch {command}"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @staticmethod
    def wait(process: subprocess.Popen[str]) -> Ended:
        stdout, stderr = process.communicate(timeout=_END_WITHIN_SECONDS)
        return Ended(code=process.returncode, stdout=stdout, stderr=stderr)

    def kill_after(self, seconds: float, *arguments: str | Path) -> Ended:
        """Start it, and kill it with SIGKILL after so many seconds, wherever it is."""
        process = self.start(*arguments)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        return self.wait(process)
