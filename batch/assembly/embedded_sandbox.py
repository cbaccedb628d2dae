"""Starts the sandbox in a process of its own, and ends it with the run."""

import json
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO

import structlog

from batch.errors import SandboxError

_END_WITHIN_SECONDS = 5  # it closes its connections and is gone; then it is killed
_log = structlog.get_logger(__name__)


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
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="backslashreplace",
        start_new_session=True,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        said = _Said(process.stderr)
        try:
            yield _settings(process.stdout, said)
        finally:
            process.stdin.close()
            _end(process)


class _Said:
    """Logs what it says on standard error, line by line: there is one log, whoever speaks."""

    def __init__(self, stderr: IO[str]) -> None:
        self._last: deque[str] = deque(maxlen=1)
        self._thread = threading.Thread(target=self._hear, args=(stderr,), name="what the sandbox says", daemon=True)
        self._thread.start()

    def last(self) -> str:
        """Return the last line, once it says no more."""
        self._thread.join(_END_WITHIN_SECONDS)
        return self._last[0] if self._last else "it said nothing"

    def _hear(self, stderr: IO[str]) -> None:
        for line in stderr:
            if text := line.rstrip():
                self._last.append(text)
                _log.warning("the sandbox says", reason=text)


def _settings(stdout: IO[str], said: _Said) -> Mapping[str, str]:
    line = stdout.readline()
    if not line:
        raise SandboxError(f"the embedded register did not start ({said.last()})", remedy="please report this")
    settings: Mapping[str, str] = json.loads(line)
    return settings


def _end(process: subprocess.Popen[str]) -> None:
    try:
        process.wait(_END_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
