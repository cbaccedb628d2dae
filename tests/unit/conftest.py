"""What several unit tests need: a place without anybody's settings, and a log set up for one test only."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.in_process import logs_put_back


@pytest.fixture
def clean_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in an empty folder, with none of the program's settings in the environment."""
    ours = ("EKTEPAKT_", "MASKINPORTEN_", "CREDENTIALS_DIRECTORY")
    for name in [each for each in os.environ if each.upper().startswith(ours)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def _logs_put_back() -> Iterator[None]:
    with logs_put_back():
        yield
