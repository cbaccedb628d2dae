"""A ledger of the version before goes on: it is turned into one of this when it is opened, and lends its answers."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support import builders as make
from support.version_3_ledger import TABLES

from batch.errors import LedgerCorruptError
from batch.ledger import LEDGER_NAME, Ledger, LedgerFile, SurveyLedger, undisturbed
from batch.oppslag.decoding import decode_oppslag
from batch.oppslag.gist import gist_of
from batch.outcome import Lane, OutcomeKind

FIRST, SECOND, THIRD, FOURTH = make.TENOR
ROWS = f"""
INSERT INTO run VALUES ('fingerprint', 'abc'), ('intake_done_at', '{make.NOW.isoformat()}');
INSERT INTO input_file VALUES (1, 'people.csv', '/in/people.csv', 'ab', '{{"encoding": "utf-8"}}', 5, 0, '[]');
INSERT INTO lookup VALUES
    (1, 'fnr {FIRST}', '{FIRST}', NULL, 'fnr', 'tenor', NULL, NULL, 1, 2, 2),
    (2, 'fnr {SECOND}', '{SECOND}', '418190 77302', 'dnr', 'tenor', NULL, 'separators', 1, 3, 1),
    (3, 'fnr {THIRD}', '{THIRD}', NULL, 'fnr', 'tenor', NULL, NULL, 1, 4, 1),
    (4, 'none abc', NULL, 'abc', NULL, NULL, 'format', NULL, 1, 5, 1);
INSERT INTO input_row VALUES (1, 2, 1, 1, NULL, NULL), (1, 3, 1, 2, '418190 77302', 'separators'),
    (1, 4, 1, 3, NULL, NULL), (1, 5, 1, 4, 'abc', NULL), (1, 6, 1, 1, NULL, NULL);
INSERT INTO outcome VALUES
    (3, 'rejected', 1, 400, 'k-1', 'nei', 12, '{make.NOW.isoformat()}', '{make.NOW.isoformat()}',
     CAST('{{"tidspunkt": "2026-03-01T12:00:00Z"}}' AS BLOB), NULL),
    (4, 'invalid_id', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO attempted VALUES (2, 3, 2, '{make.NOW.isoformat()}', 2, 1);
"""  # noqa: S608 - our own
ANSWER = "INSERT INTO outcome VALUES (1, 'found', 2, 200, NULL, NULL, 12, ?, ?, ?, 'an earlier run')"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Make a ledger as version 3 did: somebody is answered, somebody pending, somebody rejected, a value no number."""
    return _made(tmp_path / "old" / LEDGER_NAME, make.example_body())


def _made(path: Path, body: bytes) -> Path:
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(TABLES + ROWS)
        connection.execute(ANSWER, (make.NOW.isoformat(), make.NOW.isoformat(), body))
    return path


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / LEDGER_NAME) as opened:
        opened.add_rows(1, [make.ledger_row(row, each) for row, each in enumerate((THIRD, FIRST), 2)])
        opened.add_file(LedgerFile(file_id=1, name="a.csv", path="a.csv", sha256="", decided={}))
        opened.finish_intake(make.NOW)
        yield opened


def test_an_old_ledger_goes_on_with_all_that_it_holds(old: Path) -> None:
    with Ledger(old) as ledger:
        assert ledger.fact("fingerprint") == "abc"
        found, pending, rejected, none = ledger.entries()
        assert found.outcome == make.outcome(OutcomeKind.FOUND, attempts=2)
        assert (found.subject.fnr, found.row, found.row_count) == (FIRST, 2, 2)
        assert found.outcome.gist == gist_of(decode_oppslag(make.example_body()).oppslag)
        assert pending.outcome.kind is OutcomeKind.NOT_RUN
        assert (rejected.outcome.tidspunkt, none.subject.input_value) == ("2026-03-01T12:00:00Z", "abc")
        [tried] = ledger.pending(after=0, limit=10, lane=Lane.SLOW)
        assert (tried.attempts, tried.charged, tried.is_suspect) == (3, 2, True)
        assert ledger.totals() == {"identifier_cells": 5, "repaired_cells": 1, "attempts": 3, "reused": 1}


def test_it_is_one_of_this_version_from_then_on(old: Path) -> None:
    for _ in range(2):
        with Ledger(old) as ledger:
            assert len(list(ledger.row_entries(1))) == 5
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (4,)


def test_it_lends_its_answers_unchanged(old: Path, ledger: Ledger) -> None:
    content = old.read_bytes()
    with undisturbed(old) as uri:
        ledger.reuse_since(make.NOW, uri, old, run_id="old")
    assert [entry.outcome.kind for entry in ledger.entries()] == [OutcomeKind.NOT_RUN, OutcomeKind.FOUND]
    ledger.mark([1])
    with undisturbed(old) as uri:
        ledger.reuse_marked(uri, old, run_id="old")
    assert [entry.outcome.kind for entry in ledger.entries()] == [OutcomeKind.REJECTED, OutcomeKind.FOUND]
    assert old.read_bytes() == content


def test_a_plan_knows_what_it_holds(old: Path) -> None:
    with SurveyLedger() as survey:
        survey.add_rows(1, [make.ledger_row(2, FIRST), make.ledger_row(3, SECOND)])
        survey.add_file(LedgerFile(file_id=1, name="a.csv", path="a.csv", sha256="", decided={}))
        survey.finish_intake(make.NOW)
        with undisturbed(old) as uri:
            survey.take_over(uri, old)
        assert set(survey.counts()) == {OutcomeKind.FOUND, OutcomeKind.NOT_RUN}


@pytest.mark.parametrize(
    ("body", "what"),
    [(b'{"antallEktepakt": 1', "can't be read"), (make.body({"rolleinnehaver": SECOND}), "about somebody else")],
)
def test_an_old_answer_that_is_none_is_named_and_the_ledger_is_left_as_it_is(
    tmp_path: Path, body: bytes, what: str
) -> None:
    path = _made(tmp_path / "old" / LEDGER_NAME, body)
    with pytest.raises(LedgerCorruptError, match=f"row 2 of people.csv: .*{what}"):
        Ledger(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM outcome").fetchone() == (3,)
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)


def test_a_ledger_of_this_version_does_not_pass_for_an_old_one(tmp_path: Path) -> None:
    path = tmp_path / LEDGER_NAME
    with Ledger(path):
        pass
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 3")
    with pytest.raises(LedgerCorruptError, match="version number"):
        Ledger(path)
