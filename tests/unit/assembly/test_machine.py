"""What this machine allows is compared with what is needed, before anything is asked."""

import resource

import pytest

from batch.assembly.machine import check_files, check_memory
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
