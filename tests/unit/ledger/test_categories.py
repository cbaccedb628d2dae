"""What was refused or repaired, by sort: of any ledger, and only of what is in the run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import builders as make

from batch.ledger import Ledger, LedgerFile
from batch.outcome import OutcomeKind

FIRST, SECOND, *_ = make.TENOR


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A misspelt value in rows 2 and 4, one of another environment in row 3, one repaired in row 5."""
    with Ledger(tmp_path / "ledger.sqlite3") as opened:
        other = make.subject(FIRST, reason="real_in_test", verdict=OutcomeKind.WRONG_ENVIRONMENT)
        opened.add_rows(
            1,
            [
                make.ledger_row(2, None),
                make.ledger_row(3, FIRST)._replace(subject=other),
                make.ledger_row(4, None),
                make.ledger_row(5, SECOND, repair="leading_zero"),
            ],
        )
        opened.add_file(LedgerFile(file_id=1, name="people.csv", path="/in/people.csv", sha256="x", decided={}))
        opened.finish_intake(make.NOW)
        yield opened


def test_several_outcomes_are_told_together_the_most_frequent_first(ledger: Ledger) -> None:
    found = ledger.refused(OutcomeKind.WRONG_ENVIRONMENT, OutcomeKind.INVALID_ID)
    assert [(each.name, each.identifiers, each.rows) for each in found] == [("format", 1, 2), ("real_in_test", 1, 1)]
    assert [place.row for place in found[0].places] == [2, 4]


def test_an_outcome_is_told_alone(ledger: Ledger) -> None:
    assert [each.name for each in ledger.refused(OutcomeKind.WRONG_ENVIRONMENT)] == ["real_in_test"]


def test_empty_cells_are_counted_one_by_one_and_those_outside_of_a_sample_not(tmp_path: Path) -> None:
    with Ledger(tmp_path / "others.sqlite3") as opened:
        empty = [make.ledger_row(row, None, input_value=None, reason="empty") for row in (3, 4, 5)]
        opened.add_rows(1, [make.ledger_row(2, FIRST), *empty, make.ledger_row(6, None)])
        opened.add_file(LedgerFile(file_id=1, name="people.csv", path="/in/people.csv", sha256="x", decided={}))
        opened.finish_intake(make.NOW)
        assert opened.empty_cell_count() == 3
        opened.redraw(leave_out=[], take_in=[])
        assert opened.empty_cell_count() == 0


def test_what_a_sample_leaves_out_is_not_told(ledger: Ledger) -> None:
    assert len(ledger.repairs()) == 1
    ledger.redraw(leave_out=[], take_in=[])
    assert (ledger.refused(OutcomeKind.INVALID_ID), ledger.repairs()) == ([], [])
