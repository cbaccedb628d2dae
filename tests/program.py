"""The program as a process, as its user runs it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_END_WITHIN_SECONDS = 90


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What a process left behind."""

    code: int
    stdout: str
    stderr: str


class Program:
    """Starts `ektepakt-batch` in a folder, with none of the caller's settings."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        clean = {name: value for name, value in os.environ.items() if not name.startswith("EKTEPAKT_")}
        self._environment = {**clean, **(settings or {})}

    def run(self, *arguments: str | Path) -> Ended:
        process = self.start(*arguments)
        return self.wait(process)

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "batch", *map(str, arguments)],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
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
