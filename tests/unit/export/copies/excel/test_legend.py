"""The sheet that explains a copy says of each outcome what the rows and the commands say of it."""

import pytest

from batch.export.copies.excel.legend import LEGEND_WIDTHS, legend_lines
from batch.options.export_options import Words
from batch.outcome import OutcomeKind
from batch.tables.advice import advise_for


def advice_of(words: Words) -> dict[str, str]:
    lines = (line.cells for line in legend_lines(words, is_sandbox=False) if line.is_outcome)
    return {code: advice for _, advice, code in lines}


@pytest.mark.parametrize("words", Words)
def test_each_outcome_has_its_line(words: Words) -> None:
    assert list(advice_of(words)) == [kind.value for kind in OutcomeKind]


@pytest.mark.parametrize("words", Words)
@pytest.mark.parametrize("kind", [OutcomeKind.SLOW_SKIPPED, OutcomeKind.NOT_RUN, OutcomeKind.WRONG_ENVIRONMENT])
def test_nobody_is_sent_to_retry_whom_it_does_not_ask_about(kind: OutcomeKind, words: Words) -> None:
    assert advice_of(words)[kind.value] == advise_for(kind, None, words)
    assert "retry" in advice_of(words)[OutcomeKind.SERVER_ERROR.value]


@pytest.mark.parametrize("words", Words)
def test_a_line_fits_in_its_columns_on_two_lines(words: Words) -> None:
    lines = [line for line in legend_lines(words, is_sandbox=True) if line.is_outcome]
    assert all(len(text) <= 2 * width for line in lines for text, width in zip(line.cells, LEGEND_WIDTHS, strict=True))
