"""A list that was answered today already is told about --max-age."""

from dataclasses import replace
from datetime import timedelta

from support import builders as make

from batch.intake.answered_today import answered_today_line
from batch.ledger import EarlierList

BEFORE = EarlierList(run_id="2026-x", identifiers=5, completed_at=make.NOW)


def test_only_a_run_that_was_complete_on_the_same_day_is_told() -> None:
    line = answered_today_line(BEFORE, make.NOW + timedelta(minutes=1))
    assert line is not None
    assert "2026-x" in line
    assert "--max-age 1d" in line
    assert answered_today_line(BEFORE, make.NOW + timedelta(days=1)) is None
    assert answered_today_line(None, make.NOW) is None


def test_answers_that_are_forgotten_are_not_offered() -> None:
    assert answered_today_line(replace(BEFORE, has_answers=False), make.NOW + timedelta(minutes=1)) is None
