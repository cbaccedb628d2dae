"""Pauses that a command has noted: all commands of the run's, in order, and none that was not written."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import builders as make

from batch.errors import LedgerCorruptError
from batch.ledger import Ledger, NamedPause, pause_facts

BEGINS = make.NOW.timestamp()
OUTAGE = NamedPause(BEGINS, BEGINS + 32.5, "outage")
THROTTLED = NamedPause(BEGINS + 900, BEGINS + 915, "pause")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite3") as opened:
        yield opened


def test_a_run_without_pauses_has_none(ledger: Ledger) -> None:
    ledger.note({"fingerprint": "x", "started_at": "y"})
    assert ledger.pauses() == []


def test_those_of_every_command_are_told_in_order(ledger: Ledger) -> None:
    ledger.note(pause_facts([THROTTLED]))
    ledger.note(pause_facts([OUTAGE]))
    assert ledger.pauses() == [OUTAGE, THROTTLED]


def test_one_that_was_changed_is_not_believed(ledger: Ledger) -> None:
    ledger.note(pause_facts([OUTAGE]))
    ledger._connection.execute("UPDATE run SET value = replace(value, 'outage', 'pause') WHERE key GLOB 'pause *'")
    with pytest.raises(LedgerCorruptError):
        ledger.pauses()
