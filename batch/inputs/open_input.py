"""Opens an input file: decides which sheet of a workbook is read, and finds its identifier columns."""

import math
import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from batch.cells.rows import Cell, is_blank
from batch.errors import ColumnError, InputError, NoIdentifiersError
from batch.inputs.columns.header_words import NameVerdict
from batch.inputs.columns.layout import InputColumn, Layout, describe_columns, find_layout, lay_out
from batch.inputs.columns.unsplit import refuse_unsplit
from batch.inputs.file import InputFile, sha256_of
from batch.inputs.format_recognition import open_by_format
from batch.inputs.sheet import Sheet
from batch.options.input_options import InputOptions

_SAMPLED_ROWS = 500  # tell a column's share of identifiers to some two percent
_SAMPLED_CELLS = 100_000  # a sheet of thousands of columns is judged by fewer rows, so that opening it stays quick
_FEWEST_SAMPLED_ROWS = 50  # but by more than titles and header (HEADER_ROWS)
_LISTED_SHEETS = 3  # each with a sentence of its own, in one message


def open_input(path: Path, options: InputOptions, *, accepts_2032: bool, folder: str = "") -> InputFile:
    """Open one file. Raises InputError when it can't be read, ColumnError when it has no certain identifier column.

    `folder` goes before its name in these errors, where another input has the same.
    """
    name = f"{folder}{path.name}"
    try:
        sheets = open_by_format(path, sheet=options.sheet)
        sheet, layout = _choose(sheets, options, name, accepts_2032=accepts_2032)
        sha256 = sha256_of(path)
    except FileNotFoundError as error:
        raise InputError("there is no such file", remedy="check its name", source=str(path)) from error
    except OSError as error:
        what = f"can't be read ({error.strerror or 'input/output error'})"
        raise InputError(what, remedy="check its name, and who may read it", source=str(path)) from error
    except InputError as error:
        error.in_source(name)
        raise
    names = tuple(column.name for column in layout.columns)
    strays = {"stray_identifier_in": ", ".join(column.name for column in layout.strays)} if layout.strays else {}
    header = {"header_row": "none" if layout.header is None else str(layout.header + 1)} if sheet.names is None else {}
    return InputFile(
        name=_call(sheet, path.name),
        path=path,
        sha256=sha256,
        reading_notes={
            **sheet.reading_notes,
            **header,
            **strays,
            "column": ", ".join(names),
            "column_evidence": _evidence(layout.columns, is_named=bool(options.column)),
        },
        columns=names,
        sheet=sheet,
        indices=[column.index for column in layout.columns],
        header_rows=0 if layout.header is None else layout.header + 1,
    )


def _evidence(columns: Sequence[InputColumn], *, is_named: bool) -> str:
    """Say how the columns were found, and how many of their first cells are lawful."""
    if is_named:
        how = "named with --column"
    else:
        how = f"found by {'name' if columns[0].verdict is NameVerdict.IDENTIFIER else 'content'}"
    shares = " and ".join(f"{math.floor(column.share * 100)} %" for column in columns)
    return f"{how}; {shares} lawful"


def _call(sheet: Sheet, name: str) -> str:
    return f"{name} / {sheet.reading_notes['sheet']}" if "sheet" in sheet.reading_notes else name


def _choose(sheets: Sequence[Sheet], options: InputOptions, name: str, *, accepts_2032: bool) -> tuple[Sheet, Layout]:
    """Take the only sheet in which the identifier columns can be determined.

    Another sheet is passed over only when it is empty or no column of it holds identifiers. Any other fault of a sheet
    is raised: who stands in it must not be dropped in silence.
    """
    if len(sheets) == 1:
        try:
            return sheets[0], _find_layout(sheets[0], options, accepts_2032=accepts_2032)
        except InputError as error:
            error.in_source(_call(sheets[0], name))
            raise
    found: list[tuple[Sheet, Layout]] = []
    passed_over: list[InputError] = []
    faults: list[InputError] = []
    for sheet in sheets:
        try:
            found.append((sheet, _find_layout(sheet, options, accepts_2032=accepts_2032)))
        except InputError as error:
            of_sheet = error.in_source(sheet.reading_notes["sheet"])
            is_without = _holds_no_identifiers(sheet, error, options, accepts_2032=accepts_2032)
            (passed_over if is_without else faults).append(of_sheet)
    if len(found) == 1 and not faults:
        return found[0]
    raise _no_sheet([sheet for sheet, _ in found], faults, passed_over)


def _holds_no_identifiers(sheet: Sheet, error: InputError, options: InputOptions, *, accepts_2032: bool) -> bool:
    """Whether a sheet may be passed over; one that has no column of the wanted name can still hold identifiers."""
    if not (options.column and isinstance(error, ColumnError)):
        return isinstance(error, NoIdentifiersError)
    try:
        _find_layout(sheet, replace(options, column=()), accepts_2032=accepts_2032)
    except InputError as without_name:
        return isinstance(without_name, NoIdentifiersError)
    return False


def _no_sheet(found: Sequence[Sheet], faults: Sequence[InputError], passed_over: Sequence[InputError]) -> ColumnError:
    titles = ", ".join(f"“{sheet.reading_notes['sheet']}”" for sheet in found)
    if found and not faults:
        return ColumnError(f"{len(found)} sheets hold identifiers: {titles}", remedy="name the right one with --sheet")
    listed = (faults if found else [*faults, *passed_over])[:_LISTED_SHEETS]
    whats = " | ".join(f"{each.source}: {each.what}" for each in listed)
    remedies = " | ".join(dict.fromkeys(filter(None, map(_remedy_for_sheet, listed))))
    if not found:
        return ColumnError(f"no sheet has an identifier column that is certain ({whats})", remedy=remedies or None)
    another = f"read only another sheet: {' or '.join(_sheet_flag(sheet.reading_notes['sheet']) for sheet in found)}"
    return ColumnError(whats, remedy=f"{remedies}; or {another}" if remedies else another)


def _remedy_for_sheet(error: InputError) -> str | None:
    """Name the sheet too where a column is to be named, since --column alone is looked for in every sheet."""
    is_about_columns = isinstance(error, ColumnError) and not isinstance(error, NoIdentifiersError)
    return f"use {_sheet_flag(error.source or '')}, and {error.remedy}" if is_about_columns else error.remedy


def _sheet_flag(title: str) -> str:
    return f"--sheet {shlex.quote(title)}"


def _find_layout(sheet: Sheet, options: InputOptions, *, accepts_2032: bool) -> Layout:
    sample = sheet.sample(_SAMPLED_ROWS)
    width = max(map(len, sample), default=0)
    sample = sample[: max(_FEWEST_SAMPLED_ROWS, _SAMPLED_CELLS // max(1, width))]
    refuse_unsplit(sample, accepts_2032=accepts_2032)
    if sheet.names is None:
        if sample and _is_blank(sheet, sample):
            raise NoIdentifiersError("holds only blank rows", remedy="check how it was made")
        return find_layout(sample, wanted=options.column, accepts_2032=accepts_2032)
    columns = describe_columns(sheet.names, sample, accepts_2032=accepts_2032)
    return lay_out(columns, header=None, wanted=options.column)


def _is_blank(sheet: Sheet, sample: Sequence[Sequence[Cell]]) -> bool:
    """Whether there is nothing to be seen in any row; all of them are gone through where the first ones are so."""
    if any(not is_blank(cell) for record in sample for cell in record):
        return False
    return all(all(group.blanks) for group in sheet.groups(columns=[0], after=0))
