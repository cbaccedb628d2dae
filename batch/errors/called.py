"""Writes commands to be copied: by the name that this program was called by, which need not be on anybody's PATH."""

import shlex
import sys
from pathlib import Path

PROGRAM = "ektepakt-batch"


def command(*words: str) -> str:
    """Return a command of this program that a shell takes."""
    return shlex.join([*program(), *words])


def program() -> list[str]:
    """Return the script that was called with its whole path, or the interpreter with the module."""
    called = Path(sys.argv[0])
    return [str(called.absolute())] if called.name == PROGRAM else [sys.executable, "-m", "batch"]
