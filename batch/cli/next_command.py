"""Writes the commands that follow one, to be copied: with its flags, its environment named, and absolute paths."""

import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, get_args

from batch.config import SETTINGS, Config, Setting
from batch.disk.shell_line import shell_line
from batch.errors.called import program

_OF_A_SAMPLE = frozenset({"sample", "seed"})
_LATELY = {"max_age": "1d"}
_STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextCommands:
    """What can follow a command; where it asked and wrote is always named, since settings of a file may be others."""

    name: str
    inputs: Sequence[Path]
    flags: Mapping[str, Any]

    @classmethod
    def after(cls, name: str, inputs: Sequence[Path], flags: Mapping[str, Any], config: Config) -> Self:
        """Return what can follow `run` or `retry` with these flags."""
        export = config.export
        state = {} if export.state is None else {"state": export.state}
        return cls(name=name, inputs=inputs, flags={**flags, "env": config.run.env, "out": export.out, **state})

    def same(self) -> str:
        return command_to_copy(self.name, self.inputs, self.flags)

    def again_without_answered(self) -> str | None:
        is_again = self.inputs and Path(_STANDARD_INPUT) not in self.inputs
        return command_to_copy("run", self.inputs, {**self.flags, **_LATELY}) if is_again else None

    def whole_list(self) -> str:
        return command_to_copy("run", self.inputs, self._without(_OF_A_SAMPLE))

    def run(self, *inputs: Path) -> str:
        return command_to_copy("run", inputs, self.flags)

    def run_alone(self, path: Path) -> str:
        return command_to_copy("run", [path], self._of_no_input())

    def retry(self, run_id: str) -> str:
        """Ask again about a run: its own settings hold, but for what decides how and where it asks."""
        return command_to_copy("retry", [run_id], self._of_no_input())

    def open(self, path: Path) -> str:
        """Have the desktop open a file; where there is none, its path is all that is of use."""
        opener = "open" if sys.platform == "darwin" else "xdg-open"
        found = [] if shutil.which(opener) is None else [opener]
        return shell_line([*found, str(path.absolute())])

    def _of_no_input(self) -> dict[str, Any]:
        from batch.jobs.run.own_settings import OF_A_RUN  # noqa: PLC0415 - a plan writes commands and runs nothing

        return self._without(frozenset(OF_A_RUN))

    def _without(self, names: frozenset[str]) -> dict[str, Any]:
        return {name: value for name, value in self.flags.items() if name not in names}


def command_to_copy(name: str, arguments: Sequence[Path | str], flags: Mapping[str, Any]) -> str:
    """Return a command with these files and flags."""
    words = [word for flag, value in flags.items() for word in _words(SETTINGS[flag], value)]
    given = (_absolute(each) if isinstance(each, Path) else each for each in arguments)
    return shell_line([*program(), name, *given, *words])


def _words(setting: Setting, value: object) -> list[str]:
    if setting.is_switch:
        return [setting.flag if value else f"--no-{setting.flag.removeprefix('--')}"]
    values = value if isinstance(value, tuple) else (value,)
    is_path = Path in {setting.type, *get_args(setting.type)}
    return [word for each in values for word in (setting.flag, _absolute(each) if is_path else str(each))]


def _absolute(path: object) -> str:
    return str(path) if str(path) == _STANDARD_INPUT else str(Path(str(path)).absolute())
