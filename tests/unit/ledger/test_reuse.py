"""What a ledger copies from that of another run, so that it need not be asked again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from support import builders as make

from batch.ledger import LEDGER_NAME, Ledger, LedgerFile, undisturbed
from batch.outcome import Lane, OutcomeKind

FIRST, SECOND, THIRD, FOURTH = make.TENOR
BEFORE, SINCE = make.NOW - timedelta(days=8), make.NOW - timedelta(days=7)
EARLIER = [
    make.outcome(OutcomeKind.FOUND, lookup_id=1, attempts=3, last_attempt_at=SINCE),
    make.outcome(OutcomeKind.EMPTY, lookup_id=2, last_attempt_at=BEFORE),
    make.outcome(OutcomeKind.REJECTED, lookup_id=3),
    make.outcome(OutcomeKind.TIMEOUT, lookup_id=4),
]


def fill(ledger: Ledger, *digits: str) -> None:
    ledger.add_rows(1, [make.ledger_row(row, each) for row, each in enumerate(digits, 2)])
    ledger.add_file(LedgerFile(file_id=1, name="a.csv", path="a.csv", sha256="", decided={}))
    ledger.finish_intake(make.NOW)


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """Make the ledger of a run that got an outcome of each kind that matters here."""
    path = tmp_path / "earlier" / LEDGER_NAME
    path.parent.mkdir()
    with Ledger(path) as ledger:
        fill(ledger, FIRST, SECOND, THIRD, FOURTH)
        make.settle(ledger, EARLIER)
    return path


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Make a ledger of the same identifiers in another order: each is the same subject under another number."""
    with Ledger(tmp_path / LEDGER_NAME) as opened:
        fill(opened, FOURTH, THIRD, SECOND, FIRST)
        yield opened


def reuse_since(ledger: Ledger, path: Path) -> None:
    with undisturbed(path) as uri:
        ledger.reuse_since(SINCE, uri, path, run_id="earlier")


def reuse_marked(ledger: Ledger, path: Path, *lookup_ids: int) -> None:
    ledger.mark(lookup_ids)
    with undisturbed(path) as uri:
        ledger.reuse_marked(uri, path, run_id="earlier")


def kinds(ledger: Ledger) -> dict[str | None, OutcomeKind]:
    found = {entry.subject.fnr: entry.outcome.kind for entry in ledger.entries()}
    return {digits: kind for digits, kind in found.items() if kind is not OutcomeKind.NOT_RUN}


def test_only_answers_got_since_then_are_copied(ledger: Ledger, earlier: Path) -> None:
    reuse_since(ledger, earlier)
    assert kinds(ledger) == {FIRST: OutcomeKind.FOUND}
    assert ledger.totals()["reused"] == 1


def test_a_copied_answer_is_the_same_but_cost_no_attempt(ledger: Ledger, earlier: Path) -> None:
    reuse_since(ledger, earlier)
    (entry,) = [each for each in ledger.entries() if each.subject.fnr == FIRST]
    assert entry.outcome == make.outcome(OutcomeKind.FOUND, lookup_id=4, attempts=0, last_attempt_at=SINCE)


def test_what_is_marked_is_copied_whatever_its_age_if_the_register_has_said_its_last_word(
    ledger: Ledger, earlier: Path
) -> None:
    reuse_marked(ledger, earlier, 1, 2, 3)
    assert kinds(ledger) == {SECOND: OutcomeKind.EMPTY, THIRD: OutcomeKind.REJECTED}
    assert ledger.marked_in_vain() == 1


def test_what_has_an_outcome_keeps_it(ledger: Ledger, earlier: Path) -> None:
    make.settle(ledger, [make.outcome(OutcomeKind.SERVER_ERROR, lookup_id=4)])
    reuse_since(ledger, earlier)
    reuse_marked(ledger, earlier, 4)
    assert kinds(ledger) == {FIRST: OutcomeKind.SERVER_ERROR}


def test_a_copy_of_a_copy_names_the_run_that_asked(ledger: Ledger, earlier: Path, tmp_path: Path) -> None:
    reuse_since(ledger, earlier)
    path = tmp_path / "third.sqlite3"
    with Ledger(path) as third, undisturbed(ledger.path) as uri:
        fill(third, FIRST)
        third.reuse_since(SINCE, uri, ledger.path, run_id="second")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT reused_from FROM outcome").fetchall() == [("earlier",)]


def test_a_ledger_of_another_version_holds_nothing_to_reuse(ledger: Ledger, earlier: Path) -> None:
    content = earlier.read_bytes()
    earlier.write_bytes(content[:60] + (2).to_bytes(4, "big") + content[64:])
    reuse_since(ledger, earlier)
    reuse_marked(ledger, earlier, 1, 2, 3, 4)
    assert kinds(ledger) == {}


def test_who_was_charged_a_failure_there_is_a_suspect_from_the_start(ledger: Ledger, earlier: Path) -> None:
    reuse_since(ledger, earlier)
    suspects = {
        each.lookup.identity.digits: each.is_suspect for each in ledger.pending(after=0, limit=9, lane=Lane.MAIN)
    }
    assert suspects == {FOURTH: True, THIRD: False, SECOND: False}


def test_who_stands_in_a_fed_back_copy_as_failed_is_a_suspect_too(ledger: Ledger, earlier: Path) -> None:
    reuse_marked(ledger, earlier, 2)
    [failed] = [each for each in ledger.pending(after=0, limit=9, lane=Lane.MAIN) if each.is_suspect]
    assert failed.lookup.identity.digits == FOURTH
    assert (failed.attempts, failed.charged) == (0, 0)
