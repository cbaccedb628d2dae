"""Decides which sheets of a workbook are read, and finds the identifier columns of each."""

import shlex
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from operator import not_

from batch.cells.rows import Cell, is_blank
from batch.errors import AmbiguousColumnsError, ColumnError, EmptyInputError, InputError, NoIdentifiersError
from batch.errors.shown_text import shown_name
from batch.inputs.columns.layout import Layout, describe_columns, find_layout, is_position, lay_out
from batch.inputs.columns.unsplit import refuse_unsplit
from batch.inputs.sheet import Sheet
from batch.inputs.workbook.legend_sheet import without_legend
from batch.inputs.workbook.own_book import NOT_READ, sheets_of_everybody
from batch.options.input_options import InputOptions

_SAMPLED_ROWS = 500  # tell a column's share of identifiers to some two percent
_SAMPLED_CELLS = 100_000  # a sheet of thousands of columns is judged by fewer rows, so that opening it stays quick
_FEWEST_SAMPLED_ROWS = 50  # but by more than titles and header (HEADER_ROWS)
_LISTED_SHEETS = 3  # each with a sentence of its own, in one message


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenSheet:
    """A sheet that is read, where its identifiers stand, and what is to be said of the other sheets."""

    sheet: Sheet
    layout: Layout
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetChoice:
    """Chooses among the sheets of one file, by what the user said of sheets and columns."""

    options: InputOptions
    accepts_2032: bool

    def choose(self, sheets: Sequence[Sheet], name: str) -> list[ChosenSheet]:
        """Take the sheets that the user named, or else the only one whose identifier columns can be determined.

        Another sheet is passed over only when it is empty or no column of it holds identifiers. Any other fault of a
        sheet is raised: who stands in it must not be dropped in silence.
        """
        if not self.options.sheet:
            sheets = without_legend(sheets) or sheets
            if everybody := sheets_of_everybody(sheets):
                found_in = [(each, self._find_named(each, name)) for each in everybody]
                return [ChosenSheet(sheet=each, layout=layout, notes=NOT_READ) for each, layout in found_in]
        if len(sheets) == 1 or self.options.sheet:
            notes = self._note_absent(sheets)
            return [ChosenSheet(sheet=each, layout=self._find_named(each, name), notes=notes) for each in sheets]
        found: list[tuple[Sheet, Layout]] = []
        passed_over: list[InputError] = []
        faults: list[InputError] = []
        for sheet in sheets:
            try:
                found.append((sheet, self._find_among_sheets(sheet)))
            except InputError as error:
                of_sheet = error.in_source(sheet.reading_notes["sheet"])
                (passed_over if self._holds_no_identifiers(sheet, error) else faults).append(of_sheet)
        if len(found) == 1 and not faults:
            ((sheet, layout),) = found
            left_out = ", ".join(each.source or "" for each in passed_over)
            return [ChosenSheet(sheet=sheet, layout=layout, notes={"sheets_without_identifiers": left_out})]
        if not (found or faults or "hidden_sheets" in sheets[0].reading_notes) and all(map(_is_empty, passed_over)):
            raise EmptyInputError("holds only empty sheets", remedy="check how it was made")
        refusal = _no_sheet([sheet for sheet, _ in found], faults, passed_over)
        if not found:
            _point_elsewhere(refusal, sheets[0])
        raise refusal

    def _note_absent(self, sheets: Sequence[Sheet]) -> Mapping[str, str]:
        """Say which of the named sheets a workbook lacks."""
        titles = {sheet.reading_notes["sheet"] for sheet in sheets if "sheet" in sheet.reading_notes}
        absent = ", ".join(title for title in self.options.sheet if title not in titles)
        return {"without_sheet": absent} if titles and absent else {}

    def _find_named(self, sheet: Sheet, name: str) -> Layout:
        try:
            layout = self._find(sheet)
            if not layout.is_header_sure:
                _refuse_lone_row(sheet)
        except NoIdentifiersError as error:
            error.in_source(call_sheet(sheet, name))
            if said := _emptiness(sheet, error):
                raise said from error
            _point_elsewhere(error, sheet)
            raise
        except InputError as error:
            error.in_source(call_sheet(sheet, name))
            if self._holds_no_identifiers(sheet, error):
                _point_elsewhere(error, sheet)
            raise
        return layout

    def _holds_no_identifiers(self, sheet: Sheet, error: InputError) -> bool:
        """Whether a sheet may be passed over; one that has no column of the wanted name can still hold identifiers."""
        if not (self.options.column and isinstance(error, ColumnError)):
            return isinstance(error, NoIdentifiersError)
        try:
            self._find_without_columns(sheet)
        except InputError as without_name:
            return isinstance(without_name, NoIdentifiersError)
        return False

    def _find_among_sheets(self, sheet: Sheet) -> Layout:
        """Find the columns in one of several sheets: a number alone makes none of them a list, since all have it."""
        if self.options.column and all(map(is_position, self.options.column)):
            with suppress(AmbiguousColumnsError):
                self._find_without_columns(sheet)
        return self._find(sheet)

    def _find_without_columns(self, sheet: Sheet) -> Layout:
        return _find_layout(sheet, wanted=(), accepts_2032=self.accepts_2032)

    def _find(self, sheet: Sheet) -> Layout:
        return _find_layout(sheet, wanted=self.options.column, accepts_2032=self.accepts_2032)


