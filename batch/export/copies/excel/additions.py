"""Gives a workbook that is written anew what an edited one gets besides answers: widths, colours, notes, legend."""

from collections.abc import Mapping
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from batch.export.copies.excel.legend import LEGEND_WIDTHS, LINE_HEIGHT, legend_lines
from batch.export.copies.excel.parts.colours import COLOURS
from batch.export.copies.excel.parts.notes import AUTHOR
from batch.export.copies.excel.reach import Reach
from batch.export.copies.excel.sheet_columns import answer_widths
from batch.export.copies.row_answers import Answers
from batch.options.export_options import Words
from batch.outcome import OutcomeKind
from batch.tables.annotation import OUTCOME_COLUMN
from batch.tables.words.outcomes import OUTCOMES, outcome_class

_NOTE_SIZE = {"width": 320, "height": 120}  # pixels: the longest note on eight lines


class Additions:
    """Adds them to the sheets of one workbook; made before a row is asked for, since widths are told by the first."""

    def __init__(self, workbook: xlsxwriter.Workbook, answers: Answers) -> None:
        self._answers = answers
        self._words = answers.words or Words.NB
        self._widths = answer_widths(answers)
        self._bold = workbook.add_format({"bold": True})
        self._wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        self._looks = outcome_formats(workbook)

    def note(self, worksheet: Worksheet, reach: Reach, *, header_row: int) -> None:
        """Put notes on the headers, before a row is written: in constant memory none can be put on one that was."""
        for place, own in zip(reach.columns, self._answers.columns, strict=True):
            text = self._answers.note(own, self._words)
            worksheet.write_comment(header_row - 1, place, text, {"author": AUTHOR, **_NOTE_SIZE})

    def beside(self, worksheet: Worksheet, reach: Reach, *, header_row: int, last_row: int) -> None:
        """Set widths and colours, once the rows are written; there is no header where `header_row` is 0."""
        for place, width, own in zip(reach.columns, self._widths, self._answers.columns, strict=True):
            worksheet.set_column(place, place, width)
            if own.name == OUTCOME_COLUMN and last_row > header_row:
                colour_outcomes(worksheet, (header_row, place, last_row - 1, place), self._looks, self._words)

    def explain(self, worksheet: Worksheet) -> None:
        """Write the sheet that explains the copy."""
        for column, width in enumerate(LEGEND_WIDTHS):
            worksheet.set_column(column, column, width)
        for row, line in enumerate(legend_lines(self._words, is_sandbox=self._answers.is_sandbox)):
            if line.line_count > 1:
                worksheet.set_row(row, line.line_count * LINE_HEIGHT)
            for column, text in enumerate(line.cells):
                worksheet.write_string(row, column, text, self._bold if line.is_bold else self._wrapped)
            if line.is_outcome:
                colour_outcomes(worksheet, (row, 0, row, 0), self._looks, self._words)


def outcome_formats(workbook: xlsxwriter.Workbook) -> dict[OutcomeKind, Any]:
    """Return the colours of each outcome."""
    formats = {}
    for kind in OutcomeKind:
        letters, ground = COLOURS[outcome_class(kind)]
        formats[kind] = workbook.add_format({"font_color": f"#{letters}", "bg_color": f"#{ground}"})
    return formats


def colour_outcomes(
    worksheet: Worksheet, cells: tuple[int, int, int, int], formats: Mapping[OutcomeKind, Any], words: Words
) -> None:
    """Have cells, from the first row and column to the last, take the colours of the outcome that they name."""
    for kind, look in formats.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{OUTCOMES[kind].by(words)}"', "format": look}
        worksheet.conditional_format(*cells, rule)
