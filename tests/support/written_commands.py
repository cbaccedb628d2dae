"""The commands that can follow one, written short."""

from pathlib import Path


class WrittenCommands:
    """Names each command by what it does; `inputs` are those that can be read once more."""

    def __init__(self, *, has_inputs: bool = True) -> None:
        self._has_inputs = has_inputs

    def same(self) -> str:
        return "same"

    def again_without_answered(self) -> str | None:
        return "again" if self._has_inputs else None

    def whole_list(self) -> str:
        return "whole list"

    def run(self, *inputs: Path) -> str:
        return f"run {' '.join(map(str, inputs))}"

    def run_alone(self, path: Path) -> str:
        return f"run {path} alone"

    def retry(self, run_id: str) -> str:
        return f"retry {run_id}"

    def open(self, path: Path) -> str:
        return f"open {path}"
