"""The lines of the sheet that explains a copy, for a workbook that is edited and for one that is written anew."""

from collections.abc import Iterator
from typing import NamedTuple

from batch.options.export_options import Words
from batch.outcome import OutcomeKind
from batch.tables.advice import advise_for
from batch.tables.words.legend import (
    CLASS_ADVICE,
    CODE_HEADING,
    HEADER_NOTES,
    LEGEND_HEADINGS,
    LEGEND_TITLE,
    MADE_UP,
)
from batch.tables.words.outcomes import OUTCOMES, outcome_class

LEGEND_WIDTHS = (32, 90, 30)
"""Of its columns, in characters: the longest outcome, a sentence on two lines, the longest code with its heading."""

_UNLIKE_THEIR_CLASS = (OutcomeKind.WRONG_ENVIRONMENT, OutcomeKind.SLOW_SKIPPED, OutcomeKind.NOT_RUN)
"""The outcomes of whom nothing is to be corrected, or who are not asked about by `retry`, whatever their colour."""

LINE_HEIGHT = 15
"""Of a row of one line, in points, as of Excel's own letters."""


class LegendLine(NamedTuple):
    """One row: its cells from the first column on; one with a single cell runs on beyond its column."""

    cells: tuple[str, ...]
    is_bold: bool = False
    is_outcome: bool = False

    @property
    def is_wrapped(self) -> bool:
        return len(self.cells) > 1

    @property
    def line_count(self) -> int:
        """How many lines the longest of its cells takes: programs that open the file don't work out the height."""
        lengths = zip(map(len, self.cells), LEGEND_WIDTHS, strict=False)
        return max((-(-length // width) for length, width in lengths), default=1) if self.is_wrapped else 1


def legend_lines(words: Words, *, is_sandbox: bool) -> Iterator[LegendLine]:
    """Yield the rows of the sheet; the first cell is what it is known by when the copy is fed back."""
    yield LegendLine((LEGEND_TITLE.by(words),), is_bold=True)
    if is_sandbox:
        yield LegendLine((MADE_UP.by(words),), is_bold=True)
    columns, outcomes = LEGEND_HEADINGS
    yield LegendLine(())
    yield LegendLine(tuple(heading.by(words) for heading in columns), is_bold=True)
    for name, note in HEADER_NOTES.items():
        yield LegendLine((name, note.by(words)))
    yield LegendLine(())
    yield LegendLine(tuple(heading.by(words) for heading in (*outcomes, CODE_HEADING)), is_bold=True)
    for kind in OutcomeKind:
        own = advise_for(kind, None, words) if kind in _UNLIKE_THEIR_CLASS else None
        advice = own or CLASS_ADVICE[outcome_class(kind)].by(words)
        yield LegendLine((OUTCOMES[kind].by(words), advice, kind.value), is_outcome=True)
