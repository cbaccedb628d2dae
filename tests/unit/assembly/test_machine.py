"""What this machine allows is compared with what is needed, before anything is asked."""

import ctypes
import platform
import resource
from pathlib import Path

import pytest

from batch.assembly.machine import check_files, check_memory, return_large_blocks
from batch.errors import SettingsError


def allowing(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (limit, resource.RLIM_INFINITY))


@pytest.mark.parametrize("limit", [6, 30, 47])
def test_too_few_files_are_refused_with_the_limit_to_set(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    allowing(monkeypatch, limit)
    with pytest.raises(SettingsError, match=rf"{limit} open files .* --concurrency 8 needs 48; .*ulimit -n 1024"):
        check_files(concurrency=8)


def test_a_lower_concurrency_is_advised_where_it_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    allowing(monkeypatch, 60)
    with pytest.raises(SettingsError, match="--concurrency to 20"):
        check_files(concurrency=100)
    check_files(concurrency=20)


def test_enough_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in (48, 1024, resource.RLIM_INFINITY):
        allowing(monkeypatch, limit)
        check_files(concurrency=8)


def test_too_little_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    allowing(monkeypatch, 500 * 1024**2)
    with pytest.raises(SettingsError, match=r"500 MiB of address space.*ulimit -v"):
        check_memory()
    for limit in (1024**3, resource.RLIM_INFINITY):
        allowing(monkeypatch, limit)
        check_memory()


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have no such setting")
def test_the_memory_of_large_answers_is_returned_though_smaller_blocks_were_made_in_between() -> None:
    return_large_blocks()
    answers, between = [], []
    bytes(24 << 20)  # when such a block is freed, glibc would make the next ones in its heap
    for _ in range(8):
        answers.append(b"x" * (16 << 20))
        between.append(b"x" * 100_000)
    held = _resident_bytes()
    del answers
    assert held - _resident_bytes() > 7 * (16 << 20)


def test_a_c_library_without_such_a_setting_does_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    return_large_blocks()
