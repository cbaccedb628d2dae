"""The program killed with SIGKILL at a named place in it, rather than after some time."""

import signal
import subprocess
import sys
from pathlib import Path

from support.program import Program
from support.warm_start import WarmProcess

_KILLED = """
import importlib, os, signal
from batch.cli.entry import main

def killed(function, when):
    def called(*args, **named):
        if when == "after":
            function(*args, **named)
        os.kill(os.getpid(), signal.SIGKILL)
    return called

module, name, when = {place!r}
owner = importlib.import_module(module)
*path, last = name.split(".")
for part in path:
    owner = getattr(owner, part)
setattr(owner, last, killed(getattr(owner, last), when))
main()
"""


def kill_at(program: Program, module: str, name: str, when: str, *arguments: str | Path) -> None:
    """Run a command that is killed right before or after a function of the program is called."""
    code = _KILLED.format(place=(module, name, when))
    environment = program.environment | {"PYTHONPATH": str(Path(__file__).parents[2])}
    process = WarmProcess(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=program.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        warm=True,
    )
    with process:
        _, said = process.communicate(timeout=90)
    assert process.returncode == -signal.SIGKILL, said
