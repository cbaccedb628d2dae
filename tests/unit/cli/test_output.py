"""Standard output that takes nothing."""

import errno
import io
import os
import sys

import pytest

from batch.cli.speech.voice import print_result
from batch.errors import SettingsError


class _Closed(io.StringIO):
    """A stream that fails as a full disk or a closed pipe does."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def flush(self) -> None:
        raise OSError(self._number, os.strerror(self._number))


def test_a_full_disk_behind_standard_output_has_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", _Closed(errno.ENOSPC))
    with pytest.raises(SettingsError) as failed:
        print_result(["done"])
    assert failed.value.what == "can't write to standard output (No space left on device)"
    assert failed.value.remedy == "make room, or send it elsewhere; the work itself is done"


def test_a_reader_that_is_gone_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", _Closed(errno.EPIPE))
    print_result(["done"])
