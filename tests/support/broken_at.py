"""The program as a process that is killed, raises or hangs at a named place in it, rather than after some time."""

import signal
import subprocess
import sys
from enum import StrEnum
from pathlib import Path

from support.program import Ended, Program
from support.warm_start import WarmProcess

_BROKEN = """
import asyncio, importlib, os, signal, time
from batch.cli.entry import main

def broken(function, how):
    def called(*args, **named):
        if how == "raises":
            raise ZeroDivisionError("of somebody")
        if how == "blocks":
            time.sleep(3600)
        if how == "waits":
            return asyncio.Event().wait()
        if how == "after":
            function(*args, **named)
        os.kill(os.getpid(), signal.SIGKILL)
    return called

module, name, how = {place!r}
owner = importlib.import_module(module)
*path, last = name.split(".")
for part in path:
    owner = getattr(owner, part)
setattr(owner, last, broken(getattr(owner, last), how))
main()
"""


class Break(StrEnum):
    RAISES = "raises"
    BLOCKS = "blocks"  #: its thread
    WAITS = "waits"  #: for ever, as an async function


def kill_at(program: Program, module: str, name: str, when: str, *arguments: str | Path) -> None:
    """Run a command that is killed right before or after a function of the program is called."""
    ended = _run(program, (module, name, when), *arguments)
    assert ended.code == -signal.SIGKILL, ended.stderr


def run_broken(program: Program, module: str, name: str, how: Break, *arguments: str | Path) -> Ended:
    """Run a command in which a function does this in place of its work."""
    return _run(program, (module, name, how.value), *arguments)


def _run(program: Program, place: tuple[str, str, str], *arguments: str | Path) -> Ended:
    process = WarmProcess(
        [sys.executable, "-c", _BROKEN.format(place=place), *map(str, arguments)],
        cwd=program.folder,
        env=program.environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        warm=True,
    )
    with process:
        stdout, stderr = process.communicate(timeout=90)
    return Ended(code=process.returncode, stdout=stdout, stderr=stderr)
