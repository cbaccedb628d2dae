"""A machine on which the program can't even be imported gets one sentence; a broken installation is no such thing."""

import errno
import sys
from pathlib import Path

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
