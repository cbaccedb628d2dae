"""Writes the run that follows a plan or a sample, to be copied, with absolute paths."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from batch.config import SETTINGS, Setting
from batch.errors.called import command

OF_A_SAMPLE = frozenset({"sample", "seed"})


def run_to_copy(inputs: Sequence[Path], flags: Mapping[str, Any], *, without: frozenset[str] = frozenset()) -> str:
    """Return `run` with these inputs and the flags that were given, but for some."""
    words = [word for name, value in flags.items() if name not in without for word in _words(SETTINGS[name], value)]
    return command("run", *map(_absolute, inputs), *words)


def _words(setting: Setting, value: object) -> list[str]:
    if setting.is_switch:
        return [setting.flag if value else f"--no-{setting.flag.removeprefix('--')}"]
    values = value if isinstance(value, tuple) else (value,)
    is_path = Path in {setting.type, *get_args(setting.type)}
    return [word for each in values for word in (setting.flag, _absolute(each) if is_path else str(each))]


def _absolute(path: object) -> str:
    return str(path) if str(path) == "-" else str(Path(str(path)).absolute())
