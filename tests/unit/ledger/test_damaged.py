"""A ledger in which a value stands that was never written there is named, and the value is not."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from support import builders as make

from batch.errors import LedgerCorruptError
from batch.ledger import Ledger, LedgerFile
from batch.outcome import Entry, Lane, OutcomeKind
from batch.tables import read_entry

FIRST, SECOND = make.TENOR[:2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make a ledger with an identifier that is answered and one that is pending."""
    path = tmp_path / "ledger.sqlite3"
    with Ledger(path) as ledger:
        ledger.add_rows(1, [make.ledger_row(2, FIRST), make.ledger_row(3, SECOND)])
        ledger.add_file(LedgerFile(file_id=1, name="a.csv", path="a.csv", sha256="", decided={"column": "fnr"}))
        ledger.finish_intake(make.NOW)
        make.settle(ledger, [make.outcome(OutcomeKind.EMPTY, body=b'{"antallEktepakt":0}')])
    return path


def _damage(ledger: Ledger, statement: str) -> None:
    ledger._connection.execute(statement)  # no other one is let in meanwhile


def _entries(ledger: Ledger) -> object:
    return list(ledger.entries())


def _row_entries(ledger: Ledger) -> object:
    return list(ledger.row_entries(1))


def _pending(ledger: Ledger) -> object:
    return ledger.pending(after=0, limit=10)


def _put_off(ledger: Ledger) -> object:
    return ledger.pending(after=0, limit=10, lane=Lane.SLOW)


CASES: list[tuple[str, Callable[[Ledger], object]]] = [
    ("UPDATE outcome SET kind = 'emqty'", _entries),
    ("UPDATE outcome SET kind = 'emqty'", _row_entries),
    ("UPDATE outcome SET kind = 'emqty'", Ledger.counts),
    ("UPDATE outcome SET last_attempt_at = '2026-13-01'", _entries),
    ("UPDATE outcome SET feilmelding = CAST(x'656d71ff' AS TEXT)", _entries),
    ("UPDATE lookup SET id_type = 'emqty'", _pending),
    ("UPDATE lookup SET series = NULL", _pending),
    ("INSERT INTO attempted VALUES (2, 1, 1, 'emqty', 2, 0, 7)", _put_off),
    ("UPDATE input_file SET decided = '{emqty'", Ledger.files),
    ("UPDATE input_file SET observations = '[\"emqty\"]'", Ledger.files),
    ('UPDATE input_file SET observations = \'[{"oddity": "emqty"}]\'', Ledger.files),
    ("ALTER TABLE outcome RENAME TO emqty", Ledger.counts),
]


@pytest.mark.parametrize(("statement", "read"), CASES)
def test_a_value_that_was_never_written_is_a_damaged_ledger(
    path: Path, statement: str, read: Callable[[Ledger], object]
) -> None:
    with Ledger(path) as ledger:
        _damage(ledger, statement)
        with pytest.raises(LedgerCorruptError, match=r"ledger\.sqlite3 .*move its folder") as met:
            read(ledger)
    assert "emq" not in str(met.value)
    assert met.value.__cause__ is None
    assert met.value.__suppress_context__ or met.value.__context__ is None


def _decode_all(ledger: Ledger) -> None:
    with ledger.answers_read():
        for entry in ledger.entries():
            read_entry(entry)


@pytest.mark.parametrize("statement", ["UPDATE outcome SET body = x'7b0000'", "UPDATE outcome SET body = x'5b5d'"])
def test_an_answer_that_can_not_be_decoded_is_a_damaged_ledger(path: Path, statement: str) -> None:
    with Ledger(path) as ledger:
        _damage(ledger, statement)
        with pytest.raises(LedgerCorruptError, match=r"ledger\.sqlite3 .*move its folder"):
            _decode_all(ledger)


def test_what_goes_wrong_with_the_values_that_were_read_is_not_blamed_on_the_ledger(path: Path) -> None:
    with Ledger(path) as ledger, pytest.raises(ValueError, match="row 2"):
        _fail_over(ledger.entries())


def _fail_over(entries: Iterable[Entry]) -> None:
    for each in entries:
        raise ValueError(f"row {each.row} does not please the reader")


def test_a_definition_of_a_table_that_is_no_text_is_a_damaged_ledger(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content.replace(b"tableoutcomeoutcome", b"tableoutcom\xccoutcome"))
    assert path.read_bytes() != content
    with pytest.raises(LedgerCorruptError, match=r"ledger\.sqlite3 .*move its folder"):
        Ledger(path)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM run WHERE key = 'lookup_count'",
        "DELETE FROM run WHERE key = 'cell_counts'",
        "DELETE FROM run WHERE key = 'left_out'; INSERT INTO left_out VALUES (2)",
        "DELETE FROM run WHERE key = 'intake_done_at'",
        "CREATE TRIGGER lost AFTER INSERT ON outcome BEGIN DELETE FROM outcome; END",
    ],
)
def test_a_ledger_that_can_not_be_relied_on_from_here_on_is_damaged_too(path: Path, statement: str) -> None:
    """What was counted is not there to compare with any more, or what is written would not stay."""
    with Ledger(path) as ledger:
        ledger._connection.executescript(statement)
    with pytest.raises(LedgerCorruptError, match=r"ledger\.sqlite3"):
        Ledger(path)
