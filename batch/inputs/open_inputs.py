"""Opens an input file: each of the sheets that are read is an input by itself, whose identifier columns are found."""

import math
from collections.abc import Sequence
from pathlib import Path

from batch.errors import InputError
from batch.errors.shown_text import shown_name
from batch.inputs.columns.layout import InputColumn, Layout, is_named
from batch.inputs.file import InputFile, sha256_of
from batch.inputs.format_recognition import open_by_format
from batch.inputs.header_words import NameVerdict
from batch.inputs.sheet_choice import ChosenSheet, SheetChoice, call_sheet
from batch.options.input_options import InputOptions


def open_inputs(path: Path, options: InputOptions, *, accepts_2032: bool, folder: str = "") -> list[InputFile]:
    """Open one file, as several inputs where several of its sheets are named.

    Raises InputError when it can't be read, ColumnError when it has no certain identifier column. `folder` goes before
    its name in these errors, where another input has the same.
    """
    name = f"{folder}{shown_name(path.name)}"
    choice = SheetChoice(options=options, accepts_2032=accepts_2032)
    try:
        chosen = choice.choose(open_by_format(path, wanted=options.sheet), name)
        sha256 = sha256_of(path)
    except FileNotFoundError as error:
        raise InputError("there is no such file", remedy="check its name", source=str(path)) from error
    except OSError as error:
        what = f"can't be read ({error.strerror or 'input/output error'})"
        raise InputError(what, remedy="check its name, and who may read it", source=str(path)) from error
    except InputError as error:
        error.in_source(name)
        raise
    return [_input(path, each, options, sha256) for each in chosen]


def _input(path: Path, chosen: ChosenSheet, options: InputOptions, sha256: str) -> InputFile:
    sheet, layout = chosen.sheet, chosen.layout
    names = tuple(column.name for column in layout.columns)
    return InputFile(
        name=call_sheet(sheet, shown_name(path.name)),
        path=path,
        sha256=sha256,
        reading_notes={
            **sheet.reading_notes,
            **chosen.notes,
            **({"header_row": _header_row(layout)} if sheet.names is None else {}),
            **({"stray_identifier_in": ", ".join(column.name for column in layout.strays)} if layout.strays else {}),
            **({"empty_cells_from": layout.stand_in.name} if layout.stand_in is not None else {}),
            "column": ", ".join(names),
            "column_evidence": _evidence(layout.columns, options.column),
        },
        columns=names,
        sheet=sheet,
        indices=[column.index for column in layout.columns],
        header_rows=0 if layout.header is None else layout.header + 1,
        stand_in=None if layout.stand_in is None else layout.stand_in.index,
        is_error_report=layout.is_error_report and not sheet.mixes_types,  # a workbook's texts are as they are
    )


def _header_row(layout: Layout) -> str:
    return "none" if layout.header is None else str(layout.header + 1)


def _evidence(columns: Sequence[InputColumn], wanted: Sequence[str]) -> str:
    """Say how the columns were found, and how many of their first cells are lawful."""
    if wanted:
        how = " and ".join(dict.fromkeys(_taken_by(wanted, column) for column in columns))
    else:
        how = f"found by {'name' if columns[0].verdict is NameVerdict.IDENTIFIER else 'content'}"
    shares = " and ".join(f"{math.floor(column.share * 100)} %" for column in columns)
    return f"{how}; {shares} lawful"


def _taken_by(wanted: Sequence[str], column: InputColumn) -> str:
    """Say whether --column was taken for a name or for a number."""
    return (
        "named with --column"
        if any(is_named(each, column) for each in wanted)
        else f"number {column.index + 1}, by --column"
    )
