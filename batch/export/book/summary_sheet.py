"""Writes the first sheet of a workbook: what the list gave, what to do next, where it stands, how it was asked."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from batch.export.about_run import AboutRun
from batch.export.book.sheets import TableSheets
from batch.export.book.tallies import Tallies
from batch.export.copies.excel.additions import colour_outcomes
from batch.export.copies.excel.dates import NORWAY
from batch.export.streamed_rows import fitting
from batch.export.streamed_workbook import write_text
from batch.options.export_options import Words
from batch.outcome import OutcomeKind
from batch.tables.advice import advise_for
from batch.tables.changes import CHANGES
from batch.tables.words import book as said
from batch.tables.words.avtaletyper import avtaletype_said
from batch.tables.words.legend import CLASS_ADVICE, MADE_UP
from batch.tables.words.outcomes import OUTCOMES, OutcomeClass, outcome_class

_WIDTHS = (74, 12, 12, 90)  # of its columns, in characters: the longest avtaletype, numbers, a sentence
_LAST = len(_WIDTHS) - 1
_CHART_ROWS = 29
_CHART_SIZE = {
    "width": 640,
    "height": 560,
}  # pixels: as high as the rows left for it; fourteen types of agreement have room for two lines


class _Line(NamedTuple):
    """A row of cells, from the first column on."""

    cells: tuple[str | int, ...] = ()
    look: str = "plain"
    outcome: OutcomeKind | None = None


class SummarySheet:
    """The sheet of one workbook; it is begun before all others, and written when these are whole."""

    def __init__(self, workbook: xlsxwriter.Workbook, about: AboutRun, formats: dict[OutcomeKind, Any]) -> None:
        self._workbook = workbook
        self._about = about
        self._words = about.words
        self._outcome_formats = formats
        self._looks = {
            "plain": workbook.add_format(),
            "title": workbook.add_format({"bold": True, "font_size": 16}),
            "warning": workbook.add_format({"bold": True, "font_color": "#9C0006"}),
            "meaning": workbook.add_format({"align": "left", "indent": 1}),
            "heading": workbook.add_format({"bold": True, "bottom": 1}),
            "total": workbook.add_format({"bold": True, "top": 1}),
            "command": workbook.add_format({"font_name": "Courier New"}),
        }
        self._sheet: Worksheet = workbook.add_worksheet(said.SUMMARY_SHEET)
        self._sheet.fit_to_pages(1, 0)
        self._row = 0
        for column, width in enumerate(_WIDTHS):
            self._sheet.set_column(column, column, width)

    def write(self, tallies: Tallies, tables: Sequence[TableSheets]) -> None:
        self._write(self._beginning())
        self._write(self._next_steps(tallies, sum(each.row_count for each in tables if each.table is CHANGES)))
        outcomes = self._write(self._outcomes(tallies), data=len(tallies.identifiers))
        chart_row = self._row
        self._row += _CHART_ROWS
        self._write(self._sheets(tables))
        avtaletyper = self._write(self._avtaletyper(tallies), data=len(tallies.avtaletyper))
        self._write(self._settings())
        self._chart(said.OUTCOME_CHART.by(self._words), outcomes, chart_row, column=0)
        if tallies.avtaletyper:
            self._chart(said.AVTALETYPE_CHART.by(self._words), avtaletyper, chart_row, column=_LAST)
        self._sheet.activate()

    def _beginning(self) -> Iterator[_Line]:
        about, words = self._about, self._words
        yield _Line((said.TITLE.by(words),), "title")
        if about.answers_are_made_up:
            yield _Line((MADE_UP.by(words),), "warning")
        at = f"{about.started_at.astimezone(NORWAY):%d.%m.%Y %H:%M}"
        yield _Line((said.RUN.by(words).format(environment=about.environment.value, run_id=about.run_id, at=at),))
        yield _Line()

    def _next_steps(self, tallies: Tallies, changes: int) -> Iterator[_Line]:
        yield _Line((said.NEXT.by(self._words),), "heading")
        counts = dict.fromkeys(OutcomeClass, 0)
        for code, count in tallies.identifiers.items():
            counts[outcome_class(OutcomeKind(code))] += count
        pending, slow = (tallies.identifiers[kind] for kind in (OutcomeKind.NOT_RUN, OutcomeKind.SLOW_SKIPPED))
        counts[OutcomeClass.RETRY] -= pending + slow  # retry asks nobody who is remembered as slow
        steps = (
            (said.FOUND, counts[OutcomeClass.FOUND]),
            (said.CORRECT, counts[OutcomeClass.CORRECT]),
            (said.NOT_RUN, pending),
            (said.SLOW, slow),
            (said.RETRY, counts[OutcomeClass.RETRY]),
        )
        for step, count in steps:
            if count:
                yield _Line((step.by(self._words, count),))
        if counts[OutcomeClass.RETRY]:
            yield _Line((self._about.retry_command,), "command")
        if not any(count for _, count in steps[1:]):
            yield _Line((said.ALL_ANSWERED.by(self._words),))
        if changes:
            yield _Line((said.CHANGED.by(self._words, changes),))
        yield _Line()

    def _outcomes(self, tallies: Tallies) -> Iterator[_Line]:
        row_count = self._about.row_count
        cells = said.CELLS if row_count is not None and tallies.rows.total() > row_count else said.ROWS
        headings = (said.OUTCOME, said.IDENTIFIERS, cells, said.MEANING)
        yield _Line(tuple(each.by(self._words) for each in headings), "heading")
        for kind in OutcomeKind:
            if count := tallies.identifiers[kind]:
                meaning = advise_for(kind, None, self._words) or CLASS_ADVICE[outcome_class(kind)].by(self._words)
                yield _Line((OUTCOMES[kind].by(self._words), count, tallies.rows[kind], meaning), outcome=kind)
        yield _Line((said.IN_ALL.by(self._words), tallies.identifiers.total(), tallies.rows.total()), "total")
        yield _Line()

    def _sheets(self, tables: Sequence[TableSheets]) -> Iterator[_Line]:
        yield _Line(tuple(each.by(self._words) for each in said.SHEET_HEADINGS), "heading")
        for each in tables:
            description = each.table.description
            yield _Line((each.titles[0], each.row_count, "", description.by(self._words) if description else ""))
        for note in notes_of(tables, self._words):
            yield _Line((note,))
        yield _Line()

    def _avtaletyper(self, tallies: Tallies) -> Iterator[_Line]:
        if tallies.avtaletyper:
            yield _Line(tuple(each.by(self._words) for each in said.AVTALETYPE_HEADINGS), "heading")
            for code, count in sorted(tallies.avtaletyper.items(), key=lambda each: (-each[1], each[0])):
                yield _Line((avtaletype_said(code, self._words), count))
            yield _Line()

    def _settings(self) -> Iterator[_Line]:
        yield _Line(tuple(each.by(self._words) for each in said.SETTING_HEADINGS), "heading")
        for name, value in self._about.settings.items():
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            if value not in (None, []):
                yield _Line((name, shown))

    def _write(self, lines: Iterator[_Line], *, data: int = 0) -> tuple[int, int]:
        """Write the lines, and return the first and the last row of so many data rows below their heading."""
        first = self._row + 1
        for line in lines:
            for column, cell in enumerate(line.cells):
                self._write_cell(column, cell, line.look)
            if line.outcome is not None:
                colour_outcomes(self._sheet, (self._row, 0, self._row, 0), self._outcome_formats, self._words)
            self._row += 1
        return first, first + data - 1

    def _write_cell(self, column: int, cell: str | int, look: str) -> None:
        if isinstance(cell, str):
            own = "meaning" if look == "plain" and column == _LAST else look
            write_text(self._sheet, self._row, column, fitting(cell), self._looks[own])
        else:
            self._sheet.write_number(self._row, column, cell, self._looks[look])

    def _chart(self, title: str, rows: tuple[int, int], row: int, *, column: int) -> None:
        first, last = rows
        chart = self._workbook.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": title,
                "categories": [said.SUMMARY_SHEET, first, 0, last, 0],
                "values": [said.SUMMARY_SHEET, first, 1, last, 1],
                "data_labels": {"value": True},
                "gap": 40,
                "fill": {"color": "#4472C4"},
            }
        )
        chart.set_title({"name": title, "overlay": False, "name_font": {"size": 12}})
        chart.set_legend({"none": True})
        # The first row on top, as in the table; each bar has its name, also where they stand close.
        chart.set_y_axis({"reverse": True, "num_font": {"size": 8}, "interval_unit": 1})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_size(_CHART_SIZE)
        self._sheet.insert_chart(row, column, chart)


def notes_of(tables: Sequence[TableSheets], words: Words) -> list[str]:
    """Say of which tables the rows take several sheets, and how many texts a cell does not hold."""
    further = [
        said.GOES_ON.by(words).format(first=each.titles[0], last=", ".join(each.titles[1:]))
        for each in tables
        if len(each.titles) > 1
    ]
    cut = sum(each.cut_count for each in tables)
    return [*further, *([said.CUT.by(words).format(mark=said.CUT_MARK.strip(), count=cut)] if cut else [])]
