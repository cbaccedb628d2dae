"""A text that a spreadsheet would run has an apostrophe before it, and is the same again without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch.cells.formulas import neutralised, restored

RUN = [
    "=1+1",
    "+47",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r1",
    "\n1",
    " =1",
    "\u00a0-1",
    "\u200b=1",
    "\ufeff=1",
    "＝1",
    "＋1",
    "－1",
]
RUN += ["＠x", "\u22125", "﹢1", "\x00=1", "\u202e=1"]
NOT_RUN = ["", " ", "ord", "1-1", "a=1", "Ærlig talt", "31.12.2026", '"=1']


@pytest.mark.parametrize("text", RUN)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert neutralised(text) == f"'{text}"


@pytest.mark.parametrize("text", NOT_RUN)
def test_what_it_would_not_run_stays(text: str) -> None:
    assert neutralised(text) == text


@pytest.mark.parametrize("text", ["'", "''", "'x", "'=1"])
def test_an_own_apostrophe_is_doubled(text: str) -> None:
    assert neutralised(text) == f"'{text}"


@given(st.text(st.sampled_from("'=+-@\t\r\n ＝−x1\u200b"), max_size=5) | st.text())
def test_reading_back_is_exact(text: str) -> None:
    assert restored(neutralised(text)) == text


@pytest.mark.parametrize("text", ["'x", "'12"])
def test_an_apostrophe_that_was_not_put_there_stays(text: str) -> None:
    assert restored(text) == text
