"""Opens an input file and finds the identifier columns in it."""

import hashlib
from pathlib import Path

from batch.columns import Layout, choose_columns, describe_columns, find_layout
from batch.errors import InputError
from batch.inputs.file import InputFile
from batch.inputs.formats import open_table
from batch.inputs.options import InputOptions
from batch.inputs.table import Table

_SAMPLED_ROWS = 500


def open_input(path: Path, options: InputOptions) -> InputFile:
    """Open one file. Raises InputError when it can't be read, ColumnError when the identifier column can't be told."""
    try:
        table = open_table(path)
        layout = _find_layout(table, options, source=path.name)
        sha256 = _hash(path)
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file") from error
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror})") from error
    names = tuple(column.name for column in layout.columns)
    header = {"header_row": "none" if layout.header is None else str(layout.header + 1)} if table.names is None else {}
    return InputFile(
        name=path.name,
        path=path,
        sha256=sha256,
        decided={**table.decided, **header, "column": ", ".join(names)},
        columns=names,
        table=table,
        indices=[column.index for column in layout.columns],
        header_rows=0 if layout.header is None else layout.header + 1,
    )


def _find_layout(table: Table, options: InputOptions, *, source: str) -> Layout:
    sample = table.sample(_SAMPLED_ROWS)
    if table.names is None:
        return find_layout(sample, wanted=options.column, today=options.today, source=source)
    columns = describe_columns(table.names, sample, today=options.today)
    return Layout(header=None, columns=choose_columns(columns, wanted=options.column, source=source))


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
