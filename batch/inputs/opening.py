"""Opens an input file: picks the reader by the file's bytes, then finds the identifier columns."""

import hashlib
from pathlib import Path

from batch.columns import Layout, choose_columns, describe_columns, find_layout
from batch.errors import InputError
from batch.inputs.delimited import DelimitedText
from batch.inputs.file import InputFile
from batch.inputs.options import InputOptions
from batch.inputs.parquet import ParquetTable
from batch.inputs.table import Table

_SAMPLED_ROWS = 500
_NO_TEXT = {
    b"PK\x03\x04": "a workbook or a ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "compressed with gzip",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
}


def open_input(path: Path, options: InputOptions) -> InputFile:
    """Open one file. Raises InputError when it can't be read, ColumnError when the identifier column can't be told."""
    try:
        table = _open_table(path)
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


def _open_table(path: Path) -> Table:
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name the files in it")
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise InputError(f"{path}: the file is empty")
    if start.startswith(b"PAR1"):
        return ParquetTable.open(path)
    for magic, what in _NO_TEXT.items():
        if start.startswith(magic):
            raise InputError(f"{path}: is {what}; save it as CSV or Parquet")
    return DelimitedText.open(path)


def _find_layout(table: Table, options: InputOptions, *, source: str) -> Layout:
    sample = table.sample(_SAMPLED_ROWS)
    if table.names is None:
        return find_layout(sample, wanted=options.column, today=options.today, source=source)
    columns = describe_columns(table.names, sample, today=options.today)
    return Layout(header=None, columns=choose_columns(columns, wanted=options.column, source=source))


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
