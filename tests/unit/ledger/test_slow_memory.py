"""The memory of slow identities."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from support import builders as make

from batch.errors import LedgerCorruptError
from batch.identity.environment import Environment
from batch.ledger import SlowIdentity, SlowMemory

FIRST, SECOND, THIRD, _ = make.TENOR


def slow(digits: str, waited_ms: int = 3000) -> SlowIdentity:
    return SlowIdentity(fnr=digits, waited_ms=waited_ms, at=make.NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "slow.sqlite3"


def test_nobody_is_remembered_at_first(path: Path) -> None:
    with SlowMemory(path, Environment.PPE) as memory:
        assert memory.remembered() == frozenset()


def test_who_was_slow_is_remembered_by_the_next_run(path: Path) -> None:
    with SlowMemory(path, Environment.PPE) as memory:
        memory.remember([slow(FIRST), slow(SECOND)])
        memory.remember([slow(THIRD)])
    with SlowMemory(path, Environment.PPE) as later:
        assert later.remembered() == {FIRST, SECOND, THIRD}


def test_each_environment_has_its_own(path: Path) -> None:
    with SlowMemory(path, Environment.PPE) as ppe:
        ppe.remember([slow(FIRST)])
    with SlowMemory(path, Environment.SANDBOX) as sandbox:
        sandbox.remember([slow(SECOND)])
        assert sandbox.remembered() == {SECOND}
    with SlowMemory(path, Environment.PPE) as ppe:
        assert ppe.remembered() == {FIRST}


def test_who_is_slow_again_is_remembered_once(path: Path) -> None:
    with SlowMemory(path, Environment.PPE) as memory:
        memory.remember([slow(FIRST), slow(FIRST)])
        memory.remember([SlowIdentity(fnr=FIRST, waited_ms=9000, at=make.NOW + timedelta(days=1))])
        assert memory.remembered() == {FIRST}


def test_remembering_nobody_changes_nothing(path: Path) -> None:
    with SlowMemory(path, Environment.PPE) as memory:
        memory.remember([slow(FIRST)])
        memory.remember([])
        assert memory.remembered() == {FIRST}


def test_a_slow_identity_shows_no_digit_of_it() -> None:
    assert FIRST not in repr(slow(FIRST))


def test_what_timed_out_too_long_ago_counts_as_forgotten(path: Path) -> None:
    with SlowMemory(path, Environment.PPE) as memory:
        later = SlowIdentity(fnr=SECOND, waited_ms=9000, at=make.NOW + timedelta(days=10))
        memory.remember([slow(FIRST), later])
    with SlowMemory(path, Environment.PPE, since=make.NOW + timedelta(days=1)) as memory:
        assert memory.remembered() == {SECOND}
        memory.forget_old()
    with SlowMemory(path, Environment.PPE) as memory:
        assert memory.remembered() == {SECOND}


@pytest.mark.parametrize(
    "damage", ["UPDATE slow SET last_at = 'then'", "ALTER TABLE slow RENAME TO slov", "PRAGMA user_version = 9"]
)
def test_of_a_damaged_memory_nothing_else_is_to_be_moved_away(path: Path, damage: str) -> None:
    with SlowMemory(path, Environment.PPE) as memory:
        memory.remember([slow(FIRST)])
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(damage)
    with pytest.raises(LedgerCorruptError, match=r"slow\.sqlite3 .* move this file away: only the memory of") as met:
        _remembered(path)
    assert "folder" not in str(met.value)


def _remembered(path: Path) -> frozenset[str]:
    with SlowMemory(path, Environment.PPE) as memory:
        return memory.remembered()
