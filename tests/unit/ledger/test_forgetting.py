"""What the register told is taken out of a ledger: out of its rows, its free pages and its log."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import builders as make

from batch.ledger import Ledger
from batch.ledger.rows.forgetting import erase_answers
from batch.outcome import OutcomeKind

FIRST, SECOND, THIRD, _ = make.TENOR
TOLD = (b"Bredal", b"avtaletypebeskrivelse", b"a text of the register")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite3") as opened:
        opened.add_rows(1, [make.ledger_row(row, each) for row, each in enumerate((FIRST, SECOND, THIRD), 2)])
        opened.finish_intake(make.NOW)
        large = make.oppslag_with(*[make.ektepakt(ektepaktnummer=each, paategning=["Bredal"]) for each in range(400)])
        make.settle(
            opened,
            [
                make.outcome(OutcomeKind.FOUND, lookup_id=1, body=large),
                make.outcome(OutcomeKind.EMPTY, lookup_id=2, body=make.oppslag_with()),
                make.outcome(OutcomeKind.REJECTED, lookup_id=3, feilmelding="a text of the register"),
            ],
        )
        yield opened


def found(folder: Path) -> set[bytes]:
    files = [path.read_bytes() for path in folder.iterdir()]
    return {word for word in TOLD for content in files if word in content}


def test_no_word_of_it_is_left_in_any_file_while_the_ledger_is_still_open(ledger: Ledger, tmp_path: Path) -> None:
    assert found(tmp_path) == set(TOLD)
    ledger.forget_answers(make.NOW)
    assert found(tmp_path) == set()


def test_pages_that_become_free_are_overwritten_before_they_are_given_back(ledger: Ledger, tmp_path: Path) -> None:
    connection = ledger._connection
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA secure_delete = OFF")
    erase_answers(connection)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert connection.execute("PRAGMA freelist_count").fetchone()[0] > 0
    assert found(tmp_path) == set()


def test_the_file_becomes_as_small_as_what_it_holds(ledger: Ledger) -> None:
    ledger._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = ledger.path.stat().st_size
    ledger.forget_answers(make.NOW)
    assert ledger.path.stat().st_size < before / 4
    assert ledger._connection.execute("PRAGMA freelist_count").fetchone() == (0,)


def test_what_came_of_each_stays_and_is_verified_when_it_is_opened_again(ledger: Ledger, tmp_path: Path) -> None:
    before = list(ledger.comparable("a run").rows())
    counts = ledger.counts()
    ledger.forget_answers(make.NOW)
    ledger._connection.close()
    with Ledger(tmp_path / "ledger.sqlite3") as again:
        assert again.counts() == counts
        assert not again.has_answers
        assert not again.comparable("a run").has_answers
        after = list(again.comparable("a run").rows())
        assert [each._replace(body_checksum=None) for each in before] == after
        assert again.fact("completed_at") == again.fact("forgotten_at") == make.NOW.isoformat()


def test_finished_twice_it_is_the_same(ledger: Ledger) -> None:
    ledger.forget_answers(make.NOW)
    ledger.finish_forgetting(make.NOW.replace(year=2030))
    assert ledger.fact("forgotten_at") == make.NOW.isoformat()
