"""The program at a terminal: a pty of so many columns, with somebody who answers a question."""

import fcntl
import os
import pty
import struct
import sys
import termios
from collections.abc import Mapping
from pathlib import Path

_COLUMNS = 80


def run_at_terminal(
    *arguments: str,
    folder: Path,
    environment: Mapping[str, str],
    question: str = "",
    answer: str = "",
    columns: int = _COLUMNS,
) -> tuple[int, str]:
    """Run it, and type the answer when the question is seen; return the exit code and all that was shown."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.execve(sys.executable, [sys.executable, "-m", "batch", *arguments], dict(environment))  # noqa: S606
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    shown = b""
    while chunk := _read(terminal):
        shown += chunk
        if answer and question.encode() in shown:
            os.write(terminal, answer.encode())
            answer = ""
    _, status = os.waitpid(process, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode("utf-8", "replace")


def _read(terminal: int) -> bytes:
    """Return what is shown next, nothing at the end, which Linux tells by an error."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""
