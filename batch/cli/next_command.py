"""Writes the command that follows a sample, to be copied: the same for the whole list, with absolute paths."""

import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from batch.cli.output import PROGRAM
from batch.config import SETTINGS, Setting

_OF_A_SAMPLE = {"sample", "seed"}


def whole_list_command(inputs: Sequence[Path], flags: Mapping[str, Any]) -> str:
    """Return `run` with these inputs and the given flags, but for those of a sample."""
    words = [*_program(), "run", *map(_absolute, inputs)]
    for name, value in flags.items():
        if name not in _OF_A_SAMPLE:
            words += _words(SETTINGS[name], value)
    return shlex.join(words)


def _program() -> list[str]:
    """Return how this program was called: by its script, or as a module."""
    called = Path(sys.argv[0])
    return [str(called.absolute())] if called.name == PROGRAM else [sys.executable, "-m", "batch"]


def _words(setting: Setting, value: object) -> list[str]:
    if setting.is_switch:
        return [setting.flag if value else f"--no-{setting.flag.removeprefix('--')}"]
    values = value if isinstance(value, tuple) else (value,)
    is_path = Path in {setting.type, *get_args(setting.type)}
    return [word for each in values for word in (setting.flag, _absolute(each) if is_path else str(each))]


def _absolute(path: object) -> str:
    return str(path) if str(path) == "-" else str(Path(str(path)).absolute())
