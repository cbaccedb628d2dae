"""What changes around the rows of the sheet that gets answers: widths, filter, tables, colours, notes, charts."""

import io
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple
from xml.parsers import expat

from batch.errors import UnusualSheetError
from batch.export.copies.excel.parts.book import WORKBOOK
from batch.export.copies.excel.parts.drawings import moved_drawings
from batch.export.copies.excel.parts.list_table import ListTable, list_tables
from batch.export.copies.excel.parts.markup import prefix_of
from batch.export.copies.excel.parts.notes import COMMENTS_TYPE, VML_TYPE, put_notes
from batch.export.copies.excel.parts.pivot_caches import following_pivots
from batch.export.copies.excel.parts.relations import STRICT_OFFICE, Relations
from batch.export.copies.excel.parts.structured_references import is_named
from batch.export.copies.excel.parts.styles import Styles
from batch.export.copies.excel.placement import place_answers
from batch.export.copies.excel.reach import Reach
from batch.export.copies.excel.sheet_columns import answer_widths, column_edges, set_widths
from batch.export.copies.excel.sheet_tail import colour_outcomes, notes_drawing, point_to_notes, read_tail, widen_filter
from batch.export.copies.excel.sheet_xml import SheetSurvey, survey_sheet
from batch.export.copies.excel.tidy_sheet import tidy_sheet
from batch.export.copies.row_answers import Answers
from batch.inputs import InputFile
from batch.options.export_options import Words
from batch.tables.annotation import OUTCOME_COLUMN

_NOT_FOLLOWED = (UnusualSheetError, expat.ExpatError)
"""Why drawings or notes stay as they are: a copy without all formats, for one that is damaged, would be worse."""


class SheetPart(NamedTuple):
    """The sheet that gets answers: what people call it, and its part of the archive."""

    title: str
    part: str


class SheetEdits:
    """The sheet's head and tail, and the other parts that change with it; decided before a row is written.

    `renames` are columns of its tables that get other names; a table needs the header of the columns `kept_names`.
    Raises UnusualSheetError for what can't be followed safely.
    """

    def __init__(
        self, archive: zipfile.ZipFile, sheet: SheetPart, file: InputFile, answers: Answers, styles: Styles
    ) -> None:
        part = sheet.part
        self.tidied, survey = _survey(archive, part, from_row=max(1, file.header_rows))
        relations = Relations(archive, part)
        tables = list_tables(archive, relations)
        self.reach = reach = place_answers(file, answers, survey.used, tables)
        self._answers = answers
        self._words = answers.words or Words.NB
        self.head = set_widths(survey.head, dict(zip(reach.columns, answer_widths(answers), strict=True)))
        self._tail = read_tail(survey.tail, survey.head)
        self._prefix = prefix_of(survey.head)
        self.types: dict[str, str] = {}
        named = dict(zip(reach.columns, answers.names, strict=True)) if file.header_rows else {}
        lost = {table.part: _lost(archive, table, answers, reach) for table in tables}
        self.parts: dict[str, bytes] = {
            table.part: table.with_answers(reach, named, lost=lost[table.part]) for table in tables
        }
        self.parts |= following_pivots(archive, sheet.title, named, tables)
        self.renames = {table.name: names for table in tables if (names := table.renamed(named))}
        headed = [table for table in tables if table.cells.top == reach.header_row]
        self.kept_names = {column for table in headed for column in table.columns if column not in lost[table.part]}
        with suppress(*_NOT_FOLLOWED):
            self.parts |= moved_drawings(archive, relations, self._tail, reach, column_edges(self.head))
        widen_filter(self._tail, reach)
        rows = (file.header_rows + 1, survey.last_row)
        outcomes = [
            place for place, own in zip(reach.columns, answers.columns, strict=True) if own.name == OUTCOME_COLUMN
        ]
        colour_outcomes(self._tail, outcomes, rows=rows, words=self._words, formats=styles.colours, prefix=self._prefix)
        if file.header_rows and STRICT_OFFICE.encode() not in survey.head + archive.read(WORKBOOK):
            with suppress(*_NOT_FOLLOWED):
                self._put_notes(archive, relations, row=file.header_rows)

    @property
    def tail(self) -> bytes:
        return self._tail.xml

    def _put_notes(self, archive: zipfile.ZipFile, relations: Relations, *, row: int) -> None:
        """Put notes on the headers; the strict form of the format has no boxes for them, and there the legend does."""
        drawing = notes_drawing(self._tail, relations)
        boxes = None if drawing is None else self.parts.get(drawing) or archive.read(drawing)
        notes = put_notes(archive, relations, (drawing, boxes), self._texts(), row=row)
        self.parts |= {**notes.parts, relations.part: relations.xml}
        if notes.new_comments is not None:
            self.types |= {notes.new_comments: COMMENTS_TYPE, ".vml": VML_TYPE}
        if notes.drawing_id is not None:
            point_to_notes(self._tail, notes.drawing_id, relations.office, prefix=self._prefix)

    def _texts(self) -> Mapping[int, str | None]:
        placed = zip(self.reach.columns, self._answers.columns, strict=True)
        unnamed = (place for place in self._answers.stale if place not in self.kept_names)
        return dict.fromkeys(unnamed) | {place: self._answers.note(own, self._words) for place, own in placed}


def _lost(archive: zipfile.ZipFile, table: ListTable, answers: Answers, reach: Reach) -> range:
    """Return which columns a table loses: of answers that are not asked for now, and that no formula names."""
    columns = table.can_lose(answers.stale, reach)
    names = table.column_names[len(table.columns) - len(columns) :] if columns else []
    return range(0) if names and is_named(archive, names) else columns


def _survey(archive: zipfile.ZipFile, part: str, *, from_row: int) -> tuple[bytes | None, SheetSurvey]:
    """Look at the sheet, or, where its rows can't be followed as they stand, at its XML put in order."""
    try:
        with archive.open(part) as xml:
            return None, survey_sheet(xml, from_row=from_row)
    except UnusualSheetError:
        tidied = tidy_sheet(archive.read(part))
        return tidied, survey_sheet(io.BytesIO(tidied), from_row=from_row)
