"""Commands to be copied."""

import shlex
import sys
from pathlib import Path

import pytest

from batch.errors.called import command


def test_a_command_names_the_script_that_was_called_with_its_whole_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [".venv/bin/ektepakt-batch", "plan"])
    assert shlex.split(command("run", "our people.csv")) == [
        *(str(tmp_path / ".venv/bin/ektepakt-batch"), "run", "our people.csv")
    ]


def test_a_module_is_called_by_its_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/srv/batch/__main__.py"])
    assert command("doctor") == shlex.join([sys.executable, "-m", "batch", "doctor"])
