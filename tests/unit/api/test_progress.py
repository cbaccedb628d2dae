"""The progress line: no longer than a terminal is wide, and drawn only where it is wanted."""

import sys

import pytest

from batch.api.progress import ProgressLine, progress_text
from batch.lookup.progress.tally import Tally
from batch.outcome import OutcomeKind


def test_it_says_how_far_it_is_in_one_line_of_a_terminal() -> None:
    tally = Tally.begin({OutcomeKind.FOUND: 1_000_000, OutcomeKind.NOT_RUN: 1_000_000})
    text = progress_text(tally, 0.0)
    assert text.startswith("1,000,000 of 2,000,000 (50%)")
    assert len(text) <= 78


def test_nobody_to_be_asked_about_is_all_done() -> None:
    assert progress_text(Tally.begin({}), 0.0).startswith("0 of 0 (100%)")


@pytest.mark.parametrize(("is_wanted", "is_terminal"), [(True, True), (False, True), (True, False)])
def test_it_is_drawn_only_where_it_is_wanted_and_somebody_watches(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, is_wanted: object, is_terminal: object
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    line = ProgressLine(is_wanted=bool(is_wanted))
    line.show()
    line.tally = Tally.begin({OutcomeKind.NOT_RUN: 1})
    line.show()
    line.show()
    line.end()
    assert capsys.readouterr().err.count("\r") == (2 if is_wanted and is_terminal else 0)
