"""What is changed in a ledger behind its back, so that it still reads well, is noticed when it is read and opened."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support import builders as make

from batch.errors import LedgerCorruptError
from batch.ledger import Ledger, LedgerFile, Stretch
from batch.ledger.rows.course import FIRST_SECONDS, MOST_STRETCHES
from batch.outcome import Lane, Outcome, OutcomeKind, Pending

FIRST, SECOND, THIRD, FOURTH = make.TENOR
BEGINS = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp())
STRETCH = Stretch(begins=BEGINS, seconds=1, lookups=3, errors=1, attempts=4, least_limit=4, most_limit=4, paused_ms=0)
DAMAGES = [
    f"UPDATE lookup SET fnr = '{FOURTH}' WHERE lookup_id = 1",  # noqa: S608 - our own
    "UPDATE lookup SET row_count = 2 WHERE lookup_id = 1",
    "UPDATE lookup SET row = 3 WHERE lookup_id = 1",
    "DELETE FROM lookup WHERE lookup_id = 3",
    "UPDATE outcome SET kind = 'empty' WHERE lookup_id = 1",
    "UPDATE outcome SET attempts = 2 WHERE lookup_id = 1",
    "UPDATE outcome SET antall_ektepakt = 3 WHERE lookup_id = 1",
    "UPDATE outcome SET compared = 3 WHERE lookup_id = 1",
    "UPDATE outcome SET body = CAST(replace(body, 'e', 'f') AS BLOB) WHERE lookup_id = 1",
    "UPDATE outcome SET body = NULL WHERE lookup_id = 1",
    "UPDATE outcome SET lookup_id = 2 WHERE lookup_id = 1",
    "UPDATE outcome SET lookup_id = 9 WHERE lookup_id = 1",
    "UPDATE input_row SET lookup_id = 2 WHERE row = 2",
    "UPDATE input_row SET repair = 'separators' WHERE row = 2",
    "DELETE FROM input_row WHERE row = 4",
    "UPDATE attempted SET charged = 0",
    "UPDATE attempted SET lookup_id = 3",
    "UPDATE run SET value = 'b' WHERE key = 'fingerprint'",
    "UPDATE run SET key = 'completed_at' WHERE key = 'fingerprint'",
    "UPDATE input_file SET name = 'other.csv'",
    "INSERT INTO left_out VALUES (3)",
    "UPDATE course SET errors = 0",
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make a ledger of somebody who is answered, and two who are pending, one of them tried."""
    path = tmp_path / "ledger.sqlite3"
    with Ledger(path) as ledger:
        ledger.note({"fingerprint": "a"})
        ledger.add_rows(1, [make.ledger_row(row, each) for row, each in enumerate((FIRST, SECOND, THIRD), 2)])
        ledger.add_file(LedgerFile(file_id=1, name="a.csv", path="a.csv", sha256="", decided={}, row_count=3))
        ledger.finish_intake(make.NOW)
        tried = Pending(lookup=make.lookup(2, SECOND), attempts=2, charged=1, lane=Lane.SLOW, is_suspect=True)
        ledger.record([(make.lookup(1, FIRST), make.outcome())], attempted=[tried], stretch=STRETCH)
    return path


def _damage(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        assert connection.execute(statement).rowcount > 0


def _read_all(ledger: Ledger) -> None:
    list(ledger.entries())
    list(ledger.row_entries(1))
    ledger.pending(after=0, limit=9)
    ledger.pending(after=0, limit=9, lane=Lane.SLOW)
    ledger.fact("fingerprint")
    ledger.files()
    ledger.course()


def test_a_ledger_that_nobody_touched_is_believed(path: Path) -> None:
    with Ledger(path) as ledger:
        _read_all(ledger)


@pytest.mark.parametrize("statement", DAMAGES)
def test_what_was_changed_is_named_when_a_ledger_is_opened(path: Path, statement: str) -> None:
    _damage(path, statement)
    with pytest.raises(LedgerCorruptError, match=r"ledger\.sqlite3 .*move its folder"):
        Ledger(path)


@pytest.mark.parametrize("statement", [each for each in DAMAGES if "lookup_id = 9" not in each and "key =" not in each])
def test_what_is_changed_in_mid_run_is_named_when_it_is_read(path: Path, statement: str) -> None:
    if "left_out" in statement or statement == "UPDATE attempted SET lookup_id = 3":
        statement = "UPDATE attempted SET attempts = 9"
    with Ledger(path) as ledger:
        assert ledger._connection.execute(statement).rowcount > 0  # no other connection is let in meanwhile
        with pytest.raises(LedgerCorruptError):
            _read_all(ledger)


def test_the_row_of_a_damaged_entry_is_named(path: Path) -> None:
    _damage(path, "UPDATE outcome SET attempts = 2")
    with pytest.raises(LedgerCorruptError, match=r"row 2 of a\.csv"):
        Ledger(path)


def test_a_ledger_that_lost_its_place_is_told(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.check_in_place()
        path.rename(path.with_name("elsewhere"))
        with pytest.raises(LedgerCorruptError, match="gone"):
            ledger.check_in_place()
        path.touch()
        with pytest.raises(LedgerCorruptError, match="gone"):
            ledger.check_in_place()


def test_the_course_of_a_run_adds_up_in_intervals(path: Path) -> None:
    with Ledger(path) as ledger:
        later = STRETCH._replace(begins=BEGINS + FIRST_SECONDS - 1, most_limit=9, least_limit=2, paused_ms=50)
        ledger.record([], stretch=later)
        ledger.record([], stretch=STRETCH._replace(begins=BEGINS + FIRST_SECONDS))
        first, second = ledger.course()
    assert first == Stretch(BEGINS, FIRST_SECONDS, 6, 2, 8, 2, 9, 50)
    assert second.begins == BEGINS + FIRST_SECONDS


def test_the_course_of_a_long_run_stays_short_and_loses_nothing(path: Path) -> None:
    count = 2 * MOST_STRETCHES + 5
    with Ledger(path) as ledger:
        for number in range(1, count):
            ledger.record([], stretch=STRETCH._replace(begins=BEGINS + number * FIRST_SECONDS))
        course = ledger.course()
    assert len(course) <= MOST_STRETCHES
    assert {each.seconds for each in course} == {4 * FIRST_SECONDS}
    assert sum(each.lookups for each in course) == 3 * count


def test_an_outcome_without_a_body_has_no_gist(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.record([(make.lookup(3, THIRD), Outcome(lookup_id=3, kind=OutcomeKind.SLOW_SKIPPED))])
        assert [entry.outcome.gist is None for entry in ledger.entries()] == [False, True, True]