def _find_layout(sheet: Sheet, *, wanted: Sequence[str], accepts_2032: bool) -> Layout:
    sample = sheet.sample(_SAMPLED_ROWS)
    width = max(map(len, sample), default=0)
    sample = sample[: max(_FEWEST_SAMPLED_ROWS, _SAMPLED_CELLS // max(1, width))]
    refuse_unsplit(sample, accepts_2032=accepts_2032)
    if sheet.names is None:
        if all(is_blank(cell) for record in sample for cell in record):
            raise _nothing_in(sheet, sample)
        return find_layout(sample, wanted=wanted, accepts_2032=accepts_2032)
    columns = describe_columns(sheet.names, sample, accepts_2032=accepts_2032)
    return lay_out(columns, header=None, wanted=wanted)


def _refuse_lone_row(sheet: Sheet) -> None:
    """Raise EmptyInputError where the only row may be a header, or somebody."""
    nothing_below = NoIdentifiersError(
        "there is no row below what may be the header", remedy="name a column by its header"
    )
    if said := _emptiness(sheet, nothing_below):
        raise said


def _is_empty(error: InputError) -> bool:
    return isinstance(error, EmptyInputError)


def _emptiness(sheet: Sheet, error: NoIdentifiersError) -> EmptyInputError | None:
    """Say that a table has no row, where it can have none: at most its header, and no hidden sheet beside it."""
    if isinstance(error, EmptyInputError) or "hidden_sheets" in sheet.reading_notes:
        return None
    filled = (is_filled for group in sheet.groups(columns=[0], after=0) for is_filled in map(not_, group.blanks))
    count = sum(islice(filter(None, filled), 2))
    if count > (1 if sheet.names is None else 0):
        return None
    row = next((cells for cells in sheet.sample(_SAMPLED_ROWS) if not all(map(is_blank, cells))), ())
    return EmptyInputError(
        error.what, remedy=error.remedy, source=error.source, header=tuple(map(str, row)) if count else None
    )


def call_sheet(sheet: Sheet, name: str) -> str:
    """Name a file, with its sheet where it has several."""
    return f"{name} / {shown_name(sheet.reading_notes['sheet'])}" if "sheet" in sheet.reading_notes else name


def _no_sheet(found: Sequence[Sheet], faults: Sequence[InputError], passed_over: Sequence[InputError]) -> ColumnError:
    titles = [sheet.reading_notes["sheet"] for sheet in found]
    if found and not faults:
        return ColumnError(
            f"{len(found)} sheets hold identifiers: {', '.join(f'“{title}”' for title in titles)}",
            remedy=f"keep the right one, or each, of {' '.join(map(_flag, titles))}",
        )
    listed = (faults or passed_over)[:_LISTED_SHEETS]
    whats = " | ".join(f"{each.source}: {each.what}" for each in listed)
    remedies = " | ".join(dict.fromkeys(filter(None, map(_remedy_for_sheet, listed))))
    if not found:
        return ColumnError(f"no sheet has an identifier column that is certain ({whats})", remedy=remedies or None)
    another = f"read only another sheet: {' or '.join(map(_flag, titles))}"
    return ColumnError(whats, remedy=f"{remedies}; or {another}" if remedies else another)


def _point_elsewhere(error: InputError, sheet: Sheet) -> None:
    """Say what was not looked at, where all that was holds nothing: hidden sheets, and what is nested in a column."""
    ways = [error.remedy] if error.remedy else []
    if nested := sheet.reading_notes.get("nested_columns"):
        ways.append(f"write what is nested in {nested} as a table of its own")
    if hidden := sheet.reading_notes.get("hidden_sheets"):
        ways.append(f"read a hidden sheet with --sheet ({hidden})")
    error.remedy = "; or ".join(ways) or None


def _remedy_for_sheet(error: InputError) -> str | None:
    """Name the sheet too where a column is to be named, since --column alone is looked for in every sheet."""
    if not isinstance(error, ColumnError) or isinstance(error, NoIdentifiersError):
        return error.remedy
    sheet = _flag(error.source or "")
    if isinstance(error, AmbiguousColumnsError):
        return f"keep the right one, or each, of {error.flags} {sheet}"
    return f"use {sheet}, and {error.remedy}"


def _flag(title: str) -> str:
    return f"--sheet {shlex.quote(title)}"


def _nothing_in(sheet: Sheet, sample: Sequence[Sequence[Cell]]) -> ColumnError:
    """Say that a table is empty, or that there is only something far below, and it must not be passed over."""
    if all(all(group.blanks) for group in sheet.groups(columns=[0], after=0)):
        what = "holds only blank rows" if sample else "is empty"
        return EmptyInputError(what, remedy="check how it was made")
    return ColumnError(f"its first {len(sample)} rows are blank", remedy="remove the blank rows above the table")
