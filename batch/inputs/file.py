"""One opened input: what it is called, how it is read, and its rows."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import SEEK_END
from itertools import chain
from pathlib import Path

from batch.cells.formulas import restored
from batch.cells.rows import Cell, InputRow, RowGroup, is_blank
from batch.errors import InputError
from batch.inputs.sheet import Sheet
from batch.inputs.workbook.loading import let_go

_ESTIMATED_BY_BYTES = 65_536  # a thousand lines or more


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """A file (or one sheet of it) whose identifier columns are known."""

    name: str  #: what a person calls it: folder and name of the file, with the sheet's where there is one
    path: Path
    sha256: str  #: of the file's bytes as they lie on disk
    reading_notes: Mapping[str, str]  #: how it is read; in ledger and manifest the key stays `decided`, for readers
    columns: tuple[str, ...]  #: names of the identifier columns
    sheet: Sheet = field(repr=False)
    indices: Sequence[int] = field(repr=False)  #: where in the sheet these columns stand
    header_rows: int = field(repr=False)  #: the first rows, which are titles and header
    stand_in: int | None = field(default=None, repr=False)  #: the column that is read where the only one is empty
    is_error_report: bool = field(default=False, repr=False)  #: our errors.csv: its texts have been neutralised
    folder: str = ""  #: the end of its folder with a slash, where another input of the run has the file's name

    def groups(self) -> Iterator[RowGroup]:
        """Yield every data row, blank ones too; can be called more than once, and needs little memory.

        Raises InputError when the file can't be read on, as when it was removed or changed since it was opened.
        """
        groups = self.cells(self.indices)
        if self.stand_in is not None:
            groups = map(_filled_in, self.cells([*self.indices, self.stand_in]))
        return map(_restored, groups) if self.is_error_report else groups

    def cells(self, columns: Sequence[int]) -> Iterator[RowGroup]:
        """Yield the cells of any columns of the sheet in the same way."""
        try:
            yield from self.sheet.groups(columns=columns, after=self.header_rows)
        except InputError as error:
            error.in_source(self.name)
            raise
        except OSError as error:
            what = f"can't be read on ({error.strerror or 'input/output error'})"
            raise InputError(what, remedy="make it readable", source=self.name) from error

    def rows_about(self) -> int | None:
        """Estimate the rows of plain text by its size and its first lines; None for all else."""
        try:
            with self.path.open("rb") as file:
                start, size = file.read(_ESTIMATED_BY_BYTES), file.seek(0, SEEK_END)
        except OSError:
            return None
        lines = start.count(b"\n")
        return round(size * lines / len(start)) if lines and b"\0" not in start else None

    def release(self) -> None:
        """Free what is kept in memory between two readings: a workbook's sheet, which is loaded as a whole."""
        let_go()

    def rows(self) -> Iterator[InputRow]:
        """Yield every row one by one, with the cells of the identifier columns as they stand."""
        return chain.from_iterable(group.rows() for group in self.cells(self.indices))


def _filled_in(group: RowGroup) -> RowGroup:
    """Put the cells of the second column where the first has none."""
    column, stand_ins = group.columns
    filled = [other if is_blank(cell) else cell for cell, other in zip(column, stand_ins, strict=True)]
    return replace(group, columns=[filled])


def _restored(group: RowGroup) -> RowGroup:
    columns = [[restored(cell) if isinstance(cell, str) else cell for cell in column] for column in group.columns]
    return replace(group, columns=columns)


def sha256_of(path: Path) -> str:
    """Return the sum of the file's bytes as they lie on disk, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def header_of(file: InputFile) -> Sequence[Cell]:
    """Return the names of the columns, an empty list where nothing names them."""
    if file.sheet.names is not None:
        return file.sheet.names
    return file.sheet.sample(file.header_rows)[-1] if file.header_rows else []
