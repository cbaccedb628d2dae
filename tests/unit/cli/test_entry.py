"""How the program begins and ends: on a machine that lacks what it takes to start, and once all is done."""

import errno
import signal
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest
from support import in_process


class Refusing:
    """A module that can't be read to its end."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> object:
        raise self._error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.EMFILE, "Too many open files"), "open file or connection"),
        (MemoryError(), "no further memory"),
        (ImportError("x.so: failed to map segment from shared object"), "no further memory"),
    ],
)
def test_too_little_to_start_with_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception, words: str
) -> None:
    monkeypatch.setitem(sys.modules, "batch.cli.commands", Refusing(error))
    code, _, said = in_process.call(["plan", "x.csv"], folder=tmp_path, environment={})
    assert code == 75
    assert words in said
    assert len(said.splitlines()) == 1


def test_a_broken_installation_is_something_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "batch.cli.commands", Refusing(ImportError("No module named click")))
    with pytest.raises(ImportError, match="click"):
        in_process.call(["plan", "x.csv"], folder=tmp_path, environment={})


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_after_all_is_done_is_no_stop(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: signal.Signals
) -> None:
    """The run is complete, and its exit code says so."""

    def exit_late(code: int) -> NoReturn:
        try:
            signal.raise_signal(number)
        except KeyboardInterrupt:  # by which pytest itself would end
            code = 75
        raise SystemExit(code)

    monkeypatch.setitem(sys.modules, "batch.cli.commands", SimpleNamespace(run_command_line=lambda: 3))
    monkeypatch.setattr(sys, "exit", exit_late)
    assert in_process.call(["run", "x.csv"], folder=tmp_path, environment={}) == (3, "", "")
