"""The sandbox in a process of its own, when it does not start."""

import shutil
import sys

import pytest

from batch.assembly.embedded_sandbox import embedded_sandbox
from batch.errors import SandboxError


def test_a_sandbox_that_does_not_start_says_where_the_reason_is(monkeypatch: pytest.MonkeyPatch) -> None:
    program_that_fails = shutil.which("false")
    assert program_that_fails is not None
    monkeypatch.setattr(sys, "executable", program_that_fails)
    with pytest.raises(SandboxError) as failed, embedded_sandbox():
        pass
    assert failed.value.what == "the embedded register did not start (it said nothing)"
    assert failed.value.remedy == "please report this"
