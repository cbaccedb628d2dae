"""Starts the sandbox in a process of its own, and ends it with the run."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO

from batch.errors import SandboxError

_END_WITHIN_SECONDS = 5  # it closes its connections and is gone; then it is killed


@contextmanager
def embedded_sandbox() -> Iterator[Mapping[str, str]]:
    """Yield the settings that point a client at it, under their environment names.

    It ends when its standard input closes, so also when this process is killed. It has a session of its own, so
    that Ctrl-C in a terminal reaches this process alone, and what is in flight is still answered.
    Raises SandboxError when it does not start.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "batch.sandbox"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield _settings(process.stdout)
        finally:
            process.stdin.close()
            _end(process)


def _settings(stdout: IO[str]) -> Mapping[str, str]:
    line = stdout.readline()
    if not line:
        raise SandboxError("the embedded register did not start", remedy="see above what it said")
    settings: Mapping[str, str] = json.loads(line)
    return settings


def _end(process: subprocess.Popen[str]) -> None:
    try:
        process.wait(_END_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
